#!/bin/sh
# Builds the web app into the folder given, unless what is there was built from these very sources.
# Node and npm come from .tools (made by scripts/bootstrap.sh), never from the machine.
set -eu
cd "$(dirname "$0")/.."
out=${1:?usage: build-web.sh FOLDER}
. scripts/web-sources.sh
version=$(web_hash)
if [ -f "$out/.stamp" ] && [ "$(cat "$out/.stamp")" = "$version" ]; then exit 0; fi
web_install
echo "Building the web app…"
rm -rf web/build
(cd web && "$NODE" scripts/make-icons.js && MATINEE_WEB_VERSION=$version "$NODE" node_modules/vite/bin/vite.js build --logLevel warn)
# The stamp is written before the move: a folder with a stamp is a whole build.
printf '%s' "$version" >web/build/.stamp
rm -rf "$out.old"
mkdir -p "$(dirname "$out")"
if [ -e "$out" ]; then mv "$out" "$out.old"; fi
mv web/build "$out"
rm -rf "$out.old"
