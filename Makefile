# One gate: `make check`. `make demo` and `make test` set up what they need and do nothing twice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
DEMO := build/demo

.PHONY: setup demo test check format clean soak \
    bench-elements bench-match bench-burst bench-corpus bench-convert bench-outcomes bench-fidelity \
    bench-lists

setup: $(READY) $(TOOLS)

$(READY): pyproject.toml scripts/make-venv.sh
	sh scripts/make-venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

# LibreOffice and fonts: what the machine's rights allow; what is missing is said, not fatal.
$(TOOLS): $(READY) scripts/install-tools.sh
	sh scripts/install-tools.sh $(BIN)/python
	$(BIN)/archive-builder doctor --prepare
	@touch $@

demo: setup
	sh scripts/demo.sh $(BIN) $(DEMO)

test: setup
	$(BIN)/pytest -n 2

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench-elements: $(READY)
	$(BIN)/python benchmarks/elements.py $(TRUTH)

bench-match: $(READY)
	$(BIN)/python benchmarks/match.py $(SET)

bench-burst: $(READY)
	$(BIN)/python benchmarks/burst.py $(FOLDER)

bench-corpus: setup
	$(BIN)/python benchmarks/corpus.py "$(CORPUS)"

bench-convert: setup
	$(BIN)/python benchmarks/convert.py $(COUNT)

bench-outcomes: setup
	$(BIN)/python benchmarks/outcomes.py "$(CORPUS)"

bench-fidelity: setup
	$(BIN)/python benchmarks/fidelity.py "$(CORPUS)"

bench-lists: setup
	$(BIN)/python benchmarks/lists.py $(FILINGS)

# Every crash point, every moment of a power cut, and long runs of the state machine.
soak: setup
	$(BIN)/pytest -n 2 -m soak tests/crash

clean:
	rm -rf $(VENV) build dist
