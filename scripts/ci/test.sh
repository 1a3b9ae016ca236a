#!/usr/bin/env bash
# The tests of the engine. Beside what `make test` installs they run GNU msgfmt on every catalogue, Ghostscript to
# separate press editions into their plates, and Chromium to see the pages for the screen.
source "$(dirname "$0")/common.sh"

if ! command -v msgfmt >/dev/null 2>&1 || ! command -v gs >/dev/null 2>&1 || ! command -v chromium >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gettext ghostscript chromium
fi

make test
