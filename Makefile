# Everything from a clean checkout: Python 3.11 or newer with venv, git and make are all that a machine needs.
# Finished steps leave a stamp beside what they made, so a step runs again only when its input changed.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run seed test test-fast e2e soak shots browser check fix new bench bench-ui map lock clean

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
DEMO ?= 1
ARGS ?=

BIN := .venv/bin
STAMPS := .venv/stamps
NPM_PARTS := src/leadbase/scripts/sandbox src/leadbase/tables/regions src/leadbase/web
CONSOLE := src/leadbase/console/built
BUILT := $(NPM_PARTS:%=%/built/.stamp) $(CONSOLE)/.stamp
sources = $(shell find $(1) -type f -not -path '*/node_modules/*' -not -path '*/built/*' -not -name schema.d.ts)
STEP := @tools/step.sh
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14
	@echo
	@echo 'make run takes HOST, PORT, DATA_DIR and DEMO=0 (no demo); make test takes ARGS for pytest'
	@echo 'and WORKERS, how many files of tests run at once.'

run: $(STAMPS)/installed ## install what is missing, migrate, load the demo, serve
	@exec $(BIN)/leadbase serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT)) \
		$(if $(DATA_DIR),--data-dir "$(DATA_DIR)") $(if $(filter 0 no false,$(DEMO)),--no-demo,--demo)

seed: $(STAMPS)/installed ## push COUNT (50) more leads to URL, such as the demo's webhook that make run prints
	@test -n "$(URL)" || { echo 'Name the webhook: make seed URL=http://127.0.0.1:8420/hook/…'; exit 2; }
	@$(BIN)/leadbase push feiyu "$(URL)" --count $(or $(COUNT),50)

test: $(STAMPS)/installed $(STAMPS)/dev browser ## every test: on SQLite, on a real PostgreSQL, in a real browser
	@$(BIN)/python hatch_build.py --test console
	$(BIN)/pytest $(AT_ONCE) $(ARGS)

# Files of tests run side by side, in order: the stories come last, as a browser's event loop runs until its process ends.
AT_ONCE := --numprocesses=$(or $(WORKERS),auto) --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

test-fast: $(STAMPS)/installed $(STAMPS)/dev ## the tests without PostgreSQL and without the slow ones
	$(BIN)/pytest -m "not postgres and not slow and not browser" $(ARGS)

e2e: $(STAMPS)/installed $(STAMPS)/dev browser ## the stories in a real browser alone
	$(BIN)/pytest -m browser $(ARGS)

soak: $(STAMPS)/installed $(STAMPS)/dev ## ask the API and /hook what nobody would, for MINUTES (10) each, with other seeds each round
	LEADBASE_SOAK_MINUTES=$(or $(MINUTES),10) $(BIN)/pytest tests/journeys/test_fuzz.py -s $(ARGS)

shots: $(STAMPS)/installed $(STAMPS)/dev browser ## photograph every screen into build/shots
	$(BIN)/python -m tests.e2e.shots $(ARGS)

browser:
	@tools/browser.sh

check: $(STAMPS)/installed $(STAMPS)/dev ## format, lint, types of both languages, import contracts, generated pages, words
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/pyright
	$(BIN)/python hatch_build.py --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.docs --check
	$(BIN)/python -m tools.words

fix: $(STAMPS)/installed $(STAMPS)/dev ## format, mend what the linter can mend, write the generated pages
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/python -m tools.docs

new: $(STAMPS)/dev ## write the file of a new member: KIND=field_type or source, NAME=its_name
	@$(BIN)/python -m tools.new $(KIND) $(NAME)

bench-ui: $(STAMPS)/installed $(STAMPS)/dev browser ## measure the console beside 100,000 records, write bench/UI.md
	$(BIN)/python -m bench.ui

bench: $(STAMPS)/installed $(STAMPS)/dev ## measure Leadbase beside its peers, write bench/RESULTS.md
	$(BIN)/python -m bench $(ARGS)

map: $(STAMPS)/installed $(STAMPS)/dev ## the import graph, floor by floor
	@$(BIN)/python -m tools.map

lock: $(STAMPS)/dev ## compile the locks again from pyproject.toml (UPGRADE=1 takes newer versions)
	$(BIN)/uv pip compile pyproject.toml --group build $(LOCKING) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group build --group dev -c requirements.lock $(LOCKING) -o requirements-dev.lock

LOCKING := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --quiet \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

clean: ## remove what make made (never the data folder)
	rm -rf .venv $(CONSOLE) $(NPM_PARTS:%=%/built) $(patsubst %,%/node_modules,$(NPM_PARTS) console)

$(STAMPS)/venv:
	@test -n "$(PYTHON)" || { echo 'Leadbase needs Python 3.11 or newer with venv; name one with PYTHON=…'; exit 1; }
	$(STEP) "making .venv with $(PYTHON)" $(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements.lock $(STAMPS)/venv
	$(STEP) "installing the locked Python packages" $(PIP) --require-hashes -r requirements.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/runtime
	$(STEP) "installing the packages for development" $(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(CONSOLE)/.stamp: $(call sources,console docs/howto docs/reference docs/glossary.md) hatch_build.py $(STAMPS)/runtime
	$(STEP) "building the console (a minute or two)" $(BIN)/python hatch_build.py console
	@touch $@

.SECONDEXPANSION:
$(NPM_PARTS:%=%/built/.stamp): %/built/.stamp: $$(call sources,$$*) tools/notices.mjs $(STAMPS)/runtime
	$(STEP) "building $*" $(BIN)/python hatch_build.py $*
	@touch $@

$(STAMPS)/installed: pyproject.toml hatch_build.py $(STAMPS)/runtime $(BUILT)
	$(STEP) "installing Leadbase into .venv" $(PIP) -e . --no-deps --no-build-isolation
	@touch $@
