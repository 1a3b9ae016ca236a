#!/bin/sh
# Installs the programs that tests need and that are missing, with apt; where it cannot, it says which tests are skipped.
# Usage: test-programs.sh PYTHON, which has the development packages.
set -eu
python=$1

packages=$("$python" -m tests.tools)
if [ -z "$packages" ]; then exit 0; fi

skip() {
    echo "Tests that need these packages are skipped, $1: $packages" >&2
    exit 0
}

command -v apt-get >/dev/null 2>&1 || skip "as there is no apt-get here"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    skip "as installing them needs an administrator"
fi

$as_root apt-get update -qq || skip "as apt-get has no package lists"
# shellcheck disable=SC2086 # a list of packages
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null ||
    skip "as apt-get could not install them"
