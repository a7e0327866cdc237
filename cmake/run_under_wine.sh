#!/usr/bin/env bash
# Runs a Windows test program for ctest. Its output goes through a file: Wine's desktop process, which a program may be
# the first to need, inherits the program's output and outlives it, so that a pipe would not end with the program.
set -u
output="$(mktemp)"
trap 'rm -f "$output"' EXIT
# Now and then Wine loses a program before it has begun: that ends with an error and has said nothing, as no test does.
for _ in 1 2 3; do
  wine "$@" </dev/null >"$output" 2>&1
  status=$?
  if [[ $status == 0 || -s $output ]]; then
    break
  fi
done
cat "$output"
exit "$status"
