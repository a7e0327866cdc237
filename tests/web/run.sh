#!/usr/bin/env bash
# The status page in Chromium: run.sh AGENT SCREENSHOTS. Installs what package-lock.json names into the cache first.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tests/servers/npm_modules.sh
source "$here/../servers/npm_modules.sh"
npm_modules "$here" chromium
if [[ ${1:-} == --install-only ]]; then
  exit
fi

mkdir -p "$2"
DEEPALIVE_AGENT="$1" DEEPALIVE_SCREENSHOTS="$2" DEEPALIVE_WEB_MODULES="$modules" node "$here/page_test.mjs"
