# Everything a person does with this checkout. It needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
# Workers for the tests. They share one server of each kind.
WORKERS ?= 2
# More for the command behind a target, as in: make check ARGS="-k journal"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help up test check lint audit bench lock pictures servers clean
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

up: .venv/.runtime .venv/.editable ## run Nazar here, until Ctrl-C
	@exec $(BIN)/nazar up $(ARGS)

test: lint ## everything, with real servers
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: lint ## what needs no server: for every few minutes
	$(BIN)/python -m pytest -q -m "not servers and not browser" $(ARGS)

lint: .venv/.dev .venv/.editable
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: .venv/.dev ## known weaknesses of what we build on (asks an advisory service)
	$(BIN)/python .ci/audit.py requirements.lock requirements-dev.lock $(ARGS)

bench: .venv/.dev .venv/.editable ## the figures of docs/benchmarks.md
	$(BIN)/python -m bench ingest --json $(ARGS)
	$(BIN)/python -m bench import --json $(ARGS)
	$(BIN)/python -m bench language --json $(ARGS)
	$(BIN)/python -m bench desk --json $(ARGS)

pictures: .venv/.dev .venv/.editable ## take the pictures of docs/pictures anew (needs Chromium)
	TEST_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser/test_pictures.py $(ARGS)
	rm -f docs/pictures/*.log docs/pictures/??-0*.png

servers: .venv/.dev .venv/.editable ## keep test servers running; prints the variables that test runs use
	@exec $(BIN)/python -m tests.servers.keeper

# The development lock is resolved first and binds the other one, so that both always name the same versions.
# The machine's own index and wheel folder stay out: a lock holds names, versions and hashes, never an address.
LOCKED := env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	$(BIN)/uv --no-config pip compile pyproject.toml --quiet --universal --generate-hashes --no-annotate \
	--python-version 3.11 --custom-compile-command "make lock" --extra build

lock: .venv/.dev ## resolve both locks anew (ARGS=--upgrade takes newer versions)
	$(LOCKED) $(ARGS) --extra dev --output-file requirements-dev.lock
	$(LOCKED) $(ARGS) --constraint requirements-dev.lock --output-file requirements.lock

clean: ## remove what the targets made, never the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Nazar needs Python 3.11 or newer, as in: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

# A stamp for each lock: "make test" adds to what "make up" installed, and "make up" takes nothing away again.
.venv/.runtime: requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock requirements.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch .venv/.runtime $@

# What it builds with is in both locks already, hence no isolation.
.venv/.editable: pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
