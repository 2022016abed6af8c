#!/bin/sh
# Tracks a small "training" from a shell script: no Python, only `mlflow`.
# Gradient descent on f(x) = (x - 3)², one metric point per step.
#
#     sh quickstart.sh 0.2 10                                starts and ends a run itself
#     mlflow run examples/quickstart -P learning_rate=0.2    logs to the run of the project
set -eu

learning_rate=${1:-0.2}
steps=${2:-10}

if [ -n "${MLFLOW_RUN_ID:-}" ]; then
    # `mlflow run` has started a run, ends it, and has its own folder last on the PATH; an active
    # virtual environment may have Python's `mlflow` before it.
    own="${PATH##*:}/mlflow"
    [ ! -x "$own" ] || mlflow() { "$own" "$@"; }
    is_own_run=false
else
    export MLFLOW_EXPERIMENT_NAME=quickstart
    MLFLOW_RUN_ID=$(mlflow runs start --run-name "lr-$learning_rate")
    export MLFLOW_RUN_ID
    is_own_run=true
    # Whatever happens below, the run does not stay RUNNING.
    trap 'mlflow runs end --status FAILED' EXIT
fi

# A project's parameters are logged already; the same value again is no change.
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

if $is_own_run; then
    trap - EXIT
    mlflow runs end
fi

# All runs of this experiment, the best first. `--fail-if-empty` lets a CI job gate on a result.
mlflow runs search --filter 'metrics.loss < 1' --order-by 'metrics.loss ASC' \
    --columns run_id,params.learning_rate,metrics.x,metrics.loss --fail-if-empty
