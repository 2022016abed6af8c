#!/bin/sh
# Tracks a small "training" from a shell script: no Python, only `mlflow`.
# Gradient descent on f(x) = (x - 3)², one metric point per step.
set -eu

learning_rate=${1:-0.2}
steps=${2:-10}

export MLFLOW_EXPERIMENT_NAME=quickstart
MLFLOW_RUN_ID=$(mlflow runs start --run-name "lr-$learning_rate")
export MLFLOW_RUN_ID
# Whatever happens below, the run does not stay RUNNING.
trap 'mlflow runs end --status FAILED' EXIT

mlflow runs log-param learning_rate="$learning_rate" steps="$steps"
mlflow runs set-tag method="gradient descent"

# A program that prints JSON lines can be piped in, and is logged while it goes on.
awk -v rate="$learning_rate" -v steps="$steps" 'BEGIN {
    x = 0
    for (step = 1; step <= steps; step++) {
        x -= rate * 2 * (x - 3)
        printf "{\"metrics\": {\"x\": %.6f, \"loss\": %.6f}, \"step\": %d}\n", x, (x - 3) ^ 2, step
    }
}' | mlflow runs log-batch

# Files belong to the run, too.
report=$(mktemp)
mlflow runs metrics loss --output csv > "$report"
mlflow artifacts log-artifact --local-file "$report" --artifact-path reports
rm "$report"

trap - EXIT
mlflow runs end

# All runs of this experiment, the best first. `--fail-if-empty` lets a CI job gate on a result.
mlflow runs search --filter 'metrics.loss < 1' --order-by 'metrics.loss ASC' \
    --columns run_id,params.learning_rate,metrics.x,metrics.loss --fail-if-empty
