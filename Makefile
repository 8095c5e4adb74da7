# Two commands: `make run` and `make test`. Every step says what it does, is skipped when done, and fails with a
# sentence that says what to do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help run run-postgres watch test check bench setup setup-test bundle build demo model clean fmt

BIN  := target/release/cyberimpact
BUNDLER := target/release/bundler
DB   ?= data/cyberimpact.sqlite
ADDR ?= 127.0.0.1:3000
WASM_DIR := target/wasm32-unknown-unknown/wasm-release
WASM := $(WASM_DIR)/frontend.wasm $(WASM_DIR)/cyberimpact_charts.wasm
SRC  := $(shell find app frontend server migrations public -name target -prune -o -type f -print 2>/dev/null) Cargo.toml Cargo.lock

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: build data/.demonstration ## Build, make and load the demonstration, serve on http://127.0.0.1:3000
	@CYBERIMPACT_DEMONSTRATION=1 CYBERIMPACT_DEMONSTRATION_CITIZENS=1 exec $(BIN) serve --addr $(ADDR) --database-url sqlite://$(DB)

run-postgres: build ## The same on Postgres: make run-postgres URL=postgres://…
	@test -n "$(URL)" || { echo "Adresse de la base : make run-postgres URL=postgres://…" >&2; exit 1; }
	if ! test "$$(cat data/.demonstration-postgres 2>/dev/null)" = "$(URL)"; then
		echo "Démonstration : génération et chargement de toutes les sources (environ une minute et demie)…"
		mkdir -p data
		$(BIN) demo --out data/demonstration --load --database-url "$(URL)"
		echo "$(URL)" > data/.demonstration-postgres
	fi
	CYBERIMPACT_DEMONSTRATION=1 CYBERIMPACT_DEMONSTRATION_CITIZENS=1 CYBERIMPACT_KEY_FILE=$${CYBERIMPACT_KEY_FILE:-data/postgres.key} exec $(BIN) serve --addr $(ADDR) --database-url "$(URL)"

build: setup $(BIN) target/site/.bundled ## Build the server and its assets

setup: style/node_modules/.done ## Install what the build needs
	@frontend/setup-wasm-std.sh

style/node_modules/.done: style/package-lock.json
	@command -v npm >/dev/null || { echo "npm manque : installez Node.js 20 ou plus récent." >&2; exit 1; }
	echo "npm : design system, territoires, cartes, wasm-opt…"
	npm --prefix style ci --ignore-scripts --no-audit --no-fund --loglevel=error || { echo "npm ci a échoué dans style/ : vérifiez l’accès au registre npm." >&2; exit 1; }
	touch $@

$(BIN): $(SRC) | setup
	@command -v cargo >/dev/null || { echo "cargo manque : installez Rust 1.94 ou plus récent (https://rustup.rs)." >&2; exit 1; }
	echo "Serveur : compilation (environ 4 minutes la première fois sur 2 cœurs)…"
	cargo build --release --locked -p server
	touch $@

$(BUNDLER): Cargo.lock $(wildcard frontend/bundler/src/*.rs)
	@cargo build --release --locked -p bundler
	touch $@

# What is sent to browsers tells no folder of the machine that built it.
PLAIN_PATHS := RUSTFLAGS="--remap-path-prefix=$(or $(CARGO_HOME),$(HOME)/.cargo)/registry/src= --remap-path-prefix=$(CURDIR)="

# Only islands reach the browser: a page that changes needs no new wasm.
$(WASM_DIR)/frontend.wasm: $(wildcard app/src/islands/*.rs frontend/src/*.rs frontend/src/in_place/*.rs) app/Cargo.toml frontend/Cargo.toml Cargo.toml Cargo.lock | setup
	@echo "Navigateur : compilation en WebAssembly…"
	$(PLAIN_PATHS) cargo build --locked -p frontend --profile wasm-release --target wasm32-unknown-unknown
	touch $@

$(WASM_DIR)/cyberimpact_charts.wasm: $(wildcard frontend/charts/src/*.rs app/charts/src/*.rs app/charts/src/plot/*.rs app/charts/build/*.rs app/french/src/*.rs) frontend/charts/Cargo.toml Cargo.toml Cargo.lock | setup
	@echo "Graphiques du navigateur : compilation en WebAssembly…"
	$(PLAIN_PATHS) cargo build --locked -p chart-chunk --profile wasm-release --target wasm32-unknown-unknown
	touch $@

# The sources too: the style keeps what their words name.
target/site/.bundled: $(WASM) $(BUNDLER) $(wildcard style/*.css style/*.mjs) $(SRC)
	@echo "Style, polices et scripts : mise en paquet…"
	$(BUNDLER)
	touch $@

bundle: target/site/.bundled ## Make target/site

data/.demonstration: app/domain/src/catalogue.toml | build
	@echo "Démonstration : génération et chargement de toutes les sources (environ une minute)…"
	mkdir -p data
	$(BIN) demo --out data/demonstration --load --database-url sqlite://$(DB)
	touch $@

watch: setup ## Serve and rebuild at each change of a source file
	@frontend/watch.sh $(ADDR) sqlite://$(DB)

check: end2end/node_modules/.done ## Format, clippy, types, lint and unit tests of what changed, in a minute on a built tree
	@cargo fmt --all --check
	npm --prefix frontend/scripts run --silent types
	npm --prefix frontend/scripts run --silent lint
	npm --prefix frontend/scripts test --silent
	cargo clippy --locked --all-targets -q -- -D warnings
	cargo test --locked -q --lib

test: ## Every test; closes with "N passed, N failed"
	@end2end/run-all.sh

bench: build data/.demonstration ## Ingest, API, bytes: prints the figures of the README
	@end2end/bench.sh

setup-test: end2end/node_modules/.done ## Install what the tests need: Chromium, Postgres, npm packages
	@end2end/setup.sh

end2end/node_modules/.done: end2end/package-lock.json
	@command -v npm >/dev/null || { echo "npm manque : installez Node.js 20 ou plus récent." >&2; exit 1; }
	echo "Tests : paquets npm…"
	npm --prefix end2end ci --ignore-scripts --no-audit --no-fund --loglevel=error || { echo "npm ci a échoué dans end2end/ : vérifiez l’accès au registre npm." >&2; exit 1; }
	touch $@

fmt: ## Format the code
	@cargo fmt --all

model: ## The model that understands sentences, for CYBERIMPACT_SENTENCE_MODEL (72 MB, optional)
	@server/sentences/fetch-model.sh data/e5-small-q4.bin

clean: ## Remove the demonstration and what was built
	@rm -rf data target
