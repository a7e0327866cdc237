# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154  # dev and its parts share their variables
# Wine prefixes. A template is made once per Wine version into the cache (20 s), each run works in a copy of its own
# (under a second). Sourced by dev.

prefix=""

wine_environment() {
  # UTF-8: in the C locale Wine cannot create files with other names. Nothing shall wait for a window.
  export LC_ALL=C.UTF-8 WINEDEBUG="${WINEDEBUG:--all}" WINEDLLOVERRIDES="mscoree,mshtml=;winemenubuilder.exe=d"
  unset DISPLAY WAYLAND_DISPLAY
}

make_template() {
  local template="$1" work
  exec 8>"$cache/wine/.lock"
  flock 8
  if [[ -d $template ]]; then
    return
  fi
  rm -rf "$cache"/wine/.making-*
  work="$(mktemp -d "$cache/wine/.making-XXXXXX")"
  export WINEPREFIX="$work"
  # Its services inherit these descriptors; a lock or log held by them would outlive the step.
  wine wineboot -i </dev/null >/dev/null 2>&1 8>&-
  wine winecfg /v win10 </dev/null >/dev/null 2>&1 8>&-
  wineserver -w 8>&-
  [[ -e $work/system.reg && -d $work/drive_c/windows ]]
  mv "$work" "$template"
}

# Leaves a running prefix in $WINEPREFIX. The server is started first and stays, so that no test pays for the start
# or inherits its output to Wine's own services.
start_wine() {
  local template
  wine_environment
  mkdir -p "$cache/wine"
  template="$cache/wine/prefix-$(dpkg-query -W -f='${Version}' wine64)"
  if [[ ! -d $template ]]; then
    step "Wine prefix template" make_template "$template"
  fi
  prefix="$(mktemp -d "${TMPDIR:-/tmp}/deepalive-wine.XXXXXX")"
  cp -a --reflink=auto "$template/." "$prefix/"
  export WINEPREFIX="$prefix"
  wineserver -p
  wine wineboot </dev/null >/dev/null 2>&1
}

stop_wine() {
  if [[ -n $prefix ]]; then
    WINEPREFIX="$prefix" wineserver -k >/dev/null 2>&1 || true
    WINEPREFIX="$prefix" timeout 20 wineserver -w >/dev/null 2>&1 || true
    rm -rf "$prefix"
    prefix=""
  fi
}
