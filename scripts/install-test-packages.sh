#!/bin/sh
# Makes sure the tests find a Chromium and a Redis: Debian's packages, where they can be installed; else one sentence
# each, no error.
set -eu
wanted=
need() { # package, what cannot run without it, names of the program
    package=$1 without=$2
    shift 2
    for name in "$@"; do
        if command -v "$name" >/dev/null 2>&1; then return; fi
    done
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "No $1 was found, so $without cannot run: install the package '$package'."
        return
    fi
    wanted="$wanted $package"
}
need chromium "the browser tests" chromium chromium-browser google-chrome
need redis-server "the tests of the shared cache" redis-server
[ -n "$wanted" ] || exit 0
echo "Fetching$wanted for the tests (once)…"
export DEBIAN_FRONTEND=noninteractive
# No service is started: the tests start their own.
if apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $wanted >/dev/null; then exit 0; fi
echo "Not all of$wanted could be installed, so some tests cannot run: install them by hand."
