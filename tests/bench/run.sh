#!/usr/bin/env bash
# Runs all benchmarks of a built tree and prints what docs/performance.md shows.
set -euo pipefail
: "${DEEPALIVE_BUILD:?the build folder is needed; ./dev bench sets it}"
echo "== answers on the pipe, beside a bare echo"
"$DEEPALIVE_BUILD/tests/bench/deepalive_pipe_bench"
echo "== the rules"
"$DEEPALIVE_BUILD/tests/bench/deepalive_core_bench"
echo "== the journal"
"$DEEPALIVE_BUILD/tests/bench/deepalive_journal_bench"
echo "== the status page"
"$DEEPALIVE_BUILD/tests/bench/deepalive_page_bench"
echo "== looks of HTTP checks, beside a bare socket and blackbox_exporter"
"$DEEPALIVE_BUILD/tests/bench/deepalive_http_bench"
echo "== scrapes of /metrics, beside prometheus-cpp's serializer, and the pipe meanwhile"
"$DEEPALIVE_BUILD/tests/bench/deepalive_metrics_bench"
