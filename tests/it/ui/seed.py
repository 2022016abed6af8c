"""Fills a tracking server with what the page has to show: `python seed.py http://127.0.0.1:5000 [RUNS]`.

Everything is logged through MLflow's own Python client, except for the RUNS runs (10,000 unless
given) of the large experiment, which go through the REST API in parallel.
"""

import json
import math
import random
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image
from mlflow.entities import Metric, Param, RunTag
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

HOSTILE = "<img src=x onerror=alert(1)>"
COLUMNS = 200


def grid_search():
    """A grid search with a run per candidate below it, a model, a data set and its metrics."""
    mlflow.set_experiment("iris-grid")
    mlflow.set_experiment_tag(
        "mlflow.note.content",
        "# Iris, by a grid\n\nLogistic regression, **five** folds. See [the data](https://example.org/iris).\n\n"
        "- `C` from 0.01 to 10\n- solvers *lbfgs* and *saga*\n",
    )
    mlflow.sklearn.autolog(max_tuning_runs=8, silent=True)
    data = load_iris(as_frame=True)
    grid = {"C": [0.01, 0.1, 1.0, 10.0], "solver": ["lbfgs", "saga"]}
    for name in ["first-grid", "second-grid"]:
        with mlflow.start_run(run_name=name):
            mlflow.log_input(mlflow.data.from_pandas(data.frame, name="iris"), context="training")
            GridSearchCV(LogisticRegression(max_iter=300), grid, cv=5).fit(data.data, data.target)
    mlflow.sklearn.autolog(disable=True)


