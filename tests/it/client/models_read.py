"""Reads, searches and changes the logged models that are in the stores of the given URIs."""

import json
import sys

from mlflow import MlflowClient
from mlflow.entities import LoggedModelStatus, Metric


def read(uri, model_id, run_id):
    client = MlflowClient(uri)
    model = client.get_logged_model(model_id)
    run = client.get_run(run_id)
    found = client.search_logged_models(
        [model.experiment_id], filter_string="metrics.acc >= 0.5 and params.p = 'a: b'"
    )
    assert [m.model_id for m in found] == [model_id], found
    client.set_logged_model_tags(model_id, {"python": "was here"})
    client.delete_logged_model_tag(model_id, "t")
    client.log_batch(run_id, [Metric("acc", 0.95, 99, 9, model_id=model_id)])
    client.finalize_logged_model(model_id, LoggedModelStatus.READY)
    metrics = [
        [m.key, m.value, m.timestamp, m.step, m.run_id, m.dataset_name, m.dataset_digest]
        for m in model.metrics
    ]
    return {
        "name": model.name,
        "status": str(model.status),
        "artifact_location": model.artifact_location,
        "creation_time": model.creation_timestamp,
        "model_type": model.model_type,
        "source_run_id": model.source_run_id,
        "tags": model.tags,
        "params": model.params,
        "metrics": sorted(metrics, key=str),
        "inputs": [m.model_id for m in run.inputs.model_inputs],
        "outputs": [[m.model_id, m.step] for m in run.outputs.model_outputs],
        "run_metrics": run.data.metrics,
    }


print(json.dumps([read(*store) for store in json.loads(sys.argv[1])]))
