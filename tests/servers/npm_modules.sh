# shellcheck shell=bash
# npm_modules FOLDER PROGRAM…: installs what FOLDER's package-lock.json names into the cache, unless it is there, and
# leaves the place in $modules. PROGRAMs, node and npm must be there. Sourced by the tests that run in node.

npm_modules() {
  local folder="$1" name program incomplete
  local cache="${DEEPALIVE_CACHE:-${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cache/deepalive}"
  shift
  name="$(basename "$folder")"
  for program in "$@" node npm; do
    type -P "$program" >/dev/null || {
      printf 'tests/%s: %s is missing; ./dev test installs it, or: apt-get install %s\n' \
        "$name" "$program" "$* nodejs npm" >&2
      exit 1
    }
  done
  # A folder for each lock file, complete when it has its name.
  modules="$cache/$name-$(sha256sum "$folder/package-lock.json" | cut -c 1-12)"
  if [[ -d $modules ]]; then
    return
  fi
  mkdir -p "$cache"
  incomplete="$(mktemp -d "$modules.XXXXXX")"
  # shellcheck disable=SC2064  # the path as it is now
  trap "rm -rf '$incomplete'" EXIT
  cp "$folder/package.json" "$folder/package-lock.json" "$incomplete"
  npm ci --prefix "$incomplete" --ignore-scripts --no-audit --no-fund
  # Another one may have been quicker.
  mv -T "$incomplete" "$modules" 2>/dev/null || [[ -d $modules ]]
}
