"""Writes logged models into the stores of the given URIs, and says what MLflow then finds."""

import json
import sys
import time

from mlflow import MlflowClient
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    LoggedModelInput,
    LoggedModelOutput,
    LoggedModelStatus,
    Metric,
)
from mlflow.tracking._tracking_service.utils import _get_store


def shown(model):
    metrics = [
        [m.key, m.value, m.timestamp, m.step, m.run_id, m.dataset_name, m.dataset_digest]
        for m in model.metrics or []
    ]
    return {
        "model_id": model.model_id,
        "experiment_id": model.experiment_id,
        "name": model.name,
        "artifact_location": model.artifact_location,
        "creation_time": model.creation_timestamp,
        "last_update_time": model.last_updated_timestamp,
        "status": str(model.status),
        "status_message": model.status_message,
        "model_type": model.model_type,
        "source_run_id": model.source_run_id,
        "tags": model.tags,
        "params": model.params,
        "metrics": sorted(metrics, key=str),
    }


def write(uri, searches):
    client, store = MlflowClient(uri), _get_store(uri)
    experiment = client.create_experiment("models", "/art")
    run = client.create_run(experiment).info.run_id

    def point(model, key, value, time, step, dataset=(None, None)):
        metric = Metric(key, value, time, step, model.model_id, *dataset, run)
        client.log_batch(run, [metric])

    wine = client.create_logged_model(
        experiment,
        "wine é",
        source_run_id=run,
        tags={"stage": "it's", "a/b": "yes"},
        params={"lr": "0.1", "val/é": "a\nb"},
        model_type="sk",
    )
    point(wine, "acc", 0.5, 10, 1)
    point(wine, "acc", 0.9, 11, 2, ("train", "d1"))
    point(wine, "acc", 0.7, 12, 3, ("test", "d2"))
    point(wine, "val/loss", 1e-7, 10, 0)
    client.finalize_logged_model(wine.model_id, LoggedModelStatus.READY)
    time.sleep(0.002)
    tree = client.create_logged_model(experiment, "tree", params={"lr": "1"})
    point(tree, "acc", 0.6, 13, 1)
    client.finalize_logged_model(tree.model_id, LoggedModelStatus.FAILED)
    time.sleep(0.002)
    client.create_logged_model(experiment, "bare", tags={"stage": "x"})
    gone = client.create_logged_model(experiment, "gone")
    client.delete_logged_model(gone.model_id)

    dataset = Dataset("ds", "d1", "local", "{}")
    inputs = [DatasetInput(dataset, [InputTag("mlflow.data.context", "train")])]
    client.log_inputs(run, inputs, [LoggedModelInput(tree.model_id)])
    client.log_outputs(run, [LoggedModelOutput(wine.model_id, 3)])
    for step in range(23):
        client.log_metric(run, "long", step / 7, timestamp=step, step=step)

    def found(search):
        try:
            models = store.search_logged_models([experiment], **search)
        except Exception:
            return "refused"
        return [model.name for model in models]

    sample = store.get_metric_history_bulk_interval([run], "long", 5, 3, 20)
    summaries = store._search_datasets([experiment])
    return {
        "uri": uri,
        "experiment_id": experiment,
        "run_id": run,
        "wine": shown(client.get_logged_model(wine.model_id)),
        "tree": shown(client.get_logged_model(tree.model_id)),
        "gone": gone.model_id,
        "found": [found(search) for search in searches],
        "sampled_steps": [m.step for m in sample],
        "datasets": [[s.name, s.digest, s.context] for s in summaries],
    }


searches, *uris = [json.loads(sys.argv[1]), *sys.argv[2:]]
print(json.dumps([write(uri, searches) for uri in uris]))
