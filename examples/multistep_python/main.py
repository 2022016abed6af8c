"""Runs the steps one after the other; their runs nest under this one."""

import sys

import mlflow


def step(entry_point: str, **parameters: str) -> str:
    """Runs an entry point of this project in the environment that is there."""
    # Python's runner would build an environment of its own for each step.
    submitted = mlflow.projects.run(
        ".", entry_point, parameters=parameters, env_manager="local"
    )
    return submitted.run_id


def main() -> None:
    # Inside `mlflow run` this continues the run that the runner has started.
    with mlflow.start_run():
        prepared = step("prepare", rows=sys.argv[1])
        fitted = step("fit", points=f"runs:/{prepared}/points.csv")
        mlflow.set_tag("fit_run_id", fitted)


if __name__ == "__main__":
    main()
