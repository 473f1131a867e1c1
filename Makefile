# Voicetill. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help setup run test unit contract live integration e2e check fmt lint type arch versions chaos rush fuzz drill bench matrix cli-docs openapi client collections dashboard promtool log-events docs drawings lock axe pictures clean

# Suites start many processes: without compiled files each would compile the whole product anew.
export PYTHONDONTWRITEBYTECODE :=

# The first Python of a supported version.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
  && command -v $$p && break; done)
BIN := .venv/bin
# More than processors: most of the suite waits for servers.
JOBS ?= 3

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Voicetill needs Python 3.11, 3.12 or 3.13; set PYTHON=/path/to/python3"; exit 1; }
	@echo "Making the environment with $(PYTHON)"
	@$(PYTHON) -m venv .venv

.venv/.ready: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing pinned dependencies (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: requirements-dev.txt .venv/.ready
	@echo "Installing what tests and checks need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/.ready-dev ## Make the environment with everything

run: .venv/.ready ## Start everything and place a first voice order (ONCE=1: then stop)
	@$(BIN)/voicetill run $(if $(ONCE),--once) $(RUN_OPTIONS)

test: .venv/.ready-dev ## Run the whole suite, with the servers it needs
	@$(BIN)/python -m pytest -n $(JOBS) $(PYTEST_OPTIONS)

unit: .venv/.ready-dev ## Run the tests that need no server
	@$(BIN)/python -m pytest tests/unit $(PYTEST_OPTIONS)

contract: .venv/.ready-dev ## Run the port's contract suite over every platform
	@$(BIN)/python -m pytest tests/contract -n $(JOBS) $(PYTEST_OPTIONS)

live: .venv/.ready-dev ## Read real vendor sandboxes whose keys are in the environment
	@$(BIN)/python -m pytest tests/live -rs $(PYTEST_OPTIONS)

integration: .venv/.ready-dev ## Run the tests on real PostgreSQL, SQLite and Redis
	@$(BIN)/python -m pytest tests/integration tests/property -n $(JOBS) $(PYTEST_OPTIONS)

e2e: .venv/.ready-dev ## Run voice and HTTP in, sandbox shop out
	@$(BIN)/python -m pytest tests/e2e -n $(JOBS) $(PYTEST_OPTIONS)

axe: ## Fetch axe-core for the browser's tests (optional; needs npm)
	@mkdir -p var/axe && npm install --silent --no-save --ignore-scripts --prefix var/axe axe-core@4.14.1

pictures: .venv/.ready-dev ## Take the documentation's pictures of the console anew (needs Chromium)
	@VOICETILL_TEST_PICTURES=1 $(BIN)/python -m pytest tests/browser $(PYTEST_OPTIONS)

check: lint type arch versions ## Lint, type-check, prove the architecture, look at API versions

fmt: .venv/.ready-dev ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: .venv/.ready-dev ## Check format and lint
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

type: .venv/.ready-dev ## Check types strictly
	@$(BIN)/mypy .

arch: .venv/.ready-dev ## Prove that arrows run downwards
	@$(BIN)/lint-imports --no-cache

versions: .venv/.ready-dev ## Fail 60 days before a platform switches an API version off
	@$(BIN)/voicetill versions --check

chaos: .venv/.ready-dev ## Storm for 10 minutes (SECONDS=…) and compare every record, then kill refreshes, try properties
	@$(BIN)/python -m tests.campaigns.chaos --seconds $(or $(SECONDS),600) $(CHAOS_OPTIONS)
	@VOICETILL_TEST_KILLS=50 VOICETILL_TEST_AT_ONCE=1000 $(BIN)/python -m pytest tests/integration/connections/test_custody.py -k "killed or thousand" $(PYTEST_OPTIONS)
	@VOICETILL_TEST_TIMES=20 $(BIN)/python -m pytest tests/property tests/security/test_surface.py -n $(JOBS) $(PYTEST_OPTIONS)

rush: .venv/.ready-dev ## Let 5,000 buyers at 100 units, over REST and PostgreSQL, and count what was sold
	@$(BIN)/python -m tests.campaigns.rush $(RUSH_OPTIONS)

fuzz: .venv/.ready-dev ## Send 100,000 malformed bodies to every voice channel, past its proof
	@$(BIN)/python -m tests.campaigns.fuzz $(FUZZ_OPTIONS)

drill: .venv/.ready-dev ## Run deploy/compose.yaml's processes, kill them, cut PostgreSQL for 20 s, compare
	@$(BIN)/python -m tests.campaigns.drill $(DRILL_OPTIONS)

bench: .venv/.ready-dev ## Measure the figures of docs/performance.md, printed as JSON
	@$(BIN)/python -m benchmarks $(BENCH_OPTIONS)

matrix: .venv/.ready-dev ## Write the capability matrix into the README
	@$(BIN)/voicetill matrix --write README.md

cli-docs: .venv/.ready-dev ## Write docs/cli.md from the commands
	@$(BIN)/python -m app.commands.reference

openapi: .venv/.ready-dev ## Write docs/openapi.json and what is generated from it
	@$(BIN)/voicetill openapi > docs/openapi.json
	@$(MAKE) --no-print-directory client collections

client: .venv/.ready-dev ## Write the Python client from docs/openapi.json
	@$(BIN)/python -m tools.python_client

collections: .venv/.ready-dev ## Write the Postman and Bruno collections from docs/openapi.json
	@$(BIN)/python -m tools.request_collections

dashboard: .venv/.ready-dev ## Write the Grafana dashboard from tools/dashboard.toml
	@$(BIN)/python -m tools.dashboard

promtool: ## Let Prometheus' own tool check the alert rules and try when each fires
	@command -v promtool >/dev/null || { echo "promtool is not installed: it comes with Prometheus (Debian, Ubuntu: apt install prometheus)"; exit 1; }
	@promtool check rules deploy/observability/voicetill-alerts.yaml
	@promtool test rules deploy/observability/voicetill-alerts.test.yaml

log-events: .venv/.ready-dev ## Write the table of log events into docs/logging.md
	@$(BIN)/python -m tools.log_events

docs: .venv/.ready-dev ## Build the manual into site/, strictly (python -m http.server -d site shows it)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict # --quiet would hide what strict counts

drawings: .venv/.ready-dev ## Draw the manual's pictures that are made of the code
	@$(BIN)/python -m tools.drawings

lock: .venv/.ready-dev ## Compile requirements*.txt from their .in files
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header requirements-otel.in -o requirements-otel.txt

clean: ## Remove what `make run` keeps (orders, sandbox shops), not the environment
	@rm -rf var
