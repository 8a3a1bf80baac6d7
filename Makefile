# Two commands do all the set-up: `make run` and `make test`.
# They need only Python 3.11 or later (with venv) and make.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  "$$p" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST_ARGS ?=

.DEFAULT_GOAL := help

help: ## Show what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' Makefile

run: $(VENV)/.run ## Install into .venv and start the TUI
	@$(BIN)/memscope

test: $(VENV)/.test samples-c ## Run all tests (as root also once more as nobody)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.check samples-c ## Format check, lint, types, contracts, spelling, fast tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell
	@$(BIN)/python -m pytest -q tests/unit tests/fuzz tests/house tests/cli tests/tui

format: $(VENV)/.check ## Format the code and fix what the linter can fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

samples-c: ## Build the C samples into build/samples, when there is a compiler
	@if command -v $${CC:-cc} >/dev/null 2>&1; then $(MAKE) --no-print-directory -C samples/c; \
	else echo "no C compiler found: the C samples are left out, the Python ones do"; fi

clean: ## Remove what was built here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "memscope needs Python 3.11 or later with the venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) "pip>=25.1"
	@$(PIP) --editable . --group test
	@touch $@ $(VENV)/.run

$(VENV)/.check: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(PIP) "pip>=25.1"
	@$(PIP) --editable . --group check
	@touch $@ $(VENV)/.test $(VENV)/.run

.PHONY: help run test check format samples-c clean
