# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # dev and its parts share their variables
# `dev test`: every preset built and tested, one table at the end. Sourced by dev.

# In this order they are built, and tested as soon as they are. Those under Wine last: beside a build they are slow.
test_presets=(linux asan tsan windows-mingw)
builder=""

# One attribute of the <testsuite> elements that ctest wrote, of all files together.
junit() {
  local attribute="$1" file sum=0
  for file in "${@:2}"; do
    ((sum += $(sed -n "s/.*<testsuite .*[[:space:]]*$attribute=\"\([0-9]*\)\".*/\1/p
      s/^[[:space:]]*$attribute=\"\([0-9]*\)\".*/\1/p" "$file" | head -n 1))) || true
  done
  printf '%d\n' "$sum"
}

failed_names() {
  sed -n 's/.*<testcase name="\([^"]*\)".*status="fail".*/\1/p' "$@"
}

# What the failing tests said, from ctest's output: enough to start with where the log cannot be reached.
failure_lines() {
  grep -E -A 6 ': Failure$|(ERROR|WARNING): (Address|Leak|Thread)Sanitizer|runtime error:|terminate called|Timeout' "$1" |
    cut -c 1-240 | head -n 80 | sed 's/^/    | /'
}

# Builds the presets one after the other, in a process group of its own and with what processor time the tests of
# those before leave. A file in $logs says which are built.
start_building() {
  local preset
  mkdir -p "$logs"
  for preset in "$@"; do
    rm -f "$logs/built-$preset"
  done
  set -m
  (
    trap - EXIT
    renice -n 19 "$BASHPID" >/dev/null
    for preset in "$@"; do
      build_preset "$preset"
      : >"$logs/built-$preset"
    done
  ) </dev/null > >(cat) &
  builder=$!
  set +m
}

wait_until_built() {
  until [[ -e $logs/built-$1 ]]; do
    if ! kill -0 "$builder" 2>/dev/null; then
      [[ -e $logs/built-$1 ]] || exit 1 # it has said why
    fi
    read -r -t 0.5 -u "$never" || true
  done
}

# To a process and all that it has started, the parent first: ninja gives each compiler a group of its own.
signal_tree() {
  local signal="$1" process="$2" child
  kill "-$signal" "$process" 2>/dev/null || return 0
  for child in $(ps -o pid= --ppid "$process"); do
    signal_tree "$signal" "$child"
  done
}

# The tests of one preset. Those with the label `serial` run when nothing else does, the compilers of the next one too.
run_tests() {
  local preset="$1" at_once="$2" report="$3" status=0
  shift 3
  ctest --preset "$preset" -j "$at_once" --no-tests=ignore -LE '^serial$' --output-junit "$report.xml" "$@" || status=$?
  signal_tree STOP "$builder"
  ctest --preset "$preset" --no-tests=ignore -L '^serial$' --output-junit "$report-serial.xml" "$@" || status=$?
  signal_tree CONT "$builder"
  return "$status"
}

stop_building() {
  if [[ -n $builder ]]; then
    signal_tree CONT "$builder" # what is held does not hear of its end
    kill -- "-$builder" 2>/dev/null || true
    wait "$builder" 2>/dev/null || true
    builder=""
  fi
}

test_command() {
  local presets=() pattern=() preset total=0 passed=0 failed=0 skipped=0 rows=()
  while (($# > 0)); do
    case "$1" in
      --preset)
        [[ " ${test_presets[*]} " == *" ${2:-} "* ]] ||
          usage_error "test: no preset '${2:-}'; there are: ${test_presets[*]}"
        presets+=("$2")
        shift 2
        ;;
      -R)
        [[ -n ${2:-} ]] || usage_error "test: -R needs a regular expression of test names"
        pattern=(-R "$2")
        shift 2
        ;;
      *) usage_error "test: unknown argument '$1'; it takes [--preset NAME]… [-R REGEX]" ;;
    esac
  done
  if ((${#presets[@]} == 0)); then
    presets=("${test_presets[@]}")
  fi

  check_machine
  need_packages "${packages_build[@]}"
  if [[ " ${presets[*]} " == *" windows-mingw "* ]]; then
    need_packages "${packages_windows[@]}" "${packages_wine[@]}" "${packages_installer[@]}"
    build_windows_libraries
  fi
  if [[ ${presets[*]} != windows-mingw ]]; then
    need_packages "${packages_python[@]}"
    need_packages "${packages_clients[@]}"
    need_packages --without-services "${packages_servers[@]}"
  fi
  if [[ " ${presets[*]} " == *" linux "* ]]; then
    need_web
  fi
  start_building "${presets[@]}"
  for preset in "${presets[@]}"; do
    wait_until_built "$preset"
    # Under Wine most of a test's time is waiting: for a process, a deadline, a cluster's interval.
    local at_once="$jobs"
    [[ $preset != windows-mingw ]] || at_once=$((2 * jobs))
    local report="$root/build/logs/test-$preset" start="$SECONDS" p=0 f=0 s=0
    local reports=("$report.xml" "$report-serial.xml")
    rm -f "${reports[@]}"
    if [[ $preset == windows-mingw ]]; then
      start_wine
    fi
    run_step "Testing $preset" run_tests "$preset" "$at_once" "$report" "${pattern[@]}"
    if [[ $preset == windows-mingw ]]; then
      stop_wine
    fi
    if [[ -s ${reports[0]} && -s ${reports[1]} ]]; then
      total="$(junit tests "${reports[@]}")"
      f="$(junit failures "${reports[@]}")"
      s=$(($(junit skipped "${reports[@]}") + $(junit disabled "${reports[@]}")))
      p=$((total - f - s))
      failed_names "${reports[@]}" | sed "s/^/    failed: /"
    fi
    if ((step_status != 0 && f == 0)); then
      f=1
      printf '    ctest itself failed: %s\n' "$(tail -n 1 "$step_log")"
    elif ((p + f + s == 0 && ${#pattern[@]} == 0)); then
      f=1
      printf '    no test was found: %s\n' "$step_log"
    fi
    if ((f > 0)); then
      failure_lines "$step_log" || true
      printf '    log: %s\n' "$step_log"
    fi
    rows+=("$(printf '%-16s %8d %8d %8d %7d s' "$preset" "$p" "$f" "$s" "$((SECONDS - start))")")
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
  done

  printf '\n%-16s %8s %8s %8s %9s\n' preset passed failed skipped time
  printf '%s\n' "${rows[@]}"
  printf '\n'
  if ((passed + failed == 0)); then
    printf 'No test ran.\n'
  fi
  if ((skipped > 0)); then
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  else
    printf '%d passed, %d failed\n' "$passed" "$failed"
  fi
  ((failed == 0 && passed > 0))
}
