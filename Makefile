# A newcomer's commands. All of them work on a fresh clone with Python 3.11, 3.12 or 3.13, make and a package index.
.PHONY: roster test serve check bench sample lock clean help
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

usable := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11; do \
	if $$name -c '$(usable)' >/dev/null 2>&1; then command -v $$name; break; fi; done)
bin := .venv/bin
pip := $(bin)/python -m pip install -q --disable-pip-version-check

help:
	@echo "make roster   plan the sample day, print the roster, write out/"
	@echo "make test     every test (style, types and import contracts among them)"
	@echo "make serve    the service on this machine's own address, port 8080"
	@echo "make check    format, lint, types, import contracts"
	@echo "make bench    the engine against plain insertion on the sample week"
	@echo "make sample   write sample_data/ anew (the same, byte for byte)"
	@echo "make lock     resolve the requirements anew"
	@echo "make clean    remove what the commands made"

.venv/made:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11, 3.12 or 3.13 with its venv module is needed, as python3 or python3.13, python3.12, python3.11."; \
	echo "Install one (on Debian or Ubuntu: apt install python3 python3-venv), then run make again."; exit 1; fi
	@echo "[1/3] $(PYTHON) makes .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/required: requirements.lock | .venv/made
	@echo "[2/3] installing what requirements.lock names, each file checked by its hash (one to three minutes the first time)"
	@$(pip) --require-hashes -r requirements.lock
	@touch $@

.venv/project: pyproject.toml .venv/required
	@echo "[3/3] installing the project itself"
	@$(pip) --no-deps --no-build-isolation -e .
	@touch $@

.venv/developer: requirements-dev.lock .venv/project
	@echo "installing what the tests need (requirements-dev.lock)"
	@$(pip) --require-hashes -r requirements-dev.lock
	@touch $@

roster: .venv/project
	@$(bin)/scheduler roster

test: .venv/developer
	@$(bin)/python -m pytest

serve: .venv/project
	@$(bin)/scheduler serve

check: .venv/developer
	@$(bin)/ruff format --check .
	@$(bin)/ruff check .
	@$(bin)/mypy
	@$(bin)/lint-imports

bench: .venv/project
	@$(bin)/scheduler bench

sample: .venv/project
	@$(bin)/python -m scheduler.exchange.sample sample_data

compile := $(bin)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml

lock: .venv/developer
	@$(compile) --extra build -o requirements.lock
	@$(compile) --extra build --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf .venv out build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f *.sqlite *.sqlite-shm *.sqlite-wal
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
