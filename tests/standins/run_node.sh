#!/usr/bin/env bash
# Brings up a whole node under Wine and keeps it until Ctrl-C; --tour breaks it in seven ways instead, and ends with 0
# only if each was seen as the rules say; --tour --table FILE also writes what was seen as a table into FILE, between
# its fault-table marks.
set -euo pipefail
here=$(dirname "$0")
# shellcheck source=tests/standins/node.sh
source "$here/node.sh"
# shellcheck source=tests/standins/tour.sh
source "$here/tour.sh"
# shellcheck source=cmake/dev/markdown.sh
source "$here/../../cmake/dev/markdown.sh"

with_tour=0 table=
while (($#)); do
  case $1 in
    --tour) with_tour=1 ;;
    --table) table=${2:?--table needs a file} && shift ;;
    *) echo "run_node.sh: '$1' is neither --tour nor --table FILE" >&2 && exit 64 ;;
  esac
  shift
done

trap node_down EXIT
if ((with_tour)); then
  node_up 127.0.0.1:0
  tour
  echo
  tour_table
  [[ -z $table ]] || write_between_marks "$table" fault-table "$(tour_table)"
  ((tour_failures == 0)) || { echo "$tour_failures answers were not as expected" >&2 && exit 1; }
  exit 0
fi

node_up 127.0.0.1:9847
echo
deepalive status || true
echo
for question in looksalive isalive; do
  printf '%s www: ' "$question"
  deepalive ask "$question" www || true
done
cat <<TEXT

The page is on http://127.0.0.1:9847/ until Ctrl-C. In another terminal, break something and watch:
  export WINEPREFIX=$WINEPREFIX WINEDEBUG=-all
  wine $DEEPALIVE_BUILD/tests/standins/standin_ctl.exe site 'Default Web Site' answer 500
  wine $DEEPALIVE_BUILD/service/deepalive.exe status
  wine $DEEPALIVE_BUILD/tests/standins/standin_ctl.exe help
TEXT
stop=0
trap 'stop=1' INT TERM
while ((!stop)); do sleep 0.5 || true; done
echo "stopping"
