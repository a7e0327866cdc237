# shellcheck shell=bash
# shellcheck disable=SC2154  # dev and its parts share their variables
# `dev coverage`. Sourced by dev.

coverage_folders=(core config probes)

coverage_tests() {
  local test
  find "$root/build/coverage" -name '*.gcda' -delete
  for test in "${coverage_targets[@]}"; do
    "$(find "$root/build/coverage/tests" -type f -name "$test" -perm -u+x)" --gtest_brief=1
  done
}

# gcov's counts as JSON: the figures below are made from this one file.
coverage_count() {
  local filters=() folder
  for folder in "${coverage_folders[@]}"; do
    filters+=(--filter "$root/$folder/")
  done
  gcovr --root "$root" --object-directory "$root/build/coverage" "${filters[@]}" -j "$jobs" \
    --exclude-throw-branches --exclude-unreachable-branches \
    --json-summary "$root/build/coverage/summary.json" --txt "$root/build/coverage/lines.txt" "$root/build/coverage"
}

coverage_command() {
  local least=0
  if [[ ${1:-} == --at-least && ${2:-} =~ ^[0-9]+$ && $# == 2 ]]; then
    least="$2"
  elif (($# > 0)); then
    usage_error "coverage takes nothing, or --at-least PERCENT"
  fi
  check_machine
  need_packages "${packages_build[@]}" "${packages_python[@]}" "${packages_coverage[@]}"
  cd "$root" || exit
  step "Configuring coverage" cmake --preset coverage
  mapfile -t coverage_targets < <(cmake --build --preset coverage --target help |
    sed -n 's/^\(deepalive_\(core\|config\|rules\|probes[a-z_]*\)_tests\): phony$/\1/p')
  ((${#coverage_targets[@]} > 0)) || die "coverage: there are no tests of ${coverage_folders[*]}"
  step "Building coverage" cmake --build --preset coverage -j "$jobs" --target "${coverage_targets[@]}"
  step "Testing for coverage" coverage_tests
  step "Counting lines" coverage_count
  python3 "$root/cmake/dev/coverage.py" "$root/build/coverage/summary.json" "$least" "${coverage_folders[@]}"
}
