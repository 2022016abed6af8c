"""Step 1: makes noisy points on the line y = 2x + 1 and keeps them as an artifact."""

import random
import sys

import mlflow


def main() -> None:
    rows = int(float(sys.argv[1]))
    source = random.Random(7)
    lines = ["x,y"]
    for _ in range(rows):
        x = source.uniform(0, 10)
        lines.append(f"{x},{2 * x + 1 + source.uniform(-0.5, 0.5)}")
    with mlflow.start_run():
        mlflow.log_metric("points", rows)
        mlflow.log_text("\n".join(lines), "points.csv")


if __name__ == "__main__":
    main()
