"""Fills a store with things of every kind, some of them deleted, keeps a copy, and lets MLflow's own
`gc` clean the original.

    python gc.py sqlite:///mlflow.db | ./mlruns
"""

import pathlib
import shutil
import sqlite3
import sys

import mlflow
from click.testing import CliRunner
from mlflow import MlflowClient
from mlflow.cli import gc
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelOutput, Metric

uri = sys.argv[1]
home = pathlib.Path.cwd()
store = home / "store"
store.mkdir()
is_database = uri.startswith("sqlite")
uri = f"sqlite:///{store}/mlflow.db" if is_database else f"{store}/mlruns"
mlflow.set_tracking_uri(uri)
client = MlflowClient(uri)
root = None if not is_database else f"{store}/artifacts"


def run(experiment, model=None):
    run_id = client.create_run(experiment).info.run_id
    for step in range(3):
        client.log_metric(run_id, "m", step / 2, step=step)
    client.log_metric(run_id, "nan", float("nan"))
    client.log_param(run_id, "p/q", "1")
    client.set_tag(run_id, "t", "1")
    dataset = Dataset("d", "abc", "local", "{}")
    client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "train")])])
    if model:
        client.log_outputs(run_id, [LoggedModelOutput(model.model_id, 0)])
        metric = Metric("acc", 0.5, 1, 1, model_id=model.model_id, run_id=run_id)
        client._tracking_client.log_batch(run_id, metrics=[metric])
    client.log_text(run_id, "content", "a/b.txt")
    return run_id


def model(experiment, run_id=None):
    made = client.create_logged_model(
        experiment, name="m", params={"a": "b"}, tags={"c": "d"}, source_run_id=run_id
    )
    folder = pathlib.Path(made.artifact_location.removeprefix("file://"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "MLmodel").write_text("model")
    return made


def experiment(name):
    location = f"{root}/{name}" if root else None
    return client.create_experiment(name, artifact_location=location, tags={"e": "f"})




stays, goes = experiment("stays"), experiment("goes")
active_model, deleted_model = model(stays), model(stays)
kept, deleted = run(stays, active_model), run(stays, deleted_model)
run(stays)
client.delete_run(deleted)
client.delete_logged_model(deleted_model.model_id)
inside = run(goes, model(goes))
run(goes)
if is_database:
    for experiment in [stays, goes]:
        mlflow.set_experiment(experiment_id=experiment)
        with mlflow.start_span("s") as span:
            span.set_attribute("x", 1)
        mlflow.flush_trace_async_logging()
        client.set_trace_tag(span.trace_id, "k", "v")
        mlflow.log_feedback(trace_id=span.trace_id, name="f", value=True)
        client.link_traces_to_run([span.trace_id], deleted if experiment == stays else inside)
client.delete_experiment(goes)
client.restore_run(inside)

if is_database:
    database = sqlite3.connect(store / "mlflow.db")

    def put(table, **values):
        """Inserts a row; columns that must have a value and are not given one get some."""
        for _, name, kind, needed, default, _ in database.execute(f"PRAGMA table_info({table})"):
            if needed and name not in values and default is None:
                values[name] = 1 if "INT" in kind or kind in ("FLOAT", "BOOLEAN") else "x"
        names, marks = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))

    for experiment, run_id in [(stays, deleted), (goes, inside)]:
        put("issues", issue_id=f"i{experiment}", experiment_id=experiment, source_run_id=run_id)
        put("scorers", experiment_id=experiment, scorer_id=f"s{experiment}", scorer_name="s")
        put("scorer_versions", scorer_id=f"s{experiment}", scorer_version=1)
        put("online_scoring_configs", online_scoring_config_id=f"o{experiment}",
            scorer_id=f"s{experiment}", experiment_id=experiment)
        put("label_schemas", schema_id=f"l{experiment}", experiment_id=experiment)
        put("review_queues", queue_id=f"q{experiment}", experiment_id=experiment)
        put("review_queue_users", queue_id=f"q{experiment}", user_id="u")
        put("review_queue_items", queue_id=f"q{experiment}", item_id="i")
        put("review_queue_label_schemas", queue_id=f"q{experiment}", schema_id=f"l{experiment}")
        put("endpoints", endpoint_id=f"e{experiment}", name=f"e{experiment}", experiment_id=experiment)
        put("evaluation_datasets", dataset_id=f"d{experiment}", name=f"d{experiment}")
        put("entity_associations", association_id=f"a{experiment}", source_type="evaluation_dataset",
            source_id=f"d{experiment}", destination_type="experiment", destination_id=experiment)
        for table in ["sql_trace_metric_daily_rollups", "sql_span_cost_daily_rollups",
                      "sql_assessment_daily_rollups"]:
            put(table, id=int(experiment), experiment_id=experiment)
        put("sql_trace_rollup_rebuild_queue", experiment_id=experiment, rollup_day=f"2020-01-0{experiment}",
            rollup_family="x")
    for number, status in enumerate([1, 3]):
        put("jobs", id=f"j{number}", status=status, workspace="default")
    database.commit()
    database.close()
    mlflow.tracking._tracking_service.utils._tracking_store_registry._get_store_with_resolved_uri.cache_clear()

shutil.copytree(store, home / "copy", symlinks=True)
flags = ["--backend-store-uri", uri, "--tracking-uri", uri] + (["--jobs"] if is_database else [])
result = CliRunner().invoke(gc, flags)
assert result.exit_code == 0, (result.output, result.exception)
if is_database:
    database = sqlite3.connect(store / "mlflow.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
store.rename(home / "theirs")
(home / "copy").rename(store)
print(f"{uri} {deleted} {inside} {goes}")
