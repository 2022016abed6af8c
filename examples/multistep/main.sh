#!/bin/sh
# Runs the steps one after the other. Their runs nest under this one, because `mlflow run` finds
# the id of this run in MLFLOW_RUN_ID.
set -eu

# `mlflow run` names its run on stderr: (ID '…').
step() {
    mlflow run . --env-manager local "$@" 2>&1 >&2 | tee /dev/stderr |
        sed -n "s/.*(ID '\([^']*\)').*/\1/p" | head -n 1
}

data_run_id=$(step -e prepare -P rows="$1")
fit_run_id=$(step -e fit -P data_run_id="$data_run_id")

mlflow runs set-tag data_run_id="$data_run_id" fit_run_id="$fit_run_id"
