# `make site` builds the demo, `make test` tests everything; both install what they need.
# Targets that are files (stamps among them) run again only when what they come from has changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
NPM := node_modules/.package-lock.json
NEED := PYTHON=$(PYTHON) .ci/need
PACKAGED := pyproject.toml .ci/install requirements/build.txt requirements/uv.txt

# If compiled modules are not kept, every command that a test starts compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.PHONY: site serve test suite check bench bench-pages faults docs scripts docs-site screenshots messages lock clean

site: $(RUNTIME)
	$(BIN)/outspoken build --site-dir site
	@echo "The demo is in site/. Look at it: make serve, or"
	@echo "  $(BIN)/python -m http.server --bind 127.0.0.1 --directory site 8000   and open http://127.0.0.1:8000/"

serve: $(RUNTIME)
	$(BIN)/outspoken serve

# Everything that is missing is named first, before anything is installed.
test:
	@$(NEED) python git chromium jq nginx caddy
	@$(MAKE) --no-print-directory suite

# Three workers for two cores: a test in a browser or at a terminal waits half of its time.
suite: $(DEV) $(NPM)
	@echo "More than 7,000 tests: about five minutes on two cores that do nothing else."
	@memory=$$(.ci/quick-temp); trap 'rm -rf "$$memory"' EXIT INT TERM; \
		TMPDIR=$${memory:-$${TMPDIR:-/tmp}} $(BIN)/pytest -n 3 --dist worksteal -q

check: $(DEV) $(NPM)
	@$(NEED) jq
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python .ci/dead_code.py
	$(BIN)/pytest -q tests/test_architecture.py tests/test_mirror.py tests/test_docs.py tests/test_locks.py tests/test_workflows.py

bench: $(DEV)
	$(BIN)/python -m benchmarks

# What readers wait for: weight and requests of every kind of page, and Lighthouse's scores.
bench-pages: $(DEV) $(NPM)
	@$(NEED) chromium
	$(BIN)/python benchmarks/weight.py

# Kills runs that announce, gives them wrong answers, runs several at once, and prints the outcome; takes some minutes.
faults: $(DEV)
	$(BIN)/python tests/announce/faults

# Refreshes the tables of the manual that are made from the code.
docs: $(DEV)
	$(BIN)/python docs/tables.py

# The script in every page, with short names; without it, a changed script is only heavier.
scripts: $(DEV) $(NPM)
	$(BIN)/python .ci/small_script.py node_modules/.bin/terser

# The manual as a site with search; it fails on any link or anchor that leads nowhere.
docs-site: $(RUNTIME)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file manual.yml
	@echo "The manual is in build/manual/. Look at it:"
	@echo "  $(BIN)/python -m http.server --bind 127.0.0.1 --directory build/manual 8000   and open http://127.0.0.1:8000/"

# Pictures of every kind of page into screenshots/, and the README's into docs/images/.
screenshots: $(DEV)
	@$(NEED) chromium
	$(BIN)/python docs/screenshots.py

# Brings the catalogues of the interface's texts up to date; `make messages NEW=it` begins another one.
NEW :=
CATALOGUES := generator/outspoken/locale
messages: $(DEV)
	@mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -c Translators: -s --add-location=file --sort-by-file \
		--project=Outspoken --copyright-holder="the Outspoken contributors" --no-wrap -o build/outspoken.pot .
	$(if $(NEW),$(BIN)/pybabel -q init -D outspoken -i build/outspoken.pot -d $(CATALOGUES) -l $(NEW) --no-wrap)
	$(BIN)/pybabel -q update -D outspoken -i build/outspoken.pot -d $(CATALOGUES) --no-wrap \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

# Resolves pyproject.toml again into requirements/; `make lock LOCK=` keeps the versions that still fit.
LOCK := --upgrade
lock: | $(BIN)/python
	$(BIN)/python -m pip --disable-pip-version-check -q install --require-hashes --only-binary=:all: -r requirements/uv.txt
	$(BIN)/uv pip compile -q $(LOCK) --group dev pyproject.toml -o requirements/dev.txt
	$(BIN)/uv pip compile -q $(LOCK) -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q $(LOCK) -c requirements/dev.txt --group small -o requirements/small.txt
	$(BIN)/uv pip compile -q $(LOCK) -c requirements/dev.txt --group build -o requirements/build.txt
	$(BIN)/uv pip compile -q $(LOCK) -c requirements/dev.txt --group uv -o requirements/uv.txt

clean:
	rm -rf site dist build node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(NEED) python git
	@$(PYTHON) -m venv $(VENV)

# The lock for development includes all requirements of the package itself.
$(RUNTIME): $(PACKAGED) requirements/runtime.txt | $(BIN)/python
	@echo "Installing what requirements/runtime.txt names"
	@.ci/install $(BIN)/python runtime --editable
	@touch $@

$(DEV): $(PACKAGED) requirements/dev.txt | $(BIN)/python
	@echo "Installing what requirements/dev.txt names"
	@.ci/install $(BIN)/python dev --editable
	@touch $@ $(RUNTIME)

$(NPM): package.json package-lock.json .npmrc | $(DEV)
	@echo "Installing what package-lock.json names"
	@$(BIN)/npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Programs that npm installs begin with `env node`: this finds the environment's own Node.
suite check bench-pages scripts $(NPM): export PATH := $(CURDIR)/$(BIN):$(PATH)
