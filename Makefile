# Each command makes what it needs: a machine with Python ≥ 3.11 and make is enough.
PYTHON ?= python3
BIN := .venv/bin
RUN := VEKHA_DATA=$(CURDIR)/var $(BIN)/vekha

.PHONY: help demo demo-fresh test test-postgres lint types e2e bench check venv coach-report coach-diff fuzz forecast-report screenshots lock

help:            ## what there is
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/runtime       ## start Vekha with a demo company on http://127.0.0.1:8000
	$(RUN) demo

demo-fresh: .venv/runtime ## the same, begun anew
	$(RUN) demo --fresh

test: .venv/dev           ## all tests; those that miss a part of the machine say so and skip
	$(BIN)/pytest -n auto --dist loadgroup

# Without what asks no database, and what starts commands with a database of their own.
NO_DATABASE := src/vekha/coach src/vekha/ui src/vekha/library/tests/test_sets.py src/vekha/config/tests/test_commands.py \
	tests/test_docs.py tests/test_forecast_report.py tests/test_outgoing.py tests/test_translations.py

test-postgres: .venv/dev  ## the tests of the apps on the PostgreSQL that VEKHA_DATABASE names
	$(BIN)/pytest -n auto -m 'not e2e' src tests $(addprefix --ignore=,$(NO_DATABASE))

lint: .venv/dev           ## style, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/dev          ## mypy, strict
	$(BIN)/mypy

e2e: .venv/dev            ## the journeys in a real browser
	$(BIN)/pytest -m e2e

bench: .venv/dev          ## speeds over real HTTP, and of the coach
	$(BIN)/python -m benchmarks

check: lint types test    ## lint, types and tests (the browser's among them)

coach-report: .venv/dev   ## how the coach judges labelled data: make coach-report DATA=statements.jsonl
	$(BIN)/python -m vekha.coach.measure $(DATA)

coach-diff: .venv/dev     ## findings gained and lost since a revision: make coach-diff BASE=HEAD~5 [DATA=statements.jsonl]
	$(BIN)/python -m evaluation.difference $(BASE) $(DATA)

fuzz: .venv/dev           ## looks for inputs that make the coach stumble: make fuzz SECONDS=3600
	$(BIN)/python -m evaluation.fuzz read $(SECONDS) & $(BIN)/python -m evaluation.fuzz understand $(SECONDS) && wait

forecast-report: .venv/dev ## how often forecasts are right on simulated histories, into docs/explanation/forecast.*.md
	$(BIN)/python -m evaluation.forecast --write

screenshots: .venv/dev    ## takes the pictures of the documents, into docs/images/<language>/; needs Chromium
	$(BIN)/python -m docs.screenshots

venv: .venv/dev           ## the environment with everything for development

lock: .venv/uv            ## lock the dependencies anew
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra postgres -o requirements/runtime.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra postgres --group dev -o requirements/dev.lock

.venv/uv:
	$(PYTHON) -c 'import sys; sys.exit("Vekha needs Python 3.11 or newer, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	@touch $@

.venv/runtime: .venv/uv requirements/runtime.lock package-lock.json pyproject.toml
	$(BIN)/uv pip install --quiet -r requirements/runtime.lock
	$(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

# axe-core, which judges accessibility in the browser tests, comes with the same npm lock as the browser libraries.
.venv/dev: .venv/runtime requirements/dev.lock
	$(BIN)/uv pip install --quiet -r requirements/dev.lock
	! command -v npm >/dev/null || npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
