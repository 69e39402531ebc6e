# make run      builds the store of the two seed documents, asks it three questions, writes Turtle
# make bench-http [BENCH_STORE=DIR]   requests a second of a server over a store, else over the seeds
# make web      builds the explorer anew from web/src (needs Node)
# make test     everything that is checked; each stage has a target of its own (make lint, make gold …)
#
# One cargo profile for all of it, so that RocksDB is compiled once. CARGO_TARGET_DIR is respected; PYTHON too.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

TARGET := $(or $(CARGO_TARGET_DIR),target)
DEMARCHE := $(TARGET)/release/demarche
CARGO = . $(TARGET)/tools.env && cargo
LOCKED := --release --locked
PYTHON ?= python3
VENV := $(TARGET)/python-$(shell cat tests/requirements.txt | cksum | cut -d' ' -f1)
PEER := $(VENV)/bin/python
SHARED := ../shared
LOG := run/log
# What a stage says is shown and kept; .ci/run counts from it.
KEEP = 2>&1 | tee $(LOG)/$@

.PHONY: help run build test check-tools python fmt lint unit doc bare ontology exports agents score gold determinism shacl grlc serve-test bench-http shown readme layers clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# --- the program

check-tools:
	@mkdir -p $(LOG)
	@.ci/tools $(TARGET)

build: check-tools
	@$(CARGO) build $(LOCKED)

run: build
	@$(DEMARCHE) build seeds -l run/store
	@echo; echo "Who aligned with the EU statement?"
	@$(DEMARCHE) query aligned-with-document -l run/store -p document=seed-eu-osce-1417 --format ndjson | $(PYTHON) tests/show.py "{label} ({isoCode})"
	@echo; echo "What did the EU welcome or commend?"
	@$(DEMARCHE) query stances-by-actor -l run/store -p actor=EU -p family=approve --format ndjson | $(PYTHON) tests/show.py "{date}  {attitude}: {target}"
	@echo; echo "What is asked of Kazakhstan?"
	@$(DEMARCHE) query open-requests -l run/store -p addressee=Kazakhstan --format ndjson | $(PYTHON) tests/show.py "{date}  {holder}, {attitude}: {target}"
	@$(DEMARCHE) export -q -l run/store -o run/seeds.ttl
	@echo; echo "The store is run/store, all of it as Turtle run/seeds.ttl ($$(wc -l < run/seeds.ttl) lines). Ask on: $(DEMARCHE) queries"

# --- the tests

test: fmt lint unit doc bare ontology exports agents score gold determinism shacl grlc serve-test shown web-check web-test
	@echo "make test: all stages passed"

# Readers and validators that are not ours.
python: check-tools
	@[ -e $(VENV)/complete ] || { \
	  echo "Python packages of tests/requirements.txt into $(VENV)"; \
	  $(PYTHON) -m venv $(VENV); \
	  $(PEER) -m pip install -q --disable-pip-version-check -r tests/requirements.txt; \
	  $(PEER) -m pip install -q --disable-pip-version-check --no-deps grlc==1.3; \
	  touch $(VENV)/complete; }

fmt: check-tools
	@$(CARGO) fmt --check $(KEEP)

lint: check-tools
	@$(CARGO) clippy $(LOCKED) --all-targets -- -D warnings $(KEEP)

unit: build
	@$(CARGO) test $(LOCKED) --no-fail-fast $(KEEP)

doc: export RUSTDOCFLAGS = -D warnings
doc: check-tools
	@$(CARGO) doc $(LOCKED) --no-deps $(KEEP)

# Text to RDF, without the store: no C++, no libclang.
bare: check-tools
	@$(CARGO) clippy $(LOCKED) --no-default-features --all-targets -- -D warnings $(KEEP)

ontology: python
	@$(PEER) tests/ontology_test.py $(KEEP)

exports: build python
	@DEMARCHE=$(abspath $(DEMARCHE)) $(PEER) tests/exports_test.py $(KEEP)

# The server for agents, with the official client.
agents: build python
	@DEMARCHE=$(abspath $(DEMARCHE)) $(PEER) tests/mcp_test.py $(KEEP)

# Our own scorer against the reference one.
score: build python
	@DEMARCHE=$(abspath $(DEMARCHE)) $(PEER) tests/score_test.py $(KEEP)

gold: build python
	@if [ -d $(SHARED)/gold ]; then tests/gold.sh $(DEMARCHE) $(PEER) $(SHARED)/gold; \
	else echo "0 floors held: the annotated documents ($(SHARED)/gold) are not here"; fi $(KEEP)

determinism: build
	@tests/determinism.sh $(DEMARCHE) seeds $(wildcard $(SHARED)/gold/dev/*.txt) $(KEEP)

shacl: build python
	@$(PEER) tests/shacl_test.py $(DEMARCHE) seeds/*.txt $(wildcard $(SHARED)/corpus/*.ndjson.gz) $(KEEP)

grlc: build python
	@$(PEER) tests/grlc_test.py $(DEMARCHE) $(KEEP)

# The server, with clients that are not ours.
serve-test: build python
	@command -v curl >/dev/null || { echo "curl is missing: apt-get install curl"; exit 1; }
	@DEMARCHE=$(abspath $(DEMARCHE)) $(PEER) tests/serve_test.py $(KEEP)

# Requests a second, from a second process (needs Debian's `wrk`); reported, not asserted.
bench-http: build
	@benches/http.sh $(DEMARCHE) $(BENCH_STORE)

# What the README shows is what the program prints; `make readme` brings it up to date.
shown: build
	@$(PYTHON) tests/readme_test.py $(DEMARCHE) $(KEEP)

readme: build
	@$(PYTHON) tests/readme_test.py $(DEMARCHE) --write

layers: build
	@$(CARGO) test $(LOCKED) --test layers

clean:
	rm -rf run

# --- the explorer: Node changes and checks it; building and using demarche needs none

NODE := $(shell command -v npm)
NPM_CI = npm ci --no-audit --no-fund --loglevel=error

.PHONY: web web-check web-test

# From web/src to web/dist, which is committed and goes into the program.
web:
	@cd web && $(NPM_CI) && npm run -s build

# What is committed is what the sources give, byte by byte.
web-check:
	@mkdir -p $(LOG)
	@if [ -z "$(NODE)" ]; then echo "0 files compared: Node is not here, web/dist stays unchecked"; else cd web && $(NPM_CI) && npm run -s check && \
	  npx vite build --logLevel warn --outDir $(abspath $(TARGET))/web-dist --emptyOutDir && \
	  { diff -r $(abspath $(TARGET))/web-dist dist || { echo "web/dist is not what web/src gives: make web"; exit 1; }; } && \
	  echo "$$(find dist -type f | wc -l) files compared: web/dist is what web/src gives"; fi $(KEEP)

# The page in a real browser, against the program.
web-test: build
	@if [ -z "$(NODE)" ]; then echo "0 tests of the page: Node is not here"; else cd web && $(NPM_CI) && DEMARCHE=$(abspath $(DEMARCHE)) npm test; fi $(KEEP)
