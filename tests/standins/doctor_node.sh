#!/usr/bin/env bash
# Brings up a whole node under Wine, lets its registry tell of a cluster that runs the sample script of Microsoft's
# article, and ends with 0 only if the doctor sees all of that. Needs WINEPREFIX and DEEPALIVE_BUILD.
set -euo pipefail
here=$(dirname "$0")
# shellcheck source=tests/standins/node.sh
source "$here/node.sh"

failures=0
report=$(mktemp)

# In the doctor's row of this id, this state, and this text in what it found.
expect() {
  local id=$1 state=$2 text=$3 row
  row=$(tr '{' '\n' <"$report" | grep -F "\"id\":\"$id\"" | head -n 1)
  if [[ $row == *"\"state\":\"$state\""* && $row == *"$text"* ]]; then
    echo "as expected: $id is $state"
  else
    echo "not as expected ($state, '$text'): ${row:-no row $id}" >&2
    failures=$((failures + 1))
  fi
}

set_value() { wine reg add "HKLM\\$1" /v "$2" /t "$3" /d "$4" /f /reg:64 </dev/null >/dev/null 2>&1; }

down() {
  wine reg delete 'HKLM\Cluster' /f /reg:64 </dev/null >/dev/null 2>&1 || true
  rm -f "$report"
  node_down
}
trap down EXIT

node_up 127.0.0.1:0
script=$WINEPREFIX/drive_c/windows/system32/inetsrv/clusweb7.vbs
mkdir -p "$(dirname "$script")"
cp "$here/article/clusweb7.vbs" "$script"
set_value 'Cluster\Nodes\1' NodeName REG_SZ NODE1
set_value 'Cluster\Nodes\2' NodeName REG_SZ NODE2
set_value 'Cluster\Resources\r1' Name REG_SZ 'IIS www'
set_value 'Cluster\Resources\r1' Type REG_SZ 'Generic Script'
set_value 'Cluster\Resources\r1' IsAlivePollInterval REG_DWORD 3600000
set_value 'Cluster\Resources\r1\Parameters' ScriptFilePath REG_SZ 'C:\windows\system32\inetsrv\clusweb7.vbs'

echo "the doctor, as people see it"
deepalive doctor www || true
code=0
deepalive doctor www --json >"$report" || code=$?
# Failover Clustering is not installed under Wine.
if ((code != 2)); then
  echo "the doctor ended with $code and not with 2" >&2
  failures=$((failures + 1))
fi
expect iis_services ok 'W3SVC and WAS are running'
expect iis_readable ok 'can be read'
expect failover_clustering fail 'not installed'
expect cluster_nodes ok '2: NODE1, NODE2'
expect generic_scripts warning "SITE_NAME 'Default Web Site' and APP_POOL_NAME 'DefaultAppPool'"
expect vbscript warning "'IIS www' needs it"
expect configuration ok deepalive.yaml
expect agent_service ok 'is running'
expect pipe ok 'the agent answers'
expect site ok "'Default Web Site', spelled as in IIS"
expect app_pool ok "'DefaultAppPool', spelled as in IIS"
expect registered ok "'IIS www' of type Generic Script"
expect script_names ok 'letter by letter'
expect timings warning 'IsAlivePollInterval is 1h'
((failures == 0))
