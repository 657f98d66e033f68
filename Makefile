# The two commands: `make report YEAR=2016` and `make test`. Both set up the environment first.
PYTHON ?= python3
YEAR ?= 2016
YEARS ?= $(YEAR)
ARGS ?=
BIN := .venv/bin
READY := .venv/.ready
BROWSER := tests/browser/node_modules/.ready

# where the machine forbids bytecode every process would compile the package anew
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup report chapter preview site grid cluster chapters lab test test-slow test-whole test-browser coverage check format lock bench fuzz \
  staleness kills bench-chapters compare-frozen lint-bokmal clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Setting up .venv (once, about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY)  ## make .venv from requirements.lock

report: $(READY)  ## build a year: make report YEAR=2016
	@$(BIN)/is248 report $(YEAR) $(ARGS)

chapter: $(READY)  ## build one chapter as a draft: make chapter CHAPTER=fte_by_area ARGS="-p by=hf_area"
	@$(BIN)/is248 report $(YEAR) --chapter $(CHAPTER) $(ARGS)

preview: $(READY)  ## show a chapter in the browser while you write it: make preview CHAPTER=housing
	@$(BIN)/is248 preview $(YEAR) $(if $(CHAPTER),--chapter $(CHAPTER)) $(ARGS)

site: $(READY)  ## gather built years in outputs/site: make site YEARS="2015 2016" ARGS="--base-url https://..."
	@$(BIN)/is248 site $(YEARS) $(ARGS)

grid: $(READY)  ## run a chapter with many values: make grid CHAPTER=housing ARGS="-p by=county,hf_area"
	@$(BIN)/is248 grid $(YEAR) --chapter $(CHAPTER) $(ARGS)

cluster: $(READY)  ## start a dask scheduler and two workers here, for trial
	@$(BIN)/python lib/tools/cluster.py $(ARGS)

chapters: $(READY)  ## list the chapters of a year and their parameters
	@$(BIN)/is248 chapters $(YEAR)

lab: $(READY)  ## open JupyterLab on working copies in workspace/: make lab ARGS="--no-browser"
	@$(BIN)/is248 lab -- $(ARGS)

test: $(READY)  ## pass the fast tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

test-slow: $(READY)  ## pass the slow tests: whole years built twice, killed builds
	@$(BIN)/python -m pytest -m "slow and not alone" -n 2 --dist loadfile $(ARGS)
	@$(BIN)/python -m pytest -m "slow and alone" $(ARGS)

test-whole: ARGS += --whole
test-whole: test-slow  ## the slow tests, with all of what CI takes a sample of

coverage: $(READY)  ## pass the fast tests, and say which lines and branches they reach
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-report=html $(ARGS)

$(BROWSER): tests/browser/package-lock.json
	@npm ci --prefix tests/browser --no-audit --no-fund --silent
	@touch $@

fuzz: $(READY)  ## the whole fuzz campaign: 7 500 damaged files: make fuzz ARGS="--seed 7"
	@$(BIN)/python tests/survey/fuzz/campaign.py $(ARGS)

test-browser: $(READY) $(BROWSER)  ## look at the built pages with chromium and axe
	@$(BIN)/is248 report $(YEAR) $(ARGS)
	@$(BIN)/python -m pytest -m browser

check: $(READY)  ## lint, type-check, hold the order of imports, and notebooks free of outputs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/notebooks/test_shape.py

format: $(READY)  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(READY)  ## resolve the dependencies anew: requirements.lock and environment.yml
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra dask --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" --quiet --output-file requirements.lock $(ARGS)
	@$(BIN)/python lib/tools/environment_yml.py

staleness: $(READY)  ## random edits: what would be run, and what a run shows: make staleness ARGS="--edits 300 --seed 1"
	@$(BIN)/python lib/tools/staleness.py $(ARGS)

bench: $(READY)  ## what a year costs beside its limit, others' tools and before: make bench ARGS="--rounds 3"; see docs/performance.md
	@$(BIN)/python lib/tools/bench.py $(YEAR) $(ARGS)

kills: $(READY)  ## builds killed at random moments, disks full at each write: make kills ARGS="--times 100 --seed 1 --full 1"
	@$(BIN)/python lib/tools/kills.py $(ARGS)

bench-chapters: $(READY)  ## time each chapter alone; fails when one takes ten seconds
	@$(BIN)/python lib/tools/bench_chapters.py $(YEAR)

compare-frozen: $(READY)  ## compare with the editions of before the house: needs git's history
	@$(BIN)/python lib/tools/compare_frozen.py

lint-bokmal: $(READY)  ## read the Norwegian of a built year: make lint-bokmal YEAR=2016; fails on any finding
	@$(BIN)/python lib/tools/lint_bokmal.py outputs/$(YEAR)/latest

clean:  ## remove the environment and caches; never data or outputs
	@rm -rf .venv tests/browser/node_modules .mypy_cache .ruff_cache .pytest_cache htmlcov .coverage