def long_run():
    """Five thousand steps of a training that is still running, and one that ended."""
    experiment = mlflow.set_experiment("training-curves").experiment_id
    client = mlflow.MlflowClient()
    for index, name in enumerate(["resnet-18", "resnet-50", "vit-small"]):
        run = client.create_run(experiment, run_name=name)
        start = int(time.time() * 1000) - 3_600_000
        points = []
        for step in range(5000):
            when = start + step * 700
            noise = random.gauss(0, 0.06)
            loss = 2.5 * math.exp(-step / (900 + 300 * index)) + 0.2 + abs(noise) * 0.4
            points.append(Metric("train/loss", loss, when, step))
            points.append(Metric("train/accuracy", 1 - loss / 3 + noise * 0.02, when, step))
            if step % 50 == 0:
                points.append(Metric("val/loss", loss * 1.1 + 0.02, when, step))
                points.append(Metric("system/cpu_utilization_percentage", 60 + noise * 90, when, step // 50))
                points.append(Metric("system/system_memory_usage_megabytes", 9000 + step / 5, when, step // 50))
        for first in range(0, len(points), 1000):
            client.log_batch(run.info.run_id, points[first : first + 1000])
        client.log_batch(
            run.info.run_id,
            params=[Param("lr", str(0.1 / 10**index)), Param("optimizer", ["sgd", "adam"][index % 2]), Param("batch", str(32 << index))],
            tags=[RunTag("mlflow.source.git.commit", "4f1c2f0de9f0"), RunTag("mlflow.project.entryPoint", "main"), RunTag("team", "vision")],
        )
        if index < 2:
            client.set_terminated(run.info.run_id, "FINISHED" if index == 0 else "FAILED")


def artifacts():
    """A run with a file of every kind that has a preview."""
    mlflow.set_experiment("gallery")
    for run_name in ["pictures", "pictures-again"]:
        with mlflow.start_run(run_name=run_name):
            mlflow.set_tag("mlflow.note.content", "## What is here\n\n| kind | file |\n| --- | --- |\n| image | `wave.png` |\n\n```python\nprint('hello')\n```\n")
            wave = np.linspace(0, 8 * np.pi, 320)
            picture = (np.outer(np.sin(wave), np.cos(wave)) * 127 + 128).astype("uint8")
            mlflow.log_image(Image.fromarray(picture), "images/wave.png")
            mlflow.log_table(pd.DataFrame({"prompt": ["a", "b"], "score": [0.2, 0.9]}), "tables/eval.json")
            rows = pd.DataFrame({"city": ["Köln", "Łódź, PL", 'say "hi"'] * 40, "value": range(120)})
            mlflow.log_text(rows.to_csv(index=False), "tables/cities.csv")
            mlflow.log_text(f"run {run_name}\nline two\n", "notes/readme.txt")
            mlflow.log_text("# Notes\n\nSome *markdown*.\n", "notes/notes.md")
            mlflow.log_dict({"lr": 0.1, "layers": [64, 64], "name": "x", "on": True, "none": None}, "config/config.json")
            mlflow.log_dict({"lr": 0.1, "layers": [64, 64]}, "config/config.yaml")
            mlflow.log_text("import os\n\n\ndef main():\n    return os.getcwd()  # where\n", "code/train.py")
            mlflow.log_text(f"<h1>Report</h1><p>safe</p><script>parent.postMessage('ran', '*'); parent.document.title='owned'</script>{HOSTILE}", "report.html")
            with tempfile.TemporaryDirectory() as folder:
                document = Path(folder) / "paper.pdf"
                figure = Figure()
                figure.subplots().plot([1, 3, 2])
                figure.savefig(document)
                mlflow.log_artifact(document)
            model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
            signature = mlflow.models.infer_signature(pd.DataFrame({"x": [0.0]}), np.array([0]))
            mlflow.sklearn.log_model(model, name="model", signature=signature)


def hostile():
    """Names that would run as script where a page wrote them as markup."""
    mlflow.set_experiment(f"{HOSTILE} experiment")
    mlflow.set_experiment_tag("mlflow.note.content", f"{HOSTILE} [click](javascript:alert(1)) <script>alert(1)</script>")
    mlflow.set_experiment_tag("x", HOSTILE)
    with mlflow.start_run(run_name=HOSTILE):
        mlflow.log_param("p", HOSTILE)
        mlflow.set_tag("t", HOSTILE)
        mlflow.set_tag("mlflow.user", '"><script>alert(1)</script>')
        mlflow.set_tag("mlflow.source.name", "javascript:alert(1)")
        mlflow.set_tag("mlflow.note.content", f"{HOSTILE} ![x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>)")
        mlflow.log_metric("odd name/with . and - 1", float("nan"))
        mlflow.log_metric("infinite", float("inf"))
        mlflow.log_text(f"<script>alert(1)</script>{HOSTILE}", "evil.html")
        mlflow.log_text(f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>', "evil.svg")
        mlflow.log_text(f"a,b\n{HOSTILE},=1+1\n", "evil.csv")


def post(address, path, body):
    request = urllib.request.Request(
        f"{address}/api/2.0/mlflow/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def large(address, runs):
    """An experiment of many runs and COLUMNS columns, a few of which each run fills."""
    experiment = post(address, "experiments/create", {"name": "ten-thousand"})["experiment_id"]
    now = int(time.time() * 1000)

    def one(index):
        run = post(
            address,
            "runs/create",
            {"experiment_id": experiment, "run_name": f"trial-{index:05}", "start_time": now - index * 60_000, "user_id": "ann"},
        )["run"]["info"]["run_id"]
        metrics = [
            {"key": f"metric_{n:03}", "value": random.random(), "timestamp": now, "step": 0}
            for n in ([0, 1, 2] + random.sample(range(COLUMNS // 2), 7))
        ]
        params = [
            {"key": f"param_{n:03}", "value": str(round(random.random(), 4))}
            for n in ([0, 1] + random.sample(range(2, COLUMNS // 2), 8))
        ]
        unique = list({metric["key"]: metric for metric in metrics}.values())
        post(address, "runs/log-batch", {"run_id": run, "metrics": unique, "params": params})
        post(address, "runs/update", {"run_id": run, "status": "FINISHED", "end_time": now - index * 60_000 + 42_000})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(runs)))


def main():
    address = sys.argv[1]
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    mlflow.set_tracking_uri(address)
    random.seed(7)
    hostile()
    artifacts()
    long_run()
    grid_search()
    large(address, runs)


if __name__ == "__main__":
    main()
