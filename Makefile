# make run: the dashboard on http://localhost:8501. make test: everything that must hold.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
# The tests of one module stay together, and share what they made. They wait for servers and pages now and then: three
# workers keep two cores busy. The longest come first (tests/conftest.py).
SIDE_BY_SIDE := -n 3 --dist loadscope --no-loadscope-reorder

# Only these are read for the tests with a browser: reading all takes each worker half a minute.
WITH_BROWSER = $(shell grep -rlF pytest.mark.browser tests --include='test_*.py')

# A program that the tests start reads what the one before it compiled, also where the shell forbids to write that down.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint audit unit browser deploy-test walk bench soak evaluate catalogue

run: .venv/ready
	$(BIN)/python -m streamlit run dashboard.py --server.port $(PORT)

# What is checked without running it needs one core for a minute; the tests go on beside it.
test: .venv/ready-test
	$(MAKE) --no-print-directory --jobs 2 lint unit
	$(MAKE) --no-print-directory browser

lint: .venv/ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive dashboard.py pages survey_ui survey_capture survey_exports survey_insights survey_loader

# Known holes in what is pinned. Asks PyPI's data, so it is no part of `make test`.
audit: .venv/ready-test
	$(BIN)/pip-audit --requirement requirements.txt --no-deps --disable-pip --strict

unit: .venv/ready-test
	$(BIN)/python -m pytest tests -m "not browser and not deploy" $(SIDE_BY_SIDE)

browser: .venv/ready-test
	$(BIN)/python -m tests.browser.find_chrome
	$(BIN)/python -m pytest $(WITH_BROWSER) -m browser $(SIDE_BY_SIDE)

# Installs on a bare Debian made by debootstrap: minutes, as root, with a Debian mirror and PyPI in reach.
deploy-test: .venv/ready-test
	$(BIN)/python -m pytest tests/deploy -ra

walk: .venv/ready-test
	$(BIN)/python -m tests.browser.find_chrome
	MACHI_EVERY_SHAPE=1 $(BIN)/python -m pytest tests/browser/test_every_screen.py -m browser

bench: .venv/ready-test
	$(BIN)/python -m benchmarks

soak: .venv/ready-test
	$(BIN)/python -m benchmarks.soak

evaluate: .venv/ready
	$(BIN)/python -m benchmarks.accuracy

catalogue: .venv/ready-test
	$(BIN)/python -m survey_loader.locale.catalogue

.venv/ready: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/ready-test: .venv/ready requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@
