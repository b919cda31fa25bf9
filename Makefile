# Rebound. `make help` says what there is; every target installs what it needs first.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian's own interpreter is built with profile guidance and runs a third faster than most others.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) $(shell command -v python3.11))
CELL ?= eu
STAGE ?= eu

PY := .venv/bin/python
VENV := .venv/.installed
CLOUD := .venv-ministack/.installed
# What is checked for misspelled English; `.build` and `.local` hold what was made of it.
SPELLED := app.py .chalice bench chalicelib docs doubles local testing tests $(wildcard *.md)
# The tests of each room stand in the folder of its name.
ROOMS := $(wildcard $(patsubst chalicelib/%/,tests/%,$(filter-out %/__pycache__/,$(wildcard chalicelib/*/))))
SIMULATED := tests/simulation tests/doubles/in_memory_aws
BY_FILE := --dist loadfile --no-loadscope-reorder
TESTS := $(PY) -m pytest -n 2 -m "not long"
QUICK := $(addprefix tests/,access carbon catalog facts kernel mails markets orders payments people ranking sellers webhooks)
MARKET = --cell $(CELL) $(if $(FIRST_PORT),--first-port $(FIRST_PORT))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install run quick test test-long check tour audit bench package ops-key texts stripe-contract

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV) $(CLOUD) ## Make both environments and install the pins

$(VENV): requirements.txt requirements-dev.txt
	@$(call environment,.venv,requirements-dev.txt)

$(CLOUD): requirements-ministack.txt
	@$(call environment,.venv-ministack,requirements-ministack.txt)

define environment
	test -n "$(PYTHON)" || { echo "Python 3.11 is missing. On Debian: apt-get install python3.11 python3.11-venv"; exit 1; }
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "$(PYTHON) is not Python 3.11, which the functions run on. Say PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(1)/bin/pip || "$(PYTHON)" -m venv --clear $(1) || \
		{ echo "Python cannot make environments. On Debian: apt-get install python3.11-venv"; exit 1; }
	echo "installing $(2) …"
	$(1)/bin/python -m pip install -qq --no-compile --requirement $(2)
	touch $(1)/.installed
endef

run: install ## Run the market on this machine until Ctrl-C (CELL=us for a second one beside it)
	@exec $(PY) -m local.run $(MARKET)

quick: $(VENV) ## Try the rules and use cases, AWS in memory (a minute)
	@$(PY) -m pytest -n 2 --aws memory -m "not (long or cloud or slow)" $(QUICK)

test: install ## Prove it (about 14 minutes)
	@mkdir -p .build
	@# The tests with a local cloud or a browser run alone: beside others a market opened too late for their time limits.
	@# Then the simulation runs beside the rooms' own tests. Only these are traced for coverage: tracing is slow, and no
	@# other covers what they do not.
	@# The longest files start first (tests/longest_files.py); xdist would start those with the most tests first.
	@$(TESTS) $(BY_FILE) $(addprefix --ignore ,$(ROOMS) $(SIMULATED)); failed=$$?; \
	$(TESTS) --maxschedchunk 1 $(SIMULATED) >.build/simulation.log 2>&1 & simulation=$$!; \
	$(TESTS) $(BY_FILE) --cov --cov-report=json:.build/coverage.json $(ROOMS) && \
	$(PY) -m tests.coverage_floors .build/coverage.json; failed=$$((failed + $$?)); \
	wait $$simulation; failed=$$((failed + $$?)); cat .build/simulation.log; exit $$failed

test-long: install ## Prove it at full volumes (up to two hours; PART=histories, bugs, crashes, year, market, rest)
	@# One test at a time to each: some take half an hour, most take one minute.
	@$(PY) -m pytest -n 2 --maxschedchunk 1 -m long -p tests.long_progress -p tests.long_summary $(if $(PART),--part $(PART))

check: $(VENV) ## Format, lint, spelling, types, and the templates that ship
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m codespell_lib $(SPELLED)
	@$(PY) -m mypy
	@for stage in eu us; do $(PY) -m local.packaging $$stage >/dev/null && .venv/bin/cfn-lint -t .build/$$stage/sam.json || exit 1; done
	@echo "checked"

tour: install ## Walk one device's life through a running market
	@exec $(PY) -m local.tour $(MARKET)

audit: install ## Recompute every cent of the running market, order by order
	@exec $(PY) -m local.audit $(MARKET)

bench: install ## Measure, print a table, write bench/results.json
	@exec $(PY) -m bench

package: $(VENV) ## Build what CloudFormation takes (STAGE=eu or us) into .build/
	@$(PY) -m local.packaging $(STAGE)

texts: $(VENV) ## Read the texts of pages and mails into their catalogues and compile these
	@$(PY) -m local.catalogues

ops-key: install ## Print a new key of the operators of the running market
	@exec $(PY) -m local.ops_key $(MARKET)

stripe-contract: $(VENV) ## Compare the double of Stripe with Stripe itself (STRIPE_SECRET_KEY=sk_test_…)
	@$(PY) -m doubles.stripe_double.contract
