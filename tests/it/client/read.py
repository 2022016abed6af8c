"""Reads a run that this program wrote, continues it, and prints what the Python client saw.

Arguments: the run's id, and the id of a run to delete.
"""

import json
import sys

import mlflow
from mlflow.tracking import MlflowClient

run_id, doomed_id = sys.argv[1:]
client = MlflowClient()


def seen(run):
    return {
        "status": run.info.status,
        "lifecycle_stage": run.info.lifecycle_stage,
        "run_name": run.data.tags.get("mlflow.runName"),
        "metrics": {key: repr(value) for key, value in run.data.metrics.items()},
        "params": run.data.params,
        "tags": run.data.tags,
    }


before = client.get_run(run_id)
history = [
    [metric.step, repr(metric.value)] for metric in client.get_metric_history(run_id, "loss")
]
experiment = client.get_experiment(before.info.experiment_id)
found = client.search_runs(
    [before.info.experiment_id], "metrics.loss < 1 and params.lr = '0.1'", order_by=["metrics.loss"]
)
artifacts = [file.path for file in client.list_artifacts(run_id, "folder")]

with mlflow.start_run(run_id=run_id):
    mlflow.log_metric("loss", 0.125, step=9)
    mlflow.log_param("added", "by python")
    mlflow.set_tag("continued", "yes")
client.delete_run(doomed_id)
client.rename_experiment(before.info.experiment_id, "renamed by python")

print(json.dumps({
    "before": seen(before),
    "history": history,
    "experiment": experiment.name,
    "experiment_tags": experiment.tags,
    "found": [run.info.run_id for run in found],
    "artifacts": artifacts,
    "after": seen(client.get_run(run_id)),
}))
