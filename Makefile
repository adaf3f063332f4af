# Everything one does with this repository. `make` or `make help` lists it.

PORT ?= 8000
DATA ?= .polydesk
PYTEST_OPTIONS ?=
# How many processes play scenes, and journeys: one more than the processors of a small machine, for they wait now and then.
PLAYERS ?= 3
BILLING ?= on
# A Stripe to practise with, unless billing is off; a STRIPE_SECRET_KEY in the environment goes to Stripe itself.
TWIN := $(if $(filter off,$(BILLING)),,--stripe-twin tests/stripe_twin/serve.py)
NO_STRIPE := $(if $(filter off,$(BILLING)),STRIPE_SECRET_KEY=)

# Compiled modules are kept even where the machine's owner says otherwise: without them every process compiles 1,300
# modules at each start, which takes three times as long and 15 MB.
export PYTHONDONTWRITEBYTECODE =

VENV := .venv
BIN := $(VENV)/bin
PYTHON = $(BIN)/python
LOCK := infra/lock/requirements.txt
RUNTIME_LOCK := infra/lock/runtime.txt
# The files with such scenes: to look through all of them takes each process five seconds.
marked = $$(grep -rl --include='test_*.py' 'mark\.$(1)' tests)
# Where make can, the words of what runs side by side stay together.
GROUPED := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
LINT := style types floors words
COMPILE = $(BIN)/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate --universal --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run check test bench i18n language lock scenes faults journeys lint style types floors words browser

help: ## this page
	@echo "Polydesk. The two that matter: make run, make test"
	@sed -nE 's/^([a-z0-9]+):[^#]*## (.*)/  make \1|\2/p' Makefile | while IFS='|' read -r name words; do \
		printf '%-14s %s\n' "$$name" "$$words"; done
	@echo "  make run PORT=8000 DATA=.polydesk chooses port and data folder; so two can run side by side."
	@echo "  make run BILLING=off runs it as a house that charges nobody."
	@echo "  make test EXAMPLES=all tries doors and forms with all there is to try instead of a third of it, and laws with new examples."

setup: ## environment, browser assets and catalogues; does only what is not done yet
	@infra/set-up

run: setup ## everything on this machine; Ctrl-C stops it
	@exec env SUPERVISED_BY=$$PPID $(NO_STRIPE) $(BIN)/polydesk up --port '$(PORT)' --data '$(DATA)' $(TWIN)

check: setup lint scenes ## fast: lint, types, floors, catalogues, tests without a browser and without kills

test: setup browser ## everything, browser journeys included; one part that fails keeps none of the others
	@failed=; \
	$(MAKE) --no-print-directory --keep-going -j6 $(GROUPED) $(LINT) scenes faults || failed=yes; \
	$(MAKE) --no-print-directory journeys || failed=yes; \
	if [ "$$failed" ]; then echo 'Not everything is right: each part that failed ended with a line of ***' >&2; exit 1; fi

journeys: # after the others: a browser takes both processors
	$(PYTHON) -m pytest -q -n $(PLAYERS) --dist worksteal -m browser $(PYTEST_OPTIONS) $(call marked,browser)

scenes: # they give way to the faults, which mostly wait and must not wait for them
	nice -n 10 $(PYTHON) -m pytest -q -n $(PLAYERS) --dist worksteal -m "not browser and not faults" $(PYTEST_OPTIONS)

faults:
	$(PYTHON) -m pytest -q -m "faults and not browser" $(PYTEST_OPTIONS) $(call marked,faults)

bench: setup ## how fast it is: one table; TICKETS=1000000 for a million
	$(PYTHON) infra/bench/bench.py $(TICKETS)

i18n: setup ## brings the catalogues up to date with the sources
	$(PYTHON) -m i18n extract update compile readme

language: setup ## begins a language: make language TAG=pt
	$(PYTHON) -m i18n add '$(TAG)'
	@$(MAKE) --no-print-directory i18n

lock: setup ## the lock file after a change of pyproject.toml; UPGRADE=--upgrade takes the newest of everything
	$(COMPILE) --extra dev --output-file $(LOCK) $(UPGRADE)
	$(COMPILE) --constraint $(LOCK) --output-file $(RUNTIME_LOCK)
	@infra/set-up

lint: # its four parts beside one another
	@$(MAKE) --no-print-directory -j4 $(LINT)

style:
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types:
	$(BIN)/mypy

floors:
	$(BIN)/lint-imports

words:
	$(PYTHON) -m i18n check

browser:
	@infra/find-browser
