# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # dev and its parts share their variables
# Long steps of `dev`: a progress line while they run, everything they say in a log, and on failure where to look.
# Sourced by dev; uses $root.

logs="$root/build/logs"
step_status=0
ticker=""
# Nothing is ever written to it: waiting for it is a sleep that ends with the ticker, without a process of its own.
exec {never}<> <(:)

die() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Writes the step's state every so often: in place on a terminal, else a line a minute so that CI sees life.
tick() {
  local name="$1" log="$2" start="$3" progress every=60
  if [[ -t 1 ]]; then
    every=1
  fi
  while ! read -r -t "$every" -u "$never"; do
    progress="$(tail -n 1 "$log" 2>/dev/null | tr -cd '[:print:]' | cut -c 1-60)"
    if [[ -t 1 ]]; then
      printf '\r\033[K%-34s %4d s  %s' "$name" "$((SECONDS - start))" "$progress"
    else
      printf '%-34s %4d s  %s\n' "$name" "$((SECONDS - start))" "$progress"
    fi
  done
}

stop_ticker() {
  if [[ -n $ticker ]]; then
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    ticker=""
    if [[ -t 1 ]]; then
      printf '\r\033[K'
    fi
  fi
}

# run_step NAME COMMAND…: the command's exit code is left in step_status, its output in step_log.
run_step() {
  local name="$1" start="$SECONDS" word="done"
  shift
  mkdir -p "$logs"
  step_log="$logs/$(tr -cs '[:alnum:]\n' '-' <<<"$name").log"
  : >"$step_log"
  if [[ ! -t 1 ]]; then
    printf '%-34s         started\n' "$name"
  fi
  tick "$name" "$step_log" "$start" &
  ticker=$!
  # A subshell with its own errexit: `if "$@"` would switch it off inside functions.
  set +e
  (
    set -e
    "$@"
  ) >"$step_log" 2>&1 </dev/null
  step_status=$?
  set -e
  stop_ticker
  if [[ $step_status != 0 ]]; then
    word="FAILED"
  fi
  printf '%-34s %4d s  %s\n' "$name" "$((SECONDS - start))" "$word"
}

# step NAME COMMAND…: as run_step, but a failure ends dev.
step() {
  run_step "$@"
  if [[ $step_status != 0 ]]; then
    {
      printf '\ndev: the step "%s" failed (exit code %d). Its last lines:\n\n' "$1" "$step_status"
      tail -n 20 "$step_log" | sed 's/^/    /'
      printf '\nAll of it: %s\n' "$step_log"
    } >&2
    exit 1
  fi
}
