# Every target works in a fresh clone and sets up what it needs.
# Written for GNU Make 3.81 and POSIX sh, in a folder whose path may hold spaces: only relative names here.

PYTHON = .venv/bin/python
JOBS = auto
ARGS =

.NOTPARALLEL:
.PHONY: help setup demo test test-long check lint layout types contracts docs-check docs format coverage mutants fuzz bench constraints clean

help: ## this list
	@awk -F' ## ' '/^[a-z-]+:.* ## / { sub(/:.*/, "", $$1); printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv ready (every target below does this itself)
	@sh scripts/setup.sh

demo: setup ## a month's example journal in a temporary home, and a tour of it
	@$(PYTHON) -m baclotrack demo $(ARGS)

test: setup ## the tests, a few minutes at most (ARGS="-k name" for some of them)
	@$(PYTHON) -m pytest -q -n $(JOBS) -m "not long" $(ARGS)

test-long: setup ## the long suites
	@$(PYTHON) -m pytest -q -n $(JOBS) -m long $(ARGS)

check: lint layout types contracts docs-check ## all that can be checked without running the tests

lint: setup ## style: ruff, every rule on
	@$(PYTHON) -m ruff check .

layout: setup ## layout: ruff again (make format mends it)
	@$(PYTHON) -m ruff format --check .

types: setup ## types: mypy, strict
	@$(PYTHON) -m mypy src tests $(wildcard tools benchmarks)

contracts: setup ## which room may import what
	@$(PYTHON) -c 'from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))'

docs-check: setup ## whether the generated pages and tables are fresh
	@for tool in $(wildcard tools/compile_catalogue.py tools/make_example.py tools/make_examples.py tools/make_docs.py tools/make_hazards.py tools/make_pictures.py); do $(PYTHON) $$tool --check || exit 1; done

docs: setup ## write the generated pages and tables anew
	@for tool in $(wildcard tools/compile_catalogue.py tools/make_example.py tools/make_examples.py tools/make_docs.py tools/make_hazards.py tools/make_pictures.py); do $(PYTHON) $$tool || exit 1; done

format: setup ## let ruff lay out the code
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

coverage: setup ## how much of the core its own tests reach
	@$(PYTHON) -m coverage run -m pytest -q -m "not long" tests/core
	@$(PYTHON) -m coverage report

mutants: setup ## test the tests: small faults in the core, one by one (an hour; ARGS="gap fold" for some modules)
	@test -x .venv.mutants/bin/mutmut || { $(PYTHON) -m venv .venv.mutants && .venv.mutants/bin/python -m pip install --quiet -c constraints.txt -e '.[dev]' 'mutmut==3.8.1'; }
	@nice -n 15 .venv.mutants/bin/python tools/mutants.py $(ARGS)

fuzz: setup ## readers of journal, plan and profile against atheris, a minute each (ARGS="-max_total_time=600")
	@$(PYTHON) -c 'import atheris' 2>/dev/null || $(PYTHON) -m pip install --quiet -c constraints.txt -e '.[fuzz]'
	@for reader in journal plan profile; do $(PYTHON) tools/fuzz_atheris.py $$reader -max_total_time=60 $(ARGS) || exit 1; done

bench: setup ## how long next and log take, against an empty Python
	@$(PYTHON) -m compileall -q src
	@$(PYTHON) benchmarks/measure.py $(ARGS)

constraints: ## pin today's versions of the packages
	@sh scripts/constraints.sh

clean: ## remove what make made
	rm -rf .venv .venv.new.* .venv.old.* dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true # some folders may not be there
