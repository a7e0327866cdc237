#!/usr/bin/env bash
# LooksAlive and IsAlive of the article's script, of our generated script (by the class DeepAlive.Cluster, and by
# deepalive_ask.exe where that is not registered) and of our resource DLL, in the same stand-ins of the cluster's hosts
# and in one run, on nodes of 2 to 5,000 sites. Needs WINEPREFIX and DEEPALIVE_BUILD (Windows).
set -euo pipefail
# shellcheck source=../standins/node.sh
source "$(dirname "${BASH_SOURCE[0]}")/../standins/node.sh"

folder=$(mktemp -d)
trap 'kill "$agent" 2>/dev/null || true; rm -rf "$folder"' EXIT
agent=0
# shellcheck disable=SC1003
as_windows() { printf 'Z:%s' "$1" | tr / '\\'; }

# Median and 99th percentile of the numbers on standard input, as "p50 p99".
percentiles() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) * 0.5)], v[int(NR * 0.99 + 0.999)] }'; }

# Microseconds of each call of this entry point in the script host's output.
times_of() { sed -n "s/^$1: success.*, \([0-9]*\) us\r\{0,1\}$/\1/p" "$2" | percentiles; }

standin_ctl init --empty >"$folder/log" 2>&1
standin_ctl register >"$folder/log" 2>&1
# The median and the 99th percentile in milliseconds.
in_ms() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f / %.2f ms", a / 1000, b / 1000 }'; }

printf '| sites | call | the article'"'"'s script p50 / p99 | our script p50 / p99 | times quicker | our script without the class | our DLL p50 / p99 |\n'
printf '|---|---|---|---|---|---|---|\n'
for sites in 2 100 1000 5000; do
  calls=$((sites > 500 ? 20 : 60))
  rm -f "$folder/state.json"  # the last round took the role offline
  standin_ctl sites "$sites" >"$folder/log" 2>&1
  # A site in the middle of the list: the article's script stops looking when it has found it.
  middle=$(printf '%05d' $((sites / 2)))
  sed "s/^SITE_NAME = .*/SITE_NAME = \"Site$middle\"\r/; s/^APP_POOL_NAME = .*/APP_POOL_NAME = \"Site${middle}Pool\"\r/" \
    "$node_source/article/clusweb7.vbs" >"$folder/article.vbs"
  cat >"$folder/deepalive.yaml" <<YAML
agent: {listen: ['127.0.0.1:0'], pipe: bench, data_dir: .}
roles: {shop: {services: [], sites: [Site$middle], grace: 1s}}
YAML
  deepalive cluster script shop --language vbscript --config "$(as_windows "$folder/deepalive.yaml")" \
    --program-folder "$(as_windows "$DEEPALIVE_BUILD/service")" --out "$(as_windows "$folder/ours.vbs")" >"$folder/log" 2>&1
  wine "$DEEPALIVE_BUILD/service/deepalive.exe" run --config "$(as_windows "$folder/deepalive.yaml")" \
    </dev/null >"$folder/agent.log" 2>&1 &
  agent=$!
  healthy() { deepalive ask isalive shop --pipe bench >"$folder/answer" 2>&1 && grep -q verdict=healthy "$folder/answer"; }
  wait_until 60 healthy || { cat "$folder/answer" "$folder/agent.log" >&2; exit 1; }
  time_script() { script_host "$(as_windows "$folder/$1.vbs")" --call LooksAlive,IsAlive --repeat "$2" --timeout 60s >"$3" 2>&1; }
  time_script article "$calls" "$folder/article.out"
  time_script ours 10 "$folder/program.out"
  deepalive service install --config "$(as_windows "$folder/deepalive.yaml")" >"$folder/log" 2>&1  # registers the class
  time_script ours $((20 * calls)) "$folder/ours.out"
  deepalive service uninstall >"$folder/log" 2>&1
  wine "$DEEPALIVE_BUILD/tests/standins/rhs_host.exe" "$(as_windows "$DEEPALIVE_BUILD/service/deepalive_cluster.dll")" \
    --type "DeepAlive IIS Role" --name bench --property Role=shop --property Pipe=bench --calls 20000 \
    </dev/null >"$folder/dll.out" 2>&1
  for call in LooksAlive IsAlive; do
    read -r article50 article99 < <(times_of "$call" "$folder/article.out")
    read -r ours50 ours99 < <(times_of "$call" "$folder/ours.out")
    read -r program50 program99 < <(times_of "$call" "$folder/program.out")
    printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$sites" "$call" \
      "$(in_ms "$article50" "$article99")" "$(in_ms "$ours50" "$ours99")" \
      "$(awk "BEGIN { printf \"%.0f\", $article50 / $ours50 }")" "$(in_ms "$program50" "$program99")" \
      "$(awk -v call="$call" '$1 == call { print $3 " / " $4 " µs" }' "$folder/dll.out")"
  done
  kill -INT "$agent" 2>/dev/null || true
  wait "$agent" 2>/dev/null || true
done
