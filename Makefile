# Two commands: `make book` builds the book, `make test` passes the tests. Both set up first.
# Needs Python 3.11 and make; nothing is installed outside .venv.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile
# pip compiles on one core. What does not compile (a library's template) is left, as pip leaves it.
COMPILE := $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
PINS   := requirements.txt constraints.txt pyproject.toml

.PHONY: book pdf test lint format links bench screenshots study clean help

help:
	@echo "make book         set up, execute the chapters, build _build/html"
	@echo "make pdf          the whole book as one PDF, in _build/pdf; needs a Chromium"
	@echo "make test         set up, lint, run the tests"
	@echo "make bench        timings, as ratios within one run"
	@echo "make screenshots  pictures of every built page, at two widths, light and dark, to _build/screenshots"
	@echo "make study        make every study's missing runs and write records/"
	@echo "make format       format the code"
	@echo "make links        ask every address outside the book whether it is there; needs a network"
	@echo "make clean        remove what was built; keep .venv and finished runs"

book: $(VENV)/.book-ready
	$(BIN)/jupyter-book build . -W -n --keep-going
	@echo "Open _build/html/index.html in a browser."

pdf: book $(VENV)/.pdf-ready
	$(BIN)/python -m bookpdf

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

links: book
	$(BIN)/python .ci/links.py

bench: $(VENV)/.test-ready
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.test-ready
	$(BIN)/python -m tests.book.screenshots

study: $(VENV)/.book-ready
	for name in $$($(BIN)/python -m nnlab studies | cut -d: -f1); do \
	  $(BIN)/python -m nnlab study $$name || exit 1; done

clean:
	rm -rf _build .pytest_cache .ruff_cache .hypothesis

# A stamp is written only after everything before it succeeded, so a set-up that was cut short is
# taken up again, and one that is complete is not repeated.
$(VENV)/.book-ready: $(PINS) | $(VENV)/.python-ready
	$(PIP) -r requirements.txt
	$(COMPILE)
	@touch $@

$(VENV)/.test-ready: $(PINS) requirements-dev.txt requirements-pdf.txt requirements-dask.txt constraints-dask.txt | $(VENV)/.python-ready
	$(PIP) -r requirements-dev.txt
	$(COMPILE)
	@touch $@ $(VENV)/.book-ready $(VENV)/.pdf-ready

$(VENV)/.pdf-ready: $(PINS) requirements-pdf.txt | $(VENV)/.book-ready
	$(PIP) -r requirements-pdf.txt
	$(COMPILE)
	@touch $@

$(VENV)/.python-ready:
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) not found. Install Python 3.11, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "make: $(PYTHON) is $$($(PYTHON) -V), but the book needs Python 3.11. Name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@
