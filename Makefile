# make run     install what is missing, build, make the demo centre when there is none, serve on http://127.0.0.1:3000
# make test    install what is missing, then every test: rules, both databases, the browser; closes with "N passed, N failed"
# make check   formatting, clippy, tidy, and the budgets of pages and files
# make bench   the figures of the README, measured here
# make soak    the proofs that money is neither lost nor invented, at full length (hours)
# make dev     build and serve again on every change

# Dependencies are compiled once per machine, not once per clone.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/anju/target

.DEFAULT_GOAL := help
.PHONY: help run build test soak check bench dev

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

build:
	@.make/setup run
	@.make/build

run: build
	@.make/run

test:
	@.make/setup test
	@.make/test

soak:
	@.make/setup test
	@.make/soak

check:
	@.make/setup test
	@.make/check

bench:
	@.make/setup test
	@.make/bench

dev:
	@.make/setup dev
	@node .make/dev.mjs
