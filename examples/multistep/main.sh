#!/bin/sh
# Runs the steps one after the other. Their runs nest under this one, because `mlflow run` finds
# the id of this run in MLFLOW_RUN_ID; and they get the environment manager that it was given.
set -eu
. ./mlflow.sh

log=$(mktemp)
trap 'rm "$log"' EXIT

# Runs an entry point and prints the id of its run, which `mlflow run` names on stderr: (ID '…').
step() {
    if ! mlflow run . "$@" >&2 2> "$log"; then
        cat "$log" >&2
        return 1
    fi
    cat "$log" >&2
    sed -n "s/.*(ID '\([^']*\)').*/\1/p" "$log" | tail -n 1
}

data_run_id=$(step -e prepare -P rows="$1")
fit_run_id=$(step -e fit -P data_run_id="$data_run_id")

mlflow runs set-tag data_run_id="$data_run_id" fit_run_id="$fit_run_id"
