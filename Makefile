# `make` lists the targets. Python 3.11 or newer and make are all that is needed; the rest is set up here.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check --quiet
STAMP  := $(VENV)/.installed

BENCH_VENV  := benchmarks/.venv
BENCH_PY    := $(BENCH_VENV)/bin/python
BENCH_STAMP := $(BENCH_VENV)/.installed

UV_VERSION := 0.13.9
COMPILE     = UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/uv --no-config --quiet pip compile \
              --universal --python-version 3.11 --generate-hashes --no-emit-index-url --constraints constraints.txt --upgrade

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# ── for everyone ─────────────────────────────────────────────────────────────────────────────────

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: $(STAMP) ## set up .venv with the locked packages and .venv/bin/smsflow
	@echo "$(VENV)/bin/smsflow is ready"

.PHONY: run
run: $(STAMP) ## replay every scenario in scenarios/
	$(VENV)/bin/smsflow run scenarios/

.PHONY: test
test: $(STAMP) ## run the tests, with their branch coverage
	@# our own plugin, loaded before the coverage starts, would escape it
	$(PY) -m pytest -p no:smsflow --cov -n auto

# ── for those who change it ──────────────────────────────────────────────────────────────────────

.PHONY: check
check: lint types contracts test ## every check, as CI runs it

.PHONY: lint types contracts
lint: $(STAMP)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
types: $(STAMP)
	$(PY) -m mypy
contracts: $(STAMP)
	$(VENV)/bin/lint-imports

.PHONY: format
format: $(STAMP) ## format the code, mend what can be mended by itself
	$(VENV)/bin/ruff check --fix-only
	$(VENV)/bin/ruff format

.PHONY: test-all
test-all: ## the tests on the other supported Pythons found here
	PYTHON="$(PYTHON)" .ci/other-pythons

.PHONY: mutants
mutants: $(STAMP) ## change every row of every table: each change must make a scenario fail
	$(PY) tests/mutants/run.py

.PHONY: docs
docs: $(STAMP) ## write the true outputs into the README, and scenarios/schema.json
	$(VENV)/bin/smsflow schema > scenarios/schema.json
	$(PY) tests/docs/documentation.py README.md

.PHONY: pictures
pictures: $(STAMP) ## draw the README's pictures anew (the report's need chromium)
	$(VENV)/bin/smsflow demo --picture docs/demo.svg
	$(PY) docs/pictures.py

.PHONY: soak
soak: SEED := $(or $(SEED),$(shell date +%s))
soak: $(STAMP) ## the long tests: hostile files and random runs; `make soak SEED=…` repeats one
	$(PY) -m pytest -m soak --hypothesis-seed=$(SEED)

.PHONY: bench
bench: $(BENCH_STAMP) ## speed, beside behave and pytest-bdd, in a venv of its own
	$(BENCH_PY) benchmarks/run.py
	$(BENCH_PY) benchmarks/replay.py
	$(BENCH_PY) benchmarks/page.py
	$(BENCH_PY) benchmarks/wire.py
	$(BENCH_PY) benchmarks/gateway.py

.PHONY: lock
lock: $(STAMP) ## renew both requirements.txt, as pyproject.toml and constraints.txt allow
	$(PIP) install "uv==$(UV_VERSION)"
	$(COMPILE) --extra dev --output-file requirements.txt pyproject.toml
	$(COMPILE) --constraints requirements.txt \
	    --output-file benchmarks/requirements.txt pyproject.toml benchmarks/requirements.in

.PHONY: clean
clean: ## remove what the other targets made, the venvs too
	rm -rf $(VENV) $(BENCH_VENV) benchmarks/work build dist htmlcov .coverage .coverage.* \
	    .smsflow .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ── the venvs, made again only when what they are made from changes ──────────────────────────────

# `--no-deps`: the lock names all there is. Resolving it again, older pips take a `coverage[toml]` that a
# locked package wants for unpinned, once a newer coverage is published, and refuse it for want of a hash.

# $(1): the folder of the venv. One that is there but no longer starts (its Python is gone) is replaced.
define new_venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "smsflow needs Python 3.11 or newer, and '$(PYTHON)' says: $$($(PYTHON) --version 2>&1 | tail -n 1)" >&2; \
	    echo "Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "'$(PYTHON)' lacks its venv module; on Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 2; }
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || { \
	    echo "Setting up $(1) (once, under a minute) ..." >&2; $(PYTHON) -m venv --clear $(1); }
endef

$(STAMP): requirements.txt pyproject.toml
	$(call new_venv,$(VENV))
	@$(PIP) install --require-hashes --no-deps --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(BENCH_STAMP): benchmarks/requirements.txt pyproject.toml
	$(call new_venv,$(BENCH_VENV))
	@$(BENCH_PY) -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps --requirement benchmarks/requirements.txt
	@$(BENCH_PY) -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@
