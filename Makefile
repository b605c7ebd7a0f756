# `make test` is all that is needed to run every test; `make ci` is what the gate runs.

.PHONY: test setup lint format docs ci bench

test: setup
	cargo test --workspace --locked

setup:
	./.ci/setup-tests

format:
	cargo fmt --all

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings

docs:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

bench:
	cargo bench --workspace --locked

ci:
	./.ci/run
