# Needs make and Python 3.11+, nothing else. Everything is installed into .venv, at the versions of constraints.txt.
.DEFAULT_GOAL := help
.PHONY: help report test test-slow test-long test-all coq appendix lint docs extras bench clean

# The first interpreter that really runs (a pyenv shim may exist and not run), is new enough and can make environments.
USABLE := -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p $(USABLE) >/dev/null 2>&1 && { echo $$p; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
TREE := .venv/lint
# Where it is set, each of the hundreds of processes that tests start compiles the modules that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make report   install, run the quick experiments, print the path of the page to open'
	@echo 'make test     install the test tools; ruff, mypy, import-linter, pytest'
	@echo 'make test-all the same, then the tests marked slow and those marked long'
	@echo 'make lint     the same without pytest'
	@echo 'make coq      have Coq check every proof (coqc and coqchk must be installed; Debian: apt install coq)'
	@echo 'make docs     install Sphinx; build the documentation, warnings as errors; print the path to open'
	@echo 'make appendix  all statements with proofs in words as proofs.pdf (pdflatex; Debian: texlive-latex-recommended lmodern)'
	@echo 'make extras   install PyTorch, JAX and optax; the tests of the optimisers for them then run too'
	@echo 'make bench    install JAX too; compare the speed with NumPy and JAX'
	@echo 'make clean    remove .venv, caches and build leftovers; results and reports stay'

report: .venv/.core
	@$(BIN)/adal report --quick --overwrite

test: lint
	$(BIN)/pytest -n 2 --dist worksteal --durations 25 --durations-min 3 -m 'not slow and not long'

test-slow: .venv/.dev
	$(BIN)/pytest -n 2 --dist worksteal --durations 25 --durations-min 3 -m slow

test-long: .venv/.dev
	$(BIN)/pytest -n 2 --dist worksteal --durations 25 --durations-min 3 -m long

test-all: test test-slow test-long

coq: .venv/.core
	@$(BIN)/adal verify --coq

# STEPS=--steps adds every step of the kernel, some hundred pages.
appendix: .venv/.core
	@command -v pdflatex >/dev/null || { echo 'error: there is no pdflatex; Debian: apt install texlive-latex-recommended lmodern' >&2; exit 1; }
	@mkdir -p build/appendix
	@$(BIN)/adal verify --format latex $(STEPS) -o build/appendix/proofs.tex >/dev/null
	@cd build/appendix && for k in 1 2; do pdflatex -interaction=batchmode -halt-on-error proofs.tex >/dev/null; done
	@echo build/appendix/proofs.pdf

# mypy and import-linter read folders and know no package-dir mapping: they get a folder of links in which
# proofs/ and simulations/ lie where they are installed.
lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	@rm -rf $(TREE) && mkdir -p $(TREE)/adal_theory
	@ln -s $(CURDIR)/adal_theory/* $(CURDIR)/proofs $(CURDIR)/simulations $(TREE)/adal_theory/
	cd $(TREE) && $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.mypy_cache
	cd $(TREE) && $(CURDIR)/$(BIN)/lint-imports --config $(CURDIR)/pyproject.toml --cache-dir $(CURDIR)/.import_linter_cache

docs: .venv/.docs
	@$(BIN)/python -m sphinx -W --keep-going -n -j auto -q -b html docs docs/_build/html
	@echo 'Documentation: $(CURDIR)/docs/_build/html/index.html'

extras: .venv/.torch .venv/.jax

bench: .venv/.jax
	@$(BIN)/adal bench

clean:
	rm -rf .venv build docs/_build docs/_static/coq docs/gallery docs/lemmas docs/reference docs/theory.md *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find adal_theory proofs simulations tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an environment is made, and a set of extras installed, again only when these two files have changed.
# Without build isolation, so that setuptools too is the pinned one.
.venv/.core: pyproject.toml constraints.txt
	@[ -n "$(PYTHON)" ] && $(PYTHON) $(USABLE) 2>/dev/null || { echo \
	"error: '$(or $(PYTHON),python3)' is not Python 3.11 or newer with venv; install one (Debian: python3-venv too) or name it: make PYTHON=/path/to/python3" \
	>&2; exit 1; }
	@echo 'Installing into .venv (once, some minutes) ...'
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@$(PIP) setuptools
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.core
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@

.venv/.jax: .venv/.core
	@$(PIP) --no-build-isolation --editable '.[jax]'
	@touch $@

.venv/.torch: .venv/.core
	@$(PIP) --no-build-isolation --editable '.[torch]'
	@touch $@

.venv/.docs: .venv/.core
	@$(PIP) --no-build-isolation --editable '.[docs]'
	@touch $@
