# `make brochures` and `make test` need nothing but a fresh Debian, Ubuntu or macOS with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: brochures test quick programs lint setup extract schemas pictures authoring preview lock bench clean

brochures: setup
	$(BIN)/python make_brochure.py build

# On Debian, missing programs that tests need are installed; elsewhere it is said what is skipped without them.
test: setup-dev programs lint
	$(BIN)/python -m pytest -n auto --dist loadgroup $(COVERAGE)

# What a change needs to hear within a minute and a half: no browser, no press, no releases.
quick: setup-dev lint
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not (browser or press or release or slow)"

programs: setup-dev
	@sh scripts/test-programs.sh $(BIN)/python

lint: setup-dev
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

$(VENV)/.run: requirements.lock pyproject.toml scripts/system-libraries.sh
	sh scripts/system-libraries.sh "$(PYTHON)"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# The local page for translators, designers and the clinic's desk.
preview: setup-dev
	$(BIN)/python make_brochure.py preview

extract: setup
	$(BIN)/python make_brochure.py extract

schemas: setup
	$(BIN)/python make_brochure.py schema

# The pictures of the documentation, from the pages in dist/; needs Chromium.
pictures: setup-dev
	$(BIN)/python scripts/pictures.py

# The block kinds in docs/authoring.md, and their pictures.
authoring: setup-dev
	$(BIN)/python scripts/authoring.py

# What builds cost, beside other programs; writes docs/performance.md. Try it in three minutes by BENCH=--quick.
bench: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -e ".[bench]"
	$(BIN)/python -m benchmarks.speed $(BENCH)

# Needs uv. The lock files contain versions and hashes for every platform, and no host names.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate scripts/build-requirements.txt pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate scripts/build-requirements.txt pyproject.toml --extra dev -o requirements-dev.lock

clean: setup
	$(BIN)/python make_brochure.py clean
