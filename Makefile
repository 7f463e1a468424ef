# make        build the dataset from seeds/, verify it, say what came out
# make test   everything a change must pass: lint, types, tests
# make lowest the core of the tests on the lowest versions that pyproject.toml allows (needs the network)
# make bench  measure, and write bench/RESULTS.md (minutes)
# Both set up a virtual environment from the lock file first; after that neither needs the network.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/ready
# what is tested here; the gazetteer (180 MB) and Spark (450 MB) are not
EXTRAS := $(addprefix --extra ,make large spreadsheets annotate site interchange dask)

.PHONY: dataset test lint types check lowest bench lock clean

dataset: $(READY)
	@$(BIN)/python scripts/build.py
	@$(BIN)/onrecord verify

test: lint types check

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache --no-logo

types: $(READY)
	@$(BIN)/mypy

check: $(READY)
	@$(BIN)/python -m pytest -n auto

# what is built and checked with the libraries whose versions matter; the lowest ones take nothing else away
LOWEST := build/lowest
CORE   := tests/contract tests/pandera_files tests/test_load.py tests/test_build.py tests/history/test_diff.py
lowest: $(READY)
	@mkdir -p build
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra make --extra large --resolution lowest-direct --python-version 3.11 --no-annotate --no-header -o $(LOWEST).txt
	@$(BIN)/uv venv --quiet --clear --python $(PYTHON) $(LOWEST)
	@$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python -r $(LOWEST).txt hatchling pytest pytest-xdist hypothesis jsonschema "frictionless[parquet]"
	@$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --no-deps --no-build-isolation -e .
	@$(LOWEST)/bin/python -m pytest -n auto $(CORE)

bench: $(READY)
	@$(BIN)/python bench/load.py
	@$(BIN)/python bench/build.py
	@$(BIN)/python bench/diff.py
	@$(BIN)/python bench/extract.py
	@$(BIN)/python bench/annotate.py
	@$(BIN)/python bench/verify.py --rows 2000000 --mentions 1000000

# the lock file is made on any machine for every platform and Python we support
lock: $(READY)
	@$(BIN)/uv pip compile pyproject.toml $(EXTRAS) --group dev --universal --python-version 3.11 \
		--generate-hashes --no-annotate --quiet --custom-compile-command "make lock" -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "onrecord needs Python 3.11 or newer: make PYTHON=python3.12")'
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) build
