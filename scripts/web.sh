#!/bin/sh
# `web.sh types`: types of the server's answers, from its routes. `web.sh check`: types, accessibility warnings, idioms, size budgets. `web.sh test`: unit tests.
# `web.sh dev`: Vite, which reloads what changes, on DEV_WEB_PORT (5173); asks the server at MATINEE_DEV_SERVER.
set -eu
cd "$(dirname "$0")/.."
. scripts/web-sources.sh
web_install
case "${1:-}" in
types) web_types ;;
check)
    web_types
    (cd web && "$NODE" scripts/compile-messages.js >/dev/null && "$NODE" node_modules/@sveltejs/kit/svelte-kit.js sync >/dev/null &&
        "$NODE" node_modules/svelte-check/bin/svelte-check --fail-on-warnings --output human &&
        "$NODE" scripts/lint-idioms.js)
    sh scripts/build-web.sh src/matinee/_web
    "$NODE" web/scripts/check-budgets.js src/matinee/_web
    ;;
test)
    (cd web && "$NODE" scripts/compile-messages.js >/dev/null && "$NODE" node_modules/@sveltejs/kit/svelte-kit.js sync >/dev/null &&
        "$NODE" node_modules/vitest/vitest.mjs run --reporter=dot)
    ;;
dev)
    web_types
    cd web
    "$NODE" scripts/compile-messages.js >/dev/null
    exec "$NODE" node_modules/vite/bin/vite.js dev --port "${DEV_WEB_PORT:-5173}" --strictPort
    ;;
*)
    echo "usage: web.sh types|check|test|dev" >&2
    exit 2
    ;;
esac
