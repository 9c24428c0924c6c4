# Matinee. `make help` lists what can be done here.
.DEFAULT_GOAL := help
SHELL := /bin/sh
UV := .tools/bin/uv
BIN := .venv/bin
RUN_LOCKS := requirements.lock requirements-build.lock
DEV_LOCKS := requirements-dev.lock
WEB_OUT := src/matinee/_web
export PATH := $(CURDIR)/.tools/bin:$(PATH)
# Compiled once, not at each start: where an image forbids to keep it, each start takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup setup-dev web serve demo dev test check lint format types architecture web-test web-check api-types lock wheel fresh screenshots bench clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.tools/.stamp: requirements-tools.lock scripts/bootstrap.sh
	@sh scripts/bootstrap.sh

.venv/.stamp: .tools/.stamp $(RUN_LOCKS) $(DEV_LOCKS) pyproject.toml hatch_build.py
	@echo "Fetching Python packages…"
	@$(UV) venv --quiet --allow-existing --python 3.13 .venv
	@$(UV) pip sync --quiet --python .venv --require-hashes $(RUN_LOCKS) $$(test -f .venv/.dev && echo $(DEV_LOCKS))
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation -e .
	@touch $@

setup: .venv/.stamp ## Make .venv with .venv/bin/matinee

.venv/.dev: .tools/.stamp
	@$(UV) venv --quiet --allow-existing --python 3.13 .venv
	@touch $@
	@rm -f .venv/.stamp

setup-dev: .venv/.dev ## Make .venv with the tools that tests and checks need
	@$(MAKE) --no-print-directory setup

web: .tools/.stamp ## Build the web app into src/matinee/_web
	@sh scripts/build-web.sh $(WEB_OUT)

serve: setup web ## Start Matinee and print its link
	@exec $(BIN)/matinee serve

demo: setup web ## Make a small library of films and shows, and serve it
	@exec $(BIN)/matinee demo

dev: setup-dev ## Serve with reloading of Python and of the web app
	@exec $(BIN)/python scripts/dev.py

test: setup-dev web ## Run the tests: units, real server, real browser
	@sh scripts/install-test-packages.sh
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: lint types architecture test web-check web-test ## Everything CI asks for

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup-dev ## Format the Python code
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

types: setup-dev
	@$(BIN)/basedpyright

architecture: setup-dev
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

api-types: setup ## Write the web app's types of the server's answers (for editors; web-check does it by itself)
	@sh scripts/web.sh types

web-check: setup
	@sh scripts/web.sh check

web-test: .tools/.stamp
	@sh scripts/web.sh test

lock: .tools/.stamp ## Resolve the lock files again
	@sh scripts/lock.sh

wheel: setup web ## Build the wheel, with the web app inside, into dist/
	@$(UV) build --quiet --wheel --no-build-isolation --python $(BIN)/python

fresh: ## Try the two commands as on a fresh machine (some minutes, needs a network)
	@python3 scripts/fresh_machine.py

screenshots: setup-dev web ## Draw every page of the web app into .cache/screenshots
	@$(BIN)/python -m scripts.screenshots .cache/screenshots

bench: setup-dev web ## Measure the figures that docs/reference/figures.md publishes
	@$(BIN)/python -m bench

clean: ## Remove what was built and fetched (never your data)
	@rm -rf .tools .venv .cache web/node_modules web/.svelte-kit $(WEB_OUT)
