# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # dev and its parts share their variables
# `dev lint` and `dev format`. Sourced by dev.

sources() {
  git -C "$root" ls-files --cached --others --exclude-standard --deduplicate -- "$@" |
    while read -r file; do
      if [[ -f $root/$file ]]; then
        printf '%s\n' "$file"
      fi
    done
}

check_format() {
  clang-format --dry-run -Werror "${cpp_files[@]}"
}

check_tidy() {
  # The compile commands are GCC's; clang need not know all of its warnings and parameters.
  printf '%s\0' "${tidy_files[@]}" |
    xargs -0 -n 1 -P "$jobs" clang-tidy -p "$root/build/release" --quiet --extra-arg=-Wno-unknown-warning-option \
      --extra-arg=-Wno-unused-command-line-argument
}

check_cppcheck() {
  cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --suppress=unknownMacro --library=googletest --error-exitcode=1 -I "$root" \
    -j "$jobs" "${cpp_files[@]}"
}

check_shell() {
  shellcheck "${shell_files[@]}"
}

# The generated PowerShell, as the tests keep it.
check_powershell() {
  cd tests/powershell || exit
  npm ci
  npm test
}

check_openapi() {
  cd tests/openapi || exit
  npm ci
  npm test
}

lint_command() {
  local all="" name failures=0 tools=(format tidy cppcheck shell powershell openapi)
  case "${1:-}" in
    "") ;;
    --all) all=yes ;;
    *) usage_error "lint: unknown argument '$1'; it takes [--all] (clang-tidy on all files, not only on changed ones)" ;;
  esac
  check_machine
  need_packages "${packages_build[@]}" "${packages_lint[@]}"
  # A preset that compiles each file by itself: in the others they are parts of batches.
  step "Configuring release" cmake --preset release
  cd "$root" || exit
  mapfile -t cpp_files < <(sources '*.cpp' '*.h')
  mapfile -t shell_files < <(
    sources '*.sh'
    printf '%s\n' dev .ci/run
  )
  # clang-tidy sees what the Linux build compiles.
  mapfile -t tidy_files < <(
    { if [[ -n $all ]]; then sources '*.cpp'; else
      git diff --name-only HEAD -- '*.cpp' 2>/dev/null || sources '*.cpp'
      git ls-files --others --exclude-standard -- '*.cpp'
    fi; } | sort -u | while read -r file; do
      if [[ -f $file ]] && grep -qF "\"$root/$file\"" build/release/compile_commands.json; then
        printf '%s\n' "$file"
      fi
    done
  )
  for name in "${tools[@]}"; do
    if [[ $name == powershell || $name == openapi ]] && ! type -P node npm >/dev/null; then
      printf 'lint: %s skipped: no node and npm\n' "$name"
      continue
    fi
    if [[ $name == tidy && ${#tidy_files[@]} == 0 ]]; then
      printf 'lint: no changed file for clang-tidy (--all takes all)\n'
      continue
    fi
    run_step "lint: $name" "check_$name"
    if [[ $step_status != 0 ]]; then
      failures=$((failures + 1))
      grep -E 'error|warning|In .* line|PowerShell|: missing ' "$step_log" | grep -v 'warnings\? generated\|warnings treated' | head -n 20 | sed 's/^/    /'
      printf '    all of it: %s\n' "$step_log"
    fi
  done
  ((failures == 0)) || die "lint: $failures of ${#tools[@]} tools complain"
}

format_command() {
  (($# == 0)) || usage_error "format takes no arguments"
  need_packages clang-format git
  cd "$root" || exit
  sources '*.cpp' '*.h' | xargs -r clang-format -i
}
