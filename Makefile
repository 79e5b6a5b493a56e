# UniDoc: `make up` runs it, `make test` tests it, `make help` lists the rest.

.DEFAULT_GOAL := help
.PHONY: help up test screenshots messages lint types contracts lock env-example check clean

# The newest Python of this machine that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for one in python3.13 python3.12 python3.11 python3 python; do \
	$$one -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$one && break; done)

BIN := .venv/bin
# The stamps carry the checksum of their lock file: packages are installed when it changes.
checksum = $(shell cksum < $(1) | cut -d ' ' -f 1)
RUN_STAMP := .venv/.run-$(call checksum,requirements.txt)
DEV_STAMP := .venv/.dev-$(call checksum,requirements-dev.txt)

help: ## Show this list.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

up: $(RUN_STAMP) ## Prepare what is missing, then run web, worker and MLflow until Ctrl-C.
	@exec $(BIN)/python -m unidoc.up

test: $(DEV_STAMP) ## Run all tests on a PostgreSQL of their own, in parallel, in random order.
	@unset PYTHONDONTWRITEBYTECODE; exec $(BIN)/python -m pytest -n 2 --dist loadgroup

screenshots: $(DEV_STAMP) ## Take pictures of every page into screenshots/.
	@exec $(BIN)/python -m pytest -p no:randomly tests/browser/screenshots.py

messages: $(DEV_STAMP) ## Collect the texts to translate and compile the catalogue (needs gettext).
	$(BIN)/python manage.py makemessages --locale ru --no-obsolete --no-wrap --add-location never --ignore '.venv/*' --ignore 'tests/*'
	$(BIN)/python manage.py compilemessages --locale ru --ignore .venv

lint: $(DEV_STAMP) ## Check style and format.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_STAMP) ## Check types.
	$(BIN)/mypy .

contracts: $(DEV_STAMP) ## Check who imports whom.
	$(BIN)/lint-imports

lock: $(DEV_STAMP) ## Pin and hash what the requirements*.in name, for all platforms.
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

env-example: $(RUN_STAMP) ## Write .env.example and the reference from unidoc/configuration/.
	$(BIN)/python -m unidoc.env > .env.example
	$(BIN)/python -m unidoc.env reference > docs/operations/configuration.md

check: ## Everything that the pipeline checks.
	.ci/run

clean: ## Remove the packages. Data is kept.
	rm -rf .venv

$(RUN_STAMP):
	$(call install,requirements.txt,run)

# The second list holds all of the first.
$(DEV_STAMP):
	$(call install,requirements-dev.txt,dev)
	@rm -f .venv/.run-*
	@touch $(RUN_STAMP)

# Compiled here once, or MLflow would take a minute to start, each time.
define install
	@test -n "$(PYTHON)" || { echo "UniDoc needs Python 3.11 or newer: install it, or name it by PYTHON=/path/to/python." >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv
	@echo "Installing the packages of $(1), which takes some minutes the first time."
	@unset PYTHONDONTWRITEBYTECODE; $(BIN)/python -m pip install -q --require-hashes -r $(1)
	@unset PYTHONDONTWRITEBYTECODE; $(BIN)/python -m compileall -q -j 0 .venv/lib > /dev/null || true
	@rm -f .venv/.$(2)-*
	@touch $@
endef
