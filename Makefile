# Everything needs python3.11, make and the package registries; nothing else.
PYTHON ?= python3.11
BIN := .venv/bin
# Files are handed out in order: the browser's come last in every worker (see tests/browser/conftest.py).
PARALLEL ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
READY := .venv/.ready
PO := $(shell find src -name '*.po')

.PHONY: reference pictures run test test-long test-browser kill lint format bench peers setup clean

run: $(READY) ## start the whole system with the made-up county
	@$(BIN)/gongbao up --demo

test: $(READY) ## every test that takes less than minutes, a file at a time on each processor
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

test-long: $(READY) ## the tests that take minutes
	@$(BIN)/python -m pytest -m long

kill: $(READY) ## kill the server again and again while reports come in: make kill ROUNDS=1000
	@GONGBAO_KILL_ROUNDS=$(or $(ROUNDS),1000) $(BIN)/python -m pytest -s tests/kill/test_kill_server.py

lint: $(READY) ## style, types, contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python tools/messages.py check

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: peers ## ours beside a peer or the limit, in one table
	@$(BIN)/python -m bench $(ARGS)

peers: $(READY) ## what the bench compares with and nothing else needs
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --group peers

setup: $(READY)

$(READY): requirements.lock pyproject.toml $(PO)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python tools/messages.py compile
	@touch $(READY)

lock: ## write the lock anew after changing dependencies in pyproject.toml (ARGS=--upgrade: the newest of all)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet $(ARGS) -o requirements.lock

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache
