# Shared by build-web.sh and web.sh (sourced from the repository's root): the hash of the web app's sources, and its packages.
NODE=$(pwd)/.tools/bin/node
PATH=$(pwd)/.tools/bin:$PATH
export PATH

# The first 16 hex digits of a hash over names and contents of everything the build reads.
web_hash() {
    (
        cd web
        find . \( -name node_modules -o -name .svelte-kit -o -name build -o -name paraglide -o -name tests -o -path ./project.inlang/cache \) -prune \
            -o -type f ! -name '*.test.ts' ! -name '.project_id' ! -name project_id ! -path './project.inlang/.*' ! -path './src/api/generated.ts' ! -path './static/icons/*.png' ! -path './project.inlang/README.md' -print |
            LC_ALL=C sort |
            while IFS= read -r file; do printf '%s\n' "$file"; cat "$file"; done
    ) | "$NODE" -e '
        const hash = require("node:crypto").createHash("sha256");
        process.stdin.on("data", (chunk) => hash.update(chunk)).on("end", () => process.stdout.write(hash.digest("hex").slice(0, 16)));'
}

# Installs exactly what web/package-lock.json names, once; no package may run a script of its own.
web_install() {
    if [ -f web/node_modules/.installed ] && cmp -s web/package-lock.json web/node_modules/.installed; then return; fi
    echo "Fetching the web app's packages…"
    (cd web && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel error)
    cp web/package-lock.json web/node_modules/.installed
}

# Writes what the app says of the server's answers from the server's own routes. The build does without: types are gone there.
web_types() {
    mkdir -p .cache
    .venv/bin/python -m scripts.openapi >.cache/openapi.json
    (cd web && "$NODE" scripts/make-api-types.js ../.cache/openapi.json src/api/generated.ts)
}
