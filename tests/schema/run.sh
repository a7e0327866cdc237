#!/usr/bin/env bash
# The schema in an editor: run.sh SCHEMA. Installs what package-lock.json names into the cache first.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tests/servers/npm_modules.sh
source "$here/../servers/npm_modules.sh"
npm_modules "$here"
if [[ ${1:-} == --install-only ]]; then
  exit
fi

DEEPALIVE_SCHEMA="$1" DEEPALIVE_SCHEMA_MODULES="$modules" node "$here/editor_test.mjs"
