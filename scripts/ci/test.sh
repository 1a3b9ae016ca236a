#!/usr/bin/env bash
# The tests of the engine. Beside what `make test` installs they run GNU msgfmt on every catalogue, Ghostscript to
# separate press editions into their plates, Chromium to see the pages for the screen, and faketime to be on another day.
source "$(dirname "$0")/common.sh"

missing=()
for program in msgfmt:gettext gs:ghostscript chromium:chromium faketime:faketime; do
    command -v "${program%%:*}" >/dev/null 2>&1 || missing+=("${program##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

make test
