"""Goes on with upgraded databases as their users would, and tells what it found and made.

    work_on.py RELEASE...

Each database lies in the current folder under the release's name. A JSON object by release goes to
stdout.
"""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType


def work_on(release):
    uri = f"sqlite:///{release}.db"
    mlflow.set_tracking_uri(uri)
    client = MlflowClient(uri, uri)
    experiment = client.get_experiment_by_name("renamed")
    everything = [e.experiment_id for e in client.search_experiments(ViewType.ALL)]
    found = client.search_runs([experiment.experiment_id], "params.learning_rate = '0.01' AND metrics.loss < 0.1")
    run_id = found[0].info.run_id
    client.log_metric(run_id, "loss", 0.0625, timestamp=1_800_000_000_000, step=130)
    client.set_tag(run_id, "continued", "yes")
    return {
        "found": [[run.info.status, run.data.params["learning_rate"]] for run in found],
        "history": len(client.get_metric_history(run_id, "loss")),
        "deleted_runs": len(client.search_runs([experiment.experiment_id], run_view_type=ViewType.DELETED_ONLY)),
        "latest": [client.get_run(run_id).data.metrics["loss"], len(client.get_metric_history(run_id, "mixed"))],
        **make_new(client),
        **register(client, run_id),
        **trace(client, everything),
    }


def make_new(client):
    experiment = client.create_experiment("made later", tags={"k": "v"})
    run = client.create_run(experiment, run_name="fresh")
    client.log_batch(run.info.run_id, [Metric("m", 1.0, 1, 0)], [Param("p", "1")], [RunTag("t", "1")])
    client.set_terminated(run.info.run_id)
    client.delete_experiment(experiment)
    client.restore_experiment(experiment)
    run = client.get_run(run.info.run_id)
    return {"new_run": [run.info.status, run.info.run_name, run.data.params["p"]]}


def register(client, run_id):
    client.create_registered_model("made later")
    client.create_model_version("made later", "s3://fixtures/later", run_id)
    client.set_registered_model_alias("made later", "best", 1)
    return {
        "version_by_alias": str(client.get_model_version_by_alias("made later", "best").version),
        "models": len(client.search_registered_models()),
    }


def trace(client, experiments):
    with mlflow.start_run(experiment_id=experiments[0]):
        with mlflow.start_span("later") as span:
            span.set_inputs({"q": 1})
    mlflow.flush_trace_async_logging()
    return {"traces": len(client.search_traces(locations=experiments, max_results=100, include_spans=False))}


def main(releases):
    print(json.dumps({release: work_on(release) for release in releases}))


if __name__ == "__main__":
    main(sys.argv[1:])
