"""Writes one of everything through the Python client and prints what the client says of it."""

import json
import math

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient


def plain(run):
    """A run as JSON, with names for the numbers that JSON does not have."""
    def number(value):
        if math.isnan(value):
            return "NaN"
        return ("Infinity" if value > 0 else "-Infinity") if math.isinf(value) else value

    return {
        "run_id": run.info.run_id,
        "experiment_id": run.info.experiment_id,
        "status": run.info.status,
        "start_time": run.info.start_time,
        "end_time": run.info.end_time,
        "artifact_uri": run.info.artifact_uri,
        "lifecycle_stage": run.info.lifecycle_stage,
        "metrics": {key: number(value) for key, value in run.data.metrics.items()},
        "params": run.data.params,
        "tags": run.data.tags,
    }


def main():
    client = MlflowClient()
    experiment_id = client.create_experiment("größe / 1: yes")
    client.set_experiment_tag(experiment_id, "team", "a\nb")

    run = client.create_run(experiment_id, start_time=1000, tags={"mlflow.runName": "first: 'x'"})
    run_id = run.info.run_id
    client.log_batch(
        run_id,
        metrics=[
            Metric("loss", 0.5, 100, 0),
            Metric("loss", 0.25, 200, 1),
            Metric("val/loss", 1e-300, 100, -5),
            Metric("not a number", float("nan"), 100, 0),
            Metric("up", float("inf"), 100, 0),
            Metric("down", float("-inf"), 100, 0),
        ],
        params=[Param("lr", "0.1"), Param("deep/er/key", "x\n y "), Param("ключ", "007")],
        tags=[RunTag("note", "it's \"quoted\"\n\n\ttext"), RunTag("empty", "")],
    )
    client.set_terminated(run_id, "FINISHED", end_time=2000)
    with open("artifact.txt", "w") as file:
        file.write("content")
    client.log_artifact(run_id, "artifact.txt", "folder")

    deleted = client.create_run(experiment_id, start_time=1001)
    client.delete_run(deleted.info.run_id)
    gone = client.create_experiment("gone")
    client.delete_experiment(gone)

    if not mlflow.__version__.startswith("1."):
        from mlflow.data.numpy_dataset import from_numpy
        import numpy

        with mlflow.start_run(experiment_id=experiment_id, run_name="reader"):
            mlflow.log_input(from_numpy(numpy.zeros((2, 2)), name="zeros"), context="train")

    print(json.dumps({
        "experiment_id": experiment_id,
        "deleted_experiment_id": gone,
        "run": plain(client.get_run(run_id)),
        "deleted_run_id": deleted.info.run_id,
    }))


main()
