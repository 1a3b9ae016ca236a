#!/bin/sh
# Checks that the libraries WeasyPrint needs are installed; if not, installs them with apt or Homebrew.
# Usage: system-libraries.sh PYTHON
set -eu
python=${1:-python3}

"$python" - <<'PY' || { echo "Polyleaf needs Python 3.11 or newer; run: make PYTHON=python3.12 brochures" >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY

complete() {
    "$python" - <<'PY'
import ctypes.util, importlib.util, sys
libraries = ["pango-1.0", "pangoft2-1.0", "harfbuzz-subset"]
missing = [name for name in libraries if not ctypes.util.find_library(name)]
if not importlib.util.find_spec("ensurepip"):
    missing.append("venv")
if missing:
    print("missing:", ", ".join(missing), file=sys.stderr)
sys.exit(bool(missing))
PY
}

complete && exit 0

if command -v apt-get >/dev/null 2>&1; then
    packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 python3-venv"
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    if [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; then
        echo "Ask an administrator to run: apt-get install $packages" >&2
        exit 1
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 -- a list of packages
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
elif command -v brew >/dev/null 2>&1; then
    brew install --quiet pango harfbuzz
else
    echo "Install Pango and HarfBuzz (with its subset library) with the package manager of your system, then run make again." >&2
    exit 1
fi

complete || { echo "The libraries are installed, but $python cannot find them; see above." >&2; exit 1; }
