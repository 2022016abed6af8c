"""What a training program does through a server, and what it reads back: one JSON object, which is
the same whatever server it is."""

import json
import math
import os
import sys
import tempfile

import mlflow
from mlflow.tracking import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType

NEW = int(mlflow.__version__.split(".")[0]) >= 3
client = MlflowClient()
seen = {}


def plain(value):
    """A number as JSON has it. A database keeps infinity as the greatest number."""
    if isinstance(value, float) and not abs(value) < sys.float_info.max:
        return "nan" if math.isnan(value) else "inf"
    return value


def run_facts(run):
    data = run.data
    tags = {k: v for k, v in data.tags.items() if not k.startswith("mlflow.")}
    return {
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "metrics": {k: plain(v) for k, v in sorted(data.metrics.items())},
        "params": dict(sorted(data.params.items())),
        "tags": dict(sorted(tags.items())),
    }


def failure(action):
    try:
        action()
    except Exception as e:
        return getattr(e, "error_code", type(e).__name__)
    return None


# Experiments
experiment_id = client.create_experiment("größe / 1", tags={"team": "a\nb"} if NEW else None)
if not NEW:
    client.set_experiment_tag(experiment_id, "team", "a\nb")
client.set_experiment_tag(experiment_id, "empty", "")
experiment = client.get_experiment(experiment_id)
seen["experiment"] = [experiment.name, dict(sorted(experiment.tags.items())), experiment.lifecycle_stage]
seen["same name"] = failure(lambda: client.create_experiment("größe / 1"))
seen["no name"] = failure(lambda: client.create_experiment(""))
seen["unknown experiment"] = failure(lambda: client.get_experiment("4711"))
client.rename_experiment(experiment_id, "renamed")
seen["by name"] = client.get_experiment_by_name("renamed").experiment_id == experiment_id
seen["by no name"] = client.get_experiment_by_name("none")
other = client.create_experiment("other")
client.delete_experiment(other)
seen["deleted"] = client.get_experiment(other).lifecycle_stage
seen["deleted twice"] = failure(lambda: client.delete_experiment(other))
if NEW:
    for i in range(5):
        client.create_experiment(f"page-{i}")
    page = client.search_experiments(filter_string="name LIKE 'page-%'", max_results=2, order_by=["name ASC"])
    names = [e.name for e in page]
    while page.token:
        page = client.search_experiments(
            filter_string="name LIKE 'page-%'", max_results=2, order_by=["name ASC"], page_token=page.token
        )
        names += [e.name for e in page]
    seen["experiments"] = names
    deleted = client.search_experiments(view_type=ViewType.DELETED_ONLY)
else:
    seen["experiments"] = sorted(e.name for e in client.list_experiments())
    deleted = client.list_experiments(view_type=ViewType.DELETED_ONLY)
seen["deleted ones"] = [e.name for e in deleted]
client.restore_experiment(other)
seen["restored"] = client.get_experiment(other).lifecycle_stage
seen["restored twice"] = failure(lambda: client.restore_experiment(other))

# Runs
run = client.create_run(experiment_id, tags={"first": "1"})
run_id = run.info.run_id
client.log_param(run_id, "alpha", 0.5)
client.log_param(run_id, "alpha", 0.5)
seen["param changed"] = failure(lambda: client.log_param(run_id, "alpha", 0.6))
client.log_param(run_id, "long", "x" * 400)
for step, value in enumerate([3, 2.5, float("nan"), float("inf"), -1.25]):
    client.log_metric(run_id, "loss", value, timestamp=1700000000000 + step, step=step)
