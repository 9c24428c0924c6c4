#!/bin/sh
# Resolves every Python lock anew, with hashes; none, nor npm's, keeps an address.
set -eu
cd "$(dirname "$0")/.."
compile() { .tools/bin/uv pip compile --quiet --universal --generate-hashes --no-header --python-version "$1" "$2" -o "$3"; }
compile 3.13 pyproject.toml requirements.lock
compile 3.13 requirements-build.in requirements-build.lock
compile 3.13 requirements-dev.in requirements-dev.lock
compile 3.8 requirements-tools.in requirements-tools.lock
.venv/bin/python scripts/npm_locks.py
