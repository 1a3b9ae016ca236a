#!/usr/bin/env bash
# Runs the tests of the engine, with programs that `make test` does not install: GNU msgfmt checks every catalogue,
# Ghostscript separates press editions into plates, Chromium shows the pages for the screen, and faketime sets the day.
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
