#!/usr/bin/env bash
# Runs the cases of failover_test.cpp one after the other and prints what they saw as a table; --table FILE also writes it
# into FILE, between its marks. Ends with 0 only if all passed. Needs WINEPREFIX and DEEPALIVE_BUILD (Windows).
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=../../../cmake/dev/markdown.sh
source "$here/../../../cmake/dev/markdown.sh"

table=
if (($#)); then
  [[ $1 == --table && $# == 2 && -w $2 ]] || { echo "failovers.sh: takes nothing, or --table FILE" >&2 && exit 64; }
  table=$2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
DEEPALIVE_FAILOVERS="Z:$folder/cases" wine "$DEEPALIVE_BUILD/tests/windows/cluster/deepalive_failover_tests.exe" \
  </dev/null >"$folder/log" 2>&1 || failed=1

# A line for each case and column; a case that was not run in a column is one about the agent.
rows=$(tr -d '\r' <"$folder/cases" | awk -F '\t' '
  !($1 in seen) { seen[$1]; order[++count] = $1 }
  { said[$1, $2] = $3 }
  function cell(name, column, otherwise) { return (name, column) in said ? said[name, column] : otherwise }
  END {
    print "| case | the article\x27s script | our script | our DLL |"
    print "|---|---|---|---|"
    for (i = 1; i <= count; i++)
      printf "| %s | %s | %s | %s |\n", order[i], cell(order[i], "article", "has no agent"),
        cell(order[i], "script", "failed"), cell(order[i], "dll", "failed")
  }')
printf '%s\n' "$rows"
((failed == 0)) || { grep -E -A 8 ': Failure$' "$folder/log" >&2 || tail -n 20 "$folder/log" >&2; exit 1; }
[[ -z $table ]] || write_between_marks "$table" cases "$rows"
