# The daily commands; `just` alone lists them.

_list:
    @just --list --unsorted

# Build the debug program
build:
    cargo build --locked

# Run the program
run *args:
    cargo run --locked --quiet -- {{ args }}

# Run the tests whose names hold one of these words, or all
test *names:
    cargo test --locked -- {{ names }}

# Compare with the releases of MLflow in a folder, installed now where they are missing; takes long
releases folder="target/releases" *names: build
    python3 tests/releases/install.py {{ folder }} {{ names }}
    python3 tests/releases/compare.py --mlflow target/debug/mlflow {{ folder }}

# Format, and lint as CI does
check:
    cargo fmt --all
    cargo clippy --all-targets --locked -- -D warnings

# Format, lint and type-check the page's modules
page:
    tests/page/check

# Show the documentation of the code
doc:
    cargo doc --locked --no-deps --document-private-items --open

# Write the completion scripts anew
completions: build
    target/debug/mlflow completions bash > completions/mlflow.bash
    target/debug/mlflow completions zsh > completions/_mlflow
    target/debug/mlflow completions fish > completions/mlflow.fish
    target/debug/mlflow completions powershell > completions/_mlflow.ps1
    target/debug/mlflow completions elvish > completions/mlflow.elv

# Draw the README's pictures anew
pictures:
    python3 docs/images/draw.py

# Measure commands, the server or whole databases: commands, server, databases
bench name *args:
    cargo bench --locked --bench {{ name }} -- {{ args }}

# What is published: optimised across all crates
dist:
    cargo build --locked --profile dist

# Everything that a change must pass
ci:
    .ci/run
