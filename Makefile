# Leadwell's commands. `make run` and `make test` are all one needs; README says more.
.DEFAULT_GOAL := run
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export PYTHONUNBUFFERED := 1

PORT ?= 8000
export PORT
SITE_URL ?= http://127.0.0.1:$(PORT)

PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
TEMPLATES := find templates -name '*.html' -print0
# What a production site's environment looks like; only for `check --deploy`.
PRODUCTION := DEBUG=false SITE_URL=https://leadwell.example ALLOWED_HOSTS=leadwell.example \
	SECRET_KEY=only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF

.PHONY: run test coverage check bench format lock clean

run: $(VENV)/ready  ## everything, on 127.0.0.1:$(PORT)
	@export SITE_URL=$(SITE_URL); python manage.py prepare && exec honcho --no-colour start --no-prefix

test: $(VENV)/ready  ## all tests, on SQLite and, where it answers, on PostgreSQL
	@.ci/test

coverage: $(VENV)/ready  ## the suite on SQLite, and which branches it did not take
	python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder --cov --cov-report=term

check: $(VENV)/ready  ## format, lint, types, imports, templates, migrations, deployment
	ruff format --check .
	ruff check .
	mypy
	lint-imports --no-cache
	$(TEMPLATES) | xargs -0 djade --target-version 5.2 --check
	djlint templates --lint --quiet
	python manage.py makemigrations --check --dry-run
	$(PRODUCTION) python manage.py check --deploy --fail-level WARNING

bench: $(VENV)/ready  ## the figures of the design's performance table, with their floors
	python -m tests.benchmarks

format: $(VENV)/ready  ## mend what the tools can mend
	ruff check --fix-only --quiet .
	ruff format .
	$(TEMPLATES) | xargs -0 djade --target-version 5.2

lock: $(VENV)/ready  ## pin what requirements*.in ask for, newest that fit
	$(COMPILE) --upgrade requirements-dev.in -o requirements-dev.txt
	$(COMPILE) --upgrade requirements.in -c requirements-dev.txt -o requirements.txt

clean:  ## forget caches and built files; the data stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache htmlcov .coverage static/built data/static

# uv installs in seconds; pip does the same, slower, where uv cannot run. Both check every hash,
# that of uv itself included, which stands in the same lock.
$(VENV)/ready: requirements-dev.txt
	@echo "Installing what Leadwell needs into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	@{ $(PIP_INSTALL) -r $(VENV)/uv.txt && $(BIN)/uv pip install --quiet --system-certs \
		--python $(BIN)/python --require-hashes -r requirements-dev.txt; } \
		|| $(PIP_INSTALL) -r requirements-dev.txt
	@touch $@
