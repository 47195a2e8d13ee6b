# Everything from a bare clone: `make demo`, `make test`. Python 3.11 or later and make are all it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ORACLE := .venv-simulateur
DEMO := demo/departement
POSTGRES ?= postgresql://postgres@127.0.0.1:5432/postgres
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help demo test check docs lock simulateur clean
help: ## what can be asked
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "PLANIR demande Python 3.11 ou plus : make demo PYTHON=python3.11"; exit 1; }
	@echo "Préparation (une seule fois)…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@$(PIP) -r requirements-dev.txt
	@touch $@

$(ORACLE)/.run: requirements-simulateur.txt
	@$(PYTHON) -m venv $(ORACLE)
	@$(ORACLE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-simulateur.txt
	@touch $@

demo: $(VENV)/.run ## a synthetic département, a night, one person explained, the service (SERVE=0: not served)
	@$(BIN)/planir demo $(DEMO) $(if $(filter 0,$(SERVE)),--no-serve,--serve)

test: $(VENV)/.dev ## every test; the service's once more on PostgreSQL, when a server answers
	@$(BIN)/python -m pytest
	@if $(BIN)/python .ci/postgres.py $(POSTGRES); then \
		DATABASE_URL=$(POSTGRES) $(BIN)/python -m pytest tests/service; \
	else echo "PostgreSQL ne répond pas : le service n'a été essayé que sur SQLite."; test -z "$(CI)"; fi

simulateur: $(ORACLE)/.run ## OpenFisca, in an environment of its own: the oracle of some tests

check: $(VENV)/.dev ## style, types, layers, generated documentation, locks
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/planir docs docs --check
	@$(BIN)/python .ci/lock.py --check

docs: $(VENV)/.run ## writes the generated documentation again
	@$(BIN)/planir docs docs

lock: $(VENV)/.dev ## writes the locks again, from pyproject.toml
	@$(BIN)/python .ci/lock.py

clean: ## removes what the other commands made
	rm -rf $(VENV) $(ORACLE) demo
