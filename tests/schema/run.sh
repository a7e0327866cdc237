#!/usr/bin/env bash
# The schema in an editor: run.sh SCHEMA. Installs what package-lock.json names into the cache first.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cache="${DEEPALIVE_CACHE:-${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cache/deepalive}"

for program in node npm; do
  type -P "$program" >/dev/null || {
    printf 'tests/schema: %s is missing; ./dev test installs it, or: apt-get install nodejs npm\n' "$program" >&2
    exit 1
  }
done

# A folder for each lock file, complete when it has its name.
modules="$cache/schema-$(sha256sum "$here/package-lock.json" | cut -c 1-12)"
if [[ ! -d $modules ]]; then
  mkdir -p "$cache"
  incomplete="$(mktemp -d "$modules.XXXXXX")"
  trap 'rm -rf "$incomplete"' EXIT
  cp "$here/package.json" "$here/package-lock.json" "$incomplete"
  npm ci --prefix "$incomplete" --ignore-scripts --no-audit --no-fund
  # Another one may have been quicker.
  mv -T "$incomplete" "$modules" 2>/dev/null || [[ -d $modules ]]
fi
if [[ ${1:-} == --install-only ]]; then
  exit
fi

DEEPALIVE_SCHEMA="$1" DEEPALIVE_SCHEMA_MODULES="$modules" node "$here/editor_test.mjs"