client.log_metric(run_id, "val/acc", 0.9)
seen["bad key"] = failure(lambda: client.log_metric(run_id, "a=b", 1))
client.set_tag(run_id, "note", "zeile 1\nzeile 2")
client.set_tag(run_id, "gone", "1")
client.delete_tag(run_id, "gone")
seen["tag gone"] = failure(lambda: client.delete_tag(run_id, "gone"))
client.log_batch(
    run_id,
    metrics=[Metric("batch", i / 10, 1700000000000 + i, i) for i in range(300)],
    params=[Param(f"p{i}", str(i)) for i in range(5)],
    tags=[RunTag("t", "1"), RunTag("schlüssel", "größe")],
)
seen["history"] = [[m.step, plain(m.value), m.timestamp] for m in client.get_metric_history(run_id, "loss")]
seen["no history"] = client.get_metric_history(run_id, "none")
seen["batch"] = len(client.get_metric_history(run_id, "batch"))
seen["long batch"] = failure(
    lambda: client._tracking_client.store.log_batch(run_id, [Metric(f"m{i}", 1, 1, 1) for i in range(1001)], [], [])
)
client.set_terminated(run_id, "FINISHED")
seen["run"] = run_facts(client.get_run(run_id))
client.delete_run(run_id)
seen["deleted run"] = [client.get_run(run_id).info.lifecycle_stage, failure(lambda: client.log_metric(run_id, "x", 1))]
client.restore_run(run_id)
seen["unknown run"] = failure(lambda: client.get_run("0" * 32))

# Many runs, nested, searched by page
for i in range(7):
    with mlflow.start_run(experiment_id=experiment_id, run_name=f"child-{i}") as child:
        mlflow.log_params({"i": i, "even": i % 2 == 0})
        mlflow.log_metrics({"score": i * i, "same": 1.0}, step=i)
        mlflow.set_tags({"parent": run_id})
found = client.search_runs(
    [experiment_id], "metrics.score > 3 and params.even = 'True'", order_by=["metrics.score DESC"], max_results=2
)
seen["search"] = [r.data.params["i"] for r in found]
page = client.search_runs([experiment_id], "tags.parent != ''", max_results=3, order_by=["metrics.score ASC"])
pages = [[r.data.params["i"] for r in page]]
while page.token:
    page = client.search_runs(
        [experiment_id], "tags.parent != ''", max_results=3, order_by=["metrics.score ASC"], page_token=page.token
    )
    pages.append([r.data.params["i"] for r in page])
seen["pages"] = pages
seen["bad filter"] = failure(lambda: client.search_runs([experiment_id], "metrics.score >"))
frame = mlflow.search_runs([experiment_id], order_by=["metrics.score DESC"])
columns = [c for c in frame.columns if c.startswith(("metrics.", "params.", "tags.")) and ".mlflow." not in c]
seen["frame"] = [len(frame), sorted(columns)]

# Artifacts
with tempfile.TemporaryDirectory() as folder:
    for name, content in {"a.txt": "hello", "ü b.txt": "x" * 100000, "sub/deep/c.json": "{}", "empty": ""}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(content)
    client.log_artifacts(run_id, folder)
    client.log_artifact(run_id, os.path.join(folder, "a.txt"), "other/place")
# A server leaves the size of an empty file out, a folder does not.
seen["artifacts"] = [[f.path, f.is_dir, f.file_size or None] for f in client.list_artifacts(run_id)]
seen["artifacts below"] = [[f.path, f.is_dir] for f in client.list_artifacts(run_id, "sub")]
seen["artifacts of a file"] = [f.path for f in client.list_artifacts(run_id, "a.txt")]
with tempfile.TemporaryDirectory() as folder:
    local = client.download_artifacts(run_id, "sub", folder)
    seen["download"] = sorted(os.path.relpath(os.path.join(d, f), local) for d, _, fs in os.walk(local) for f in fs)
    with open(client.download_artifacts(run_id, "ü b.txt", folder)) as f:
        seen["content"] = len(f.read())
if NEW:
    with mlflow.start_run(run_id=run_id):
        mlflow.log_text("text", "texts/t.txt")
        mlflow.log_dict({"a": [1, 2]}, "d.json")
    seen["text"] = mlflow.artifacts.load_text(f"runs:/{run_id}/texts/t.txt")
    seen["dict"] = mlflow.artifacts.load_dict(f"runs:/{run_id}/d.json")

