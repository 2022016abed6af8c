"""Talks to a tracking server through an unmodified MLflow client of any version, and prints what
it answered as JSON. Ids, times and the server's address are replaced by the order in which they
came up, so that the answers of two servers can be compared."""

import json
import math
import os
import re
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
os.environ["MLFLOW_TRACKING_URI"] = sys.argv[1]
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import logging

import mlflow
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

logging.disable(logging.CRITICAL)
client = MlflowClient()
MAJOR, MINOR = (int(part) for part in mlflow.__version__.split(".")[:2])
# Ends the names of this client's experiments, which are not the only ones on the server.
MARK = sys.argv[2]
answers = {}
known = {}


def neutral(value):
    """An answer without what differs from server to server."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): neutral(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [neutral(item) for item in value]
    if isinstance(value, int) and value > 10**12:
        return "<time>"
    if isinstance(value, str):
        value = value.replace(sys.argv[1], "<server>").replace(MARK, "")
        value = re.sub(r"(m-)?[0-9a-f]{32}", lambda m: number(m.group(0)), value)
    return value


def number(identifier):
    return known.setdefault(identifier, f"<id {len(known)}>")


def record(name, value):
    answers[name.replace(MARK, "")] = neutral(value)


def refused(name, work):
    """Records the error code with which something is refused."""
    try:
        record(name, ["accepted", str(work())])
    except Exception as error:
        # Some clients let errors of HTTP through as they are.
        record(name, ["refused", getattr(error, "error_code", type(error).__name__)])


def experiment(found):
    fields = ["name", "artifact_location", "lifecycle_stage", "tags"]
    known.setdefault(found.experiment_id, f"<experiment {found.name}>")
    value = {field: getattr(found, field) for field in fields}
    value["artifact_location"] = re.sub(r"/\d+$", "/<experiment>", value["artifact_location"])
    return value


def run(found):
    info = found.info
    value = {
        "status": info.status,
        "stage": info.lifecycle_stage,
        "start": info.start_time,
        "end": info.end_time,
        "user": info.user_id,
        "artifacts": re.sub(r"/\d+/", "/<experiment>/", info.artifact_uri),
        "name": getattr(info, "run_name", None),
        "metrics": found.data.metrics,
        "params": found.data.params,
        "tags": {k: v for k, v in found.data.tags.items() if "model" not in k},
    }
    inputs = getattr(found, "inputs", None)
    if inputs:
        value["datasets"] = [
            [i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.schema]
            + sorted([tag.key, tag.value] for tag in i.tags)
            for i in inputs.dataset_inputs
        ]
    return value


def experiments():
    first = client.create_experiment(f"first ü{MARK}", tags={"team": "a\nb"} if MAJOR > 1 or MINOR > 20 else None)
    second = client.create_experiment(f"second{MARK}")
    record("experiment", experiment(client.get_experiment(first)))
    record("experiment by name", experiment(client.get_experiment_by_name(f"second{MARK}")))
    record("no experiment", client.get_experiment_by_name("none") is None)
    client.rename_experiment(second, f"renamed{MARK}")
    client.set_experiment_tag(second, "k", "v")
    record("renamed", experiment(client.get_experiment(second)))
    refused("taken name", lambda: client.create_experiment(f"renamed{MARK}"))
    refused("empty name", lambda: client.create_experiment(""))
    refused("unknown experiment", lambda: client.get_experiment("123456"))
    client.delete_experiment(second)
    record("deleted", experiment(client.get_experiment(second)))
    refused("delete again", lambda: client.delete_experiment(second))
    refused("run in a deleted one", lambda: client.create_run(second))
    refused("tag a deleted one", lambda: client.set_experiment_tag(second, "k", "w"))
    for name, view in [("active", 1), ("deleted", 2), ("all", 3)]:
        if hasattr(client, "search_experiments"):
            found = client.search_experiments(view_type=view)
        else:
            found = client.list_experiments(view_type=view)
        record(f"{name} experiments", sorted(e.name for e in found if e.name.endswith(MARK)))
    client.restore_experiment(second)
    record("restored", experiment(client.get_experiment(second)))
    if hasattr(client, "search_experiments"):
        pages, token = [], None
        while True:
            page = client.search_experiments(
                max_results=1, filter_string=f"name LIKE '%{MARK}'", order_by=["name DESC"], page_token=token
            )
            pages.append([e.name for e in page])
            token = page.token
            if not token:
                break
        record("pages of experiments", pages)
        for text in [f"name LIKE 'fi%{MARK}'", f"tags.k = 'v' AND name != '{MARK}'", f"name ILIKE 'RE%{MARK}'"]:
            found = client.search_experiments(filter_string=text)
            found = [e.name for e in found if e.name.endswith(MARK)]
            record(f"experiments with {text}", found)
        refused("wrong filter", lambda: client.search_experiments(filter_string="name ~ 1"))
    return first


def runs(experiment_id):
    made = []
    for n in range(5):
        tags = {"mlflow.runName": f"run {n}", "parity": "odd" if n % 2 else "even", "n": str(n)}
        found = client.create_run(experiment_id, start_time=1_600_000_000_000 + n, tags=tags)
        run_id = found.info.run_id
        made.append(run_id)
        client.log_metric(run_id, "loss", 1 / (n + 1), timestamp=1_600_000_000_100, step=n)
        client.log_param(run_id, "lr", 0.1 * n)
        if n == 2:
            for value in [math.nan, math.inf, -math.inf, -0.0, 1e-300]:
                client.log_metric(run_id, f"odd {value}", value, timestamp=1_600_000_000_200, step=-1)
    first, last = made[0], made[-1]
    record("run", run(client.get_run(first)))
    record("odd metrics", run(client.get_run(made[2])))
    metrics = [Metric("curve", k / 7, 1_600_000_001_000 + k // 3, k // 2) for k in range(900)]
    params = [Param(f"p/{k}", f"wert {k}") for k in range(50)]
    client.log_batch(first, metrics, params, [RunTag("größe", "x\ny"), RunTag("empty", "")])
    record("batch", run(client.get_run(first)))
    history = client.get_metric_history(first, "curve")
    record("history", [[m.value, m.step, m.timestamp - 1_600_000_000_000] for m in history])
    client.log_batch(first, metrics[:10])
    record("history after a retry", len(client.get_metric_history(first, "curve")))
    record("no history", client.get_metric_history(first, "none"))
    client.log_param(first, "lr", 0.0)
    refused("changed param", lambda: client.log_param(first, "lr", 7))
    refused("bad key", lambda: client.log_metric(first, "a/../b", 1))
    refused("long key", lambda: client.log_metric(first, "k" * 251, 1))
    refused("unknown run", lambda: client.get_run("0" * 32))
    refused("unknown run's metric", lambda: client.log_metric("0" * 32, "a", 1))
    refused("no such tag", lambda: client.delete_tag(first, "none"))
    client.set_tag(first, "n", "changed")
    client.delete_tag(first, "parity")
    record("tags", run(client.get_run(first))["tags"])
    client.set_terminated(first, "FAILED", end_time=1_600_000_009_000)
    record("ended", run(client.get_run(first)))
    client.set_terminated(first, "FINISHED", end_time=1_600_000_009_500)
    client.delete_run(last)
    record("deleted run", run(client.get_run(last))["stage"])
    refused("metric of a deleted run", lambda: client.log_metric(last, "a", 1))
    names = lambda found: [r.data.tags["mlflow.runName"] for r in found]
    for view in [1, 2, 3]:
        record(f"runs in view {view}", names(client.search_runs([experiment_id], run_view_type=view)))
    client.restore_run(last)
    for text, order in [
        ("metrics.loss < 0.5", ["metrics.loss ASC"]),
        ("tags.parity = 'odd' and params.lr != '0.1'", ["params.lr DESC"]),
        ("tags.`mlflow.runName` LIKE 'run%'", ["tags.n DESC", "attribute.start_time ASC"]),
        ("attributes.status = 'RUNNING'", ["attribute.start_time DESC"]),
        ("", ["metrics.`odd nan`", "metrics.loss DESC"]),
        ("params.\"p/7\" = 'wert 7'", []),
        ("metrics.none > 1", []),
    ]:
        record(f"search {text} by {order}", names(client.search_runs([experiment_id], text, order_by=order)))
    pages, token = [], None
    while True:
        page = client.search_runs([experiment_id], "", max_results=2, order_by=["tags.n"], page_token=token)
        pages.append(names(page))
        token = page.token
        if not token:
            break
    record("pages of runs", pages)
    for text in ["metrics.loss", "loss < 1", "metrics.loss < 'x'", "params.lr < 1", "status > 'A'", "x.y = 1"]:
        refused(f"filter {text}", lambda: client.search_runs([experiment_id], text))
    record("no experiments", len(client.search_runs([], "")))
    return first


def artifacts(run_id):
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/tree/deep")
        for path, text in [("a.txt", "a"), ("tree/b ü.txt", "bb"), ("tree/deep/c.bin", "c" * 100_000), ("tree/empty", "")]:
            with open(f"{folder}/{path}", "w") as file:
                file.write(text)
        client.log_artifact(run_id, f"{folder}/a.txt")
        client.log_artifact(run_id, f"{folder}/a.txt", "sub/dir")
        client.log_artifacts(run_id, f"{folder}/tree", "tree")
        client.log_text(run_id, "text", "notes/text.md")
        client.log_dict(run_id, {"a": [1]}, "notes/dict.json")
    for path in [None, "tree", "tree/deep", "none", "a.txt"]:
        found = client.list_artifacts(run_id, path)
        record(f"artifacts in {path}", [[f.path, f.is_dir, f.file_size] for f in found])
    with tempfile.TemporaryDirectory() as folder:
        local = client.download_artifacts(run_id, "tree", folder)
        found = {}
        for base, _, files in os.walk(local):
            for name in files:
                path = os.path.join(base, name)
                found[os.path.relpath(path, local)] = os.path.getsize(path)
        record("downloaded tree", dict(sorted(found.items())))
        path = client.download_artifacts(run_id, "sub/dir/a.txt", folder)
        record("downloaded file", open(path).read())
        if MAJOR > 1:
            # 1.23.1's own server fails here.
            refused("unsafe path", lambda: client.download_artifacts(run_id, "../x", folder))


def datasets(experiment_id):
    if MAJOR < 2:
        return
    import numpy

    data = mlflow.data.from_numpy(numpy.arange(6.0).reshape(3, 2), name="grid", digest="abc")
    with mlflow.start_run(experiment_id=experiment_id, run_name="data") as active:
        mlflow.log_input(data, context="training")
        mlflow.log_input(data, context="training")
    found = client.get_run(active.info.run_id)
    record("datasets", run(found).get("datasets"))
    found = client.search_runs([experiment_id], "dataset.name = 'grid'")
    record("runs by data set", [r.info.run_name for r in found])


def models(experiment_id):
    import mlflow.sklearn
    from sklearn.linear_model import LogisticRegression

    with mlflow.start_run(experiment_id=experiment_id, run_name="model") as active:
        model = LogisticRegression(C=0.5).fit([[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
        if MAJOR >= 3:
            logged = mlflow.sklearn.log_model(model, name="model", params={"C": "0.5"})
            mlflow.log_metric("accuracy", 0.75, model_id=logged.model_id)
        else:
            logged = mlflow.sklearn.log_model(model, "model")
    run_id = active.info.run_id
    loaded = mlflow.sklearn.load_model(logged.model_uri if MAJOR >= 3 else f"runs:/{run_id}/model")
    record("prediction", [int(label) for label in loaded.predict([[0.2], [2.7]])])
    history = client.get_run(run_id).data.tags.get("mlflow.log-model.history")
    record("model history", [[m["artifact_path"], sorted(m["flavors"])] for m in json.loads(history or "[]")])
    if MAJOR < 3:
        return
    found = mlflow.get_logged_model(logged.model_id)
    record(
        "logged model",
        [found.name, str(found.status), found.params, found.source_run_id, found.model_type]
        + [[m.key, m.value, m.step] for m in found.metrics],
    )
    client.set_logged_model_tags(logged.model_id, {"stage": "dev", "odd key": "ü"})
    client.delete_logged_model_tag(logged.model_id, "stage")
    tags = mlflow.get_logged_model(logged.model_id).tags
    record("tags of a model", {k: v for k, v in tags.items() if not k.startswith("mlflow.")})
    for text in ["metrics.accuracy > 0.5", "metrics.accuracy > 0.9", "params.C = '0.5'", "name = 'model'"]:
        found = mlflow.search_logged_models([experiment_id], text, output_format="list")
        record(f"models with {text}", [m.name for m in found])
    record("outputs", [o.model_id for o in client.get_run(run_id).outputs.model_outputs])
    refused("unknown model", lambda: mlflow.get_logged_model("m-" + "0" * 32))
    client.delete_logged_model(logged.model_id)
    record("models left", len(mlflow.search_logged_models([experiment_id], output_format="list")))


def autolog(experiment_id):
    import mlflow.sklearn
    from sklearn.datasets import load_iris
    from sklearn.model_selection import GridSearchCV
    from sklearn.svm import SVC

    mlflow.sklearn.autolog(log_models=False, max_tuning_runs=3)
    with mlflow.start_run(experiment_id=experiment_id, run_name="grid") as active:
        GridSearchCV(SVC(), {"C": [0.1, 1, 10]}, cv=3).fit(*load_iris(return_X_y=True))
    mlflow.sklearn.autolog(disable=True)
    parent = client.get_run(active.info.run_id)
    record("grid search", sorted(parent.data.params) + sorted(parent.data.metrics))
    children = client.search_runs(
        [experiment_id],
        f"tags.mlflow.parentRunId = '{active.info.run_id}'",
        order_by=["metrics.mean_test_score DESC", "params.C"],
    )
    record("children", [[c.data.params["C"], c.data.metrics["mean_test_score"], c.info.status] for c in children])


def frame(experiment_id):
    found = mlflow.search_runs([experiment_id], "tags.n != ''", order_by=["attribute.start_time"])
    left_out = ("params.p/", "artifact_uri", "experiment_id")
    columns = [c for c in found.columns if not c.startswith(left_out)]
    found = found[sorted(columns)]
    record("data frame", json.loads(found.to_json(orient="split", date_format="iso", index=False)))


def main():
    experiment_id = experiments()
    run_id = runs(experiment_id)
    artifacts(run_id)
    frame(experiment_id)
    datasets(experiment_id)
    models(experiment_id)
    autolog(experiment_id)
    json.dump(answers, output, indent=1)


# Clients print links on stdout, which is for the answers.
output, sys.stdout = sys.stdout, sys.stderr
main()
