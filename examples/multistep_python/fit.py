"""Step 2: fits a line to the points of step 1 by least squares."""

import csv
import sys
from statistics import linear_regression

import mlflow


def main() -> None:
    with open(sys.argv[1], newline="") as file:
        points = [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    slope, intercept = linear_regression(*zip(*points))
    with mlflow.start_run():
        mlflow.log_metrics({"slope": slope, "intercept": intercept})


if __name__ == "__main__":
    main()
