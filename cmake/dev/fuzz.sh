# shellcheck shell=bash
# shellcheck disable=SC2154  # dev and its parts share their variables
# `dev fuzz`. Sourced by dev.

fuzz_targets() {
  find "$root/tests/fuzz/corpus" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort
}

# What was found in earlier runs is where the next one begins.
fuzz_target() {
  local target="$1" seconds="$2" found="$root/build/fuzz/found/$1" bad="$root/build/fuzz/bad"
  mkdir -p "$found" "$bad"
  "$root/build/fuzz/tests/fuzz/deepalive_fuzz_$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 \
    -rss_limit_mb=1024 -artifact_prefix="$bad/$target-" -print_final_stats=1 \
    "$found" "$root/tests/fuzz/corpus/$target"
}

# Only what reaches code that nothing in the corpus reaches, as small as it can be had.
keep_found() {
  "$root/build/fuzz/tests/fuzz/deepalive_fuzz_$1" -merge=1 "$root/tests/fuzz/corpus/$1" "$root/build/fuzz/found/$1"
}

fuzz_command() {
  local targets=() all=() seconds=60 keep="" target failures=0
  mapfile -t all < <(fuzz_targets)
  while (($# > 0)); do
    if [[ $1 == --keep ]]; then
      keep=yes
    elif [[ $1 =~ ^[1-9][0-9]*$ ]]; then
      seconds="$1"
    elif [[ " ${all[*]} " == *" $1 "* ]]; then
      targets+=("$1")
    else
      usage_error "fuzz: no target '$1'; there are: ${all[*]}"
    fi
    shift
  done
  ((${#targets[@]} > 0)) || targets=("${all[@]}")
  check_machine
  need_packages "${packages_build[@]}" "${packages_fuzz[@]}"
  build_preset fuzz
  for target in "${targets[@]}"; do
    run_step "Fuzzing $target for $seconds s" fuzz_target "$target" "$seconds"
    if ((step_status != 0)); then
      failures=$((failures + 1))
      printf 'fuzz: %s found something; the input is in build/fuzz/bad, what it does in %s\n' "$target" "$step_log"
      continue
    fi
    sed -n 's/^stat::number_of_executed_units: */    inputs tried: /p' "$step_log"
    [[ -z $keep ]] || step "Keeping what $target found" keep_found "$target"
  done
  ((failures == 0)) || die "fuzz: $failures of ${#targets[@]} targets found something"
}
