#!/bin/sh
# Step 1: makes noisy points on the line y = 2x + 1 and keeps them as an artifact.
set -eu
. ./mlflow.sh

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

awk -v rows="$1" -v seed="$2" 'BEGIN {
    srand(seed)
    print "x,y"
    for (i = 0; i < rows; i++) { x = rand() * 10; print x "," 2 * x + 1 + rand() - 0.5 }
}' > "$folder/points.csv"

mlflow runs log-metric points="$(($(wc -l < "$folder/points.csv") - 1))"
mlflow artifacts log-artifact --local-file "$folder/points.csv" --artifact-path data
