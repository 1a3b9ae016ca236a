#!/usr/bin/env bash
# The tests of the engine. Beside what `make test` installs they run GNU msgfmt on every catalogue, Ghostscript to
# separate press editions into their plates, Chromium to see the pages for the screen, faketime to be on another day, and
# Poedit and Lokalize on a virtual screen to save catalogues as translators do.
source "$(dirname "$0")/common.sh"

missing=()
for program in msgfmt:gettext gs:ghostscript chromium:chromium faketime:faketime \
    poedit:poedit lokalize:lokalize dbus-run-session:dbus-daemon Xvfb:xvfb xdotool:xdotool; do
    command -v "${program%%:*}" >/dev/null 2>&1 || missing+=("${program##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

make test

# Who installs the engine without its lock gets the newest Babel. It must read and write the same catalogues.
newest="$(mktemp -d)"
trap 'rm -rf "$newest"' EXIT
.venv/bin/python -m pip install --quiet --no-deps --target "$newest" "babel>=2.18,<3"
PYTHONPATH="$newest" .venv/bin/python -m pytest -q tests/test_catalog.py tests/test_malformed_catalogs.py tests/test_update.py