# Models and data sets
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.datasets import load_iris
import mlflow.sklearn

X, y = load_iris(return_X_y=True)
if NEW:
    import pandas as pd
    from mlflow.entities import LoggedModelStatus

    mlflow.set_experiment(experiment_id=experiment_id)
    with mlflow.start_run() as run:
        data = mlflow.data.from_numpy(X, targets=y, name="iris")
        mlflow.log_input(data, context="training")
        info = mlflow.sklearn.log_model(LogisticRegression(max_iter=500).fit(X, y), name="model", params={"max_iter": 500})
        mlflow.log_metric("accuracy", 0.97, model_id=info.model_id, dataset=data)
    fetched = client.get_run(run.info.run_id)
    seen["inputs"] = [[i.dataset.name, i.dataset.digest, i.tags[0].value] for i in fetched.inputs.dataset_inputs]
    seen["outputs"] = [[o.model_id == info.model_id, o.step] for o in fetched.outputs.model_outputs]
    model = mlflow.get_logged_model(info.model_id)
    seen["model"] = [model.name, str(model.status), model.params, sorted(model.tags)]
    seen["model metrics"] = [[m.key, m.value, m.dataset_name] for m in model.metrics]
    found = client.search_logged_models([experiment_id], filter_string="metrics.accuracy > 0.9")
    seen["models"] = [[m.name, m.model_id == info.model_id] for m in found]
    loaded = mlflow.sklearn.load_model(info.model_uri)
    seen["loaded"] = [int(v) for v in loaded.predict(X[:3])]
    seen["pyfunc"] = [int(v) for v in mlflow.pyfunc.load_model(f"models:/{info.model_id}").predict(X[:3])]
    external = client.create_logged_model(experiment_id, name="external", tags={"k": "v"}, params={"p": "1"}, model_type="Agent")
    client.set_logged_model_tags(external.model_id, {"a": "b"})
    client.delete_logged_model_tag(external.model_id, "k")
    client.finalize_logged_model(external.model_id, LoggedModelStatus.READY)
    external = client.get_logged_model(external.model_id)
    seen["external"] = [external.name, external.tags, external.params, str(external.status), external.model_type]
    client.delete_logged_model(external.model_id)
    seen["external gone"] = failure(lambda: client.get_logged_model(external.model_id))
else:
    mlflow.set_experiment("renamed")
    with mlflow.start_run() as run:
        mlflow.sklearn.log_model(LogisticRegression(max_iter=500).fit(X, y), "model")
    uri = f"runs:/{run.info.run_id}/model"
    seen["loaded"] = [int(v) for v in mlflow.sklearn.load_model(uri).predict(X[:3])]
    history = json.loads(client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"])
    seen["noted model"] = [[sorted(note), note["artifact_path"], sorted(note["flavors"])] for note in history]

mlflow.sklearn.autolog(max_tuning_runs=3)
with mlflow.start_run() as parent:
    GridSearchCV(LogisticRegression(max_iter=500), {"C": [0.1, 1.0, 10.0, 100.0]}, cv=3).fit(X, y)
mlflow.sklearn.autolog(disable=True)
children = client.search_runs([experiment_id], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
seen["grid search"] = [len(children), sorted({c.info.status for c in children}), "C" in children[0].data.params]
parent = client.get_run(parent.info.run_id)
seen["parent"] = [parent.info.status, sorted(parent.data.metrics), parent.data.params["best_C"]]
# Others depend on what else is installed.
files = {f.path for f in client.list_artifacts(parent.info.run_id)}
seen["parent artifacts"] = sorted(files & {"best_estimator", "cv_results.csv", "estimator.html", "model"})

print(json.dumps(seen, ensure_ascii=False, sort_keys=True))
