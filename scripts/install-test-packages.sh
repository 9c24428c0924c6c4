#!/bin/sh
# Makes sure the browser tests find a Chromium: Debian's package, where it can be installed; else one sentence, no error.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "No Chromium was found, so the browser tests cannot run: install the package 'chromium'."
    exit 0
fi
echo "Fetching Chromium for the browser tests (once)…"
export DEBIAN_FRONTEND=noninteractive
if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then exit 0; fi
echo "Chromium could not be installed, so the browser tests cannot run: install the package 'chromium' by hand."
