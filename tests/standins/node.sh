# Sourced: a whole node under Wine. Needs WINEPREFIX and DEEPALIVE_BUILD (the windows-mingw build folder).
# shellcheck shell=bash

: "${WINEPREFIX:?a Wine prefix is needed; ./dev run makes one}"
: "${DEEPALIVE_BUILD:?the build folder is needed; ./dev run sets it}"
export WINEDEBUG=${WINEDEBUG:--all} LC_ALL=C.UTF-8

node_source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
node_data=$WINEPREFIX/drive_c/ProgramData/DeepAlive
node_config='C:\ProgramData\DeepAlive\deepalive.yaml'

deepalive() { wine "$DEEPALIVE_BUILD/service/deepalive.exe" "$@" </dev/null; }
standin_ctl() { wine "$DEEPALIVE_BUILD/tests/standins/standin_ctl.exe" "$@" </dev/null; }
script_host() { wine "$DEEPALIVE_BUILD/tests/standins/script_host.exe" "$@" </dev/null; }

# Repeats a command until it succeeds or so many seconds are over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# The port on which the stand-in serves this site.
site_port() {
  standin_ctl show --json | tr '{' '\n' | sed -n "s/.*\"name\":\"$1\".*\"port\":\([0-9]*\).*/\1/p" | head -n 1
}
site_has_port() { [[ $(site_port "$1") =~ ^[1-9] ]]; }

# One role a site. Intervals are short, so that one does not wait long for what happens.
write_configuration() {
  local listen=$1
  mkdir -p "$node_data"
  cat >"$node_data/deepalive.yaml" <<YAML
agent:
  listen: ["$listen"]
iis: {interval: 1s, timeout: 2s}
defaults: {interval: 1s, fast_interval: 250ms, timeout: 1s, fall: 3, rise: 2}
roles:
  www:
    placement: always
    sites: [Default Web Site]
    grace: 5s
    stale_after: 5s
    checks:
      - name: front
        http: {url: "http://www.example.com:$(site_port 'Default Web Site')/", connect_to: 127.0.0.1}
  intranet:
    placement: always
    sites: [Intranet]
    grace: 5s
    stale_after: 5s
    checks:
      - name: front
        http: {url: "http://intranet.example.com:$(site_port 'Intranet')/", connect_to: 127.0.0.1}
YAML
}

is_healthy() { deepalive status "$1" --json 2>/dev/null | grep -q '"verdict":"healthy"'; }

node_up() {
  local listen=$1
  # A server that stays, and was not started with this script's output open (it would keep it open).
  wineserver -p >/dev/null 2>&1 || true
  wine wineboot </dev/null >/dev/null 2>&1
  echo "stand-ins: the IIS administration classes, and services named W3SVC and WAS"
  standin_ctl init "$node_source/node.yaml"
  standin_ctl register
  wait_until 20 site_has_port 'Default Web Site'
  wait_until 20 site_has_port 'Intranet'
  write_configuration "$listen"
  echo "the agent: checked, installed as a service, started by the service control manager"
  deepalive config check "$node_config"
  deepalive service install --config "$node_config"
  deepalive service start
  wait_until 30 is_healthy www
  wait_until 30 is_healthy intranet
}

node_down() {
  deepalive service uninstall >/dev/null 2>&1 || true
  standin_ctl unregister >/dev/null 2>&1 || true
}
