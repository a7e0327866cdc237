#!/usr/bin/env bash
# Runs a Windows test program for ctest. Its output goes through a file: Wine's desktop process, which a program may be
# the first to need, inherits the program's output and outlives it, so that a pipe would not end with the program.
set -u
output="$(mktemp)"
trap 'rm -f "$output"' EXIT
wine "$@" </dev/null >"$output" 2>&1
status=$?
cat "$output"
exit "$status"
