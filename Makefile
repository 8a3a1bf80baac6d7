# `make run` and `make test` do all the set-up themselves, in .venv. They need only
# Python 3.11 or later (with venv) and make.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
INSTALL := $(PIP) --build-constraint constraints.txt --editable .
PYTEST_ARGS ?=
# Of `make mutants`: which lines, and how many of a floor.
SEED ?= 0
SAMPLE ?= 85
# Four at a time, as tests often wait. A file's stay together: they share what they started.
SIDE_BY_SIDE := -n 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help

help: ## Show what each target does
	@while IFS= read -r line; do case "$$line" in \
	  [a-z]*:*'## '*) printf '  %-12s %s\n' "$${line%%:*}" "$${line#*## }";; \
	esac; done < Makefile

run: $(VENV)/.run ## Install into .venv and start memscope
	@$(BIN)/memscope

test: $(VENV)/.test samples-c ## Run all tests (as root, those that rights matter to as nobody, too)
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST_ARGS)

nobody: $(VENV)/.test samples-c ## Run every live test as nobody, those too that rights do not matter to
	@MEMSCOPE_ALL_AS_NOBODY=yes $(BIN)/python -m pytest -rs tests/live/test_as_nobody.py $(PYTEST_ARGS)

lint: $(VENV)/.check ## Format check, lint, types, import contracts, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/codespell

check: lint samples-c ## What must be green before a commit: lint and the fast tests
	@$(BIN)/python -m pytest -q tests/unit tests/fuzz tests/house tests/cli tests/tui

format: $(VENV)/.check ## Format the code and fix what the linter can fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

mutants: $(VENV)/.test ## Break a sample of lines (FLOOR=render), and list those no unit test noticed
	@$(BIN)/python -m tools.mutants $(FLOOR) --seed $(SEED) --sample $(SAMPLE)

measure: $(BIN)/python ## Measure how the source is built, beside what was and what shall be
	@$(BIN)/python -m tools.measure

bench: $(VENV)/.test ## Measure memscope beside pmap, psutil and the raw kernel read
	@$(BIN)/python -m benchmarks.run

samples-c: ## Build the C samples into build/samples, when there is a compiler
	@if command -v $${CC:-cc} >/dev/null 2>&1; then $(MAKE) --no-print-directory -C samples/c; \
	else echo "no C compiler found: the C samples are left out, the Python ones do"; fi

messages: $(VENV)/.test ## Collect the texts for translation and compile the Japanese ones
	@$(BIN)/python tools/messages.py

pictures: $(VENV)/.test ## Export the pictures of the README from the real screen
	@$(BIN)/python -m tools.make_pictures

matrix: $(VENV)/.test ## Write docs/stack-matrix.md: every kind of stack, right or wrong
	@$(BIN)/python tools/stack_matrix.py

truth: $(VENV)/.test ## Random programs that know themselves: count wrong labels (SECONDS=60 SEED=…)
	@$(BIN)/python tools/truth.py $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

patients: $(VENV)/.test ## Sick programs: found, missed, false (ONLY=…, WRITE=yes: docs/patients.md)
	@$(BIN)/python tools/patients.py $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

syscalls: $(BIN)/python ## Write the names of system calls from the kernel's headers
	@$(BIN)/python tools/syscall_names.py

constraints: ## Renew constraints.txt from the newest releases that pyproject.toml allows
	@$(PYTHON) tools/renew_constraints.py

clean: ## Remove everything that was built here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@echo "setting up $(VENV): once, and it takes about a minute" >&2
	@test -n "$(PYTHON)" || { echo "memscope needs Python 3.11 or later with the venv module (Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# --group and --build-constraint want a newer pip than Python brings along.
$(VENV)/.pip: constraints.txt | $(BIN)/python
	@$(PIP) --upgrade pip
	@touch $@

$(VENV)/.run: pyproject.toml $(VENV)/.pip
	@$(INSTALL)
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.pip
	@$(INSTALL) --group test
	@touch $@ $(VENV)/.run

$(VENV)/.check: pyproject.toml $(VENV)/.pip
	@$(INSTALL) --group check
	@touch $@ $(VENV)/.test $(VENV)/.run

.PHONY: help run test nobody lint check format samples-c messages pictures matrix truth patients mutants measure syscalls constraints clean bench
