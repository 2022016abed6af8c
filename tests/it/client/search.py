"""Builds one and the same store in a folder and in SQLite, searches both, and prints what they
find: for each search the names in order, or null where it is refused."""

import json
import sys
import time
import uuid

from mlflow import MlflowClient
from mlflow.entities import (
    Dataset,
    DatasetInput,
    InputTag,
    Metric,
    Param,
    ViewType,
)

NAN, INF = float("nan"), float("inf")

# name, start, end and status (or None), user, metrics, params, tags, data sets
RUNS = [
    ("one", 1000, (1500, "FINISHED"), "ann", {"loss": 0.5, "val/loss": 1.0, "a b": 1}, {"lr": "0.1", "opt": "adam"}, {"stage": "prod", "mlflow.source.name": "train.py"}, [("wine", "d1", "train")]),
    ("two", 2000, (2500, "FAILED"), "Bob", {"loss": 0.25, "val/loss": -1.5}, {"lr": "0.01", "opt": "Adam"}, {"stage": "Prod", "a b": "x y"}, [("wine", "d2", "test"), ("iris", "d1", "train")]),
    ("Three", 3000, None, "ann", {"loss": NAN}, {"lr": "1e-3", "quote": "it's"}, {"stage": "dev_1", "quote": 'say "x"'}, [("it's", "d3", None)]),
    ("four", 3000, (3500, "KILLED"), "ann", {"loss": INF}, {"lr": "0.1", "quote": "it''s"}, {"stage": "devX1"}, []),
    ("five", 3000, None, "eve", {"loss": -INF, "steps": 7}, {"path": "C:\\"}, {"percent": "100%", "stage": ""}, []),
    ("six", 4000, None, "eve", {}, {}, {}, []),
    ("größe", 5000, None, "É", {"größe": 1e-7, "loss": 0.5}, {"größe": "é"}, {"größe": "É", "multi": "a\nb"}, []),
    ("quote\\'s", 500, (600, "FINISHED"), "zoe", {"loss": 0.5}, {"lr": "10", "quote": "it\\'s"}, {"stage": "[x]*?"}, [("big", "d9", "train")]),
]


# Ids that fall, so that equal runs come in the same order in both stores, the latest first.
FALLING = iter(range(2**128 - 1, 0, -1))
uuid.uuid4 = lambda: uuid.UUID(int=next(FALLING))


def record(client):
    # Not in the millisecond in which the store was made.
    time.sleep(0.005)
    experiment = client.create_experiment("searched", tags={"team": "blue"})
    ids = {"searched": experiment}
    for name, start, end, user, metrics, params, tags, datasets in RUNS:
        tags = {**tags, "mlflow.user": user}
        run = client.create_run(experiment, start_time=start, tags=tags, run_name=name)
        run_id = ids[name] = run.info.run_id
        client.log_batch(
            run_id,
            metrics=[Metric(key, value, 1, 0) for key, value in metrics.items()],
            params=[Param(key, value) for key, value in params.items()],
        )
        inputs = [
            DatasetInput(
                Dataset(dataset, digest, "local", "{}"),
                [InputTag("mlflow.data.context", context)] if context else [],
            )
            for dataset, digest, context in datasets
        ]
        if inputs:
            client.log_inputs(run_id, inputs)
        if end:
            client.set_terminated(run_id, status=end[1], end_time=end[0])
    deleted = client.create_run(experiment, start_time=9000, run_name="deleted")
    client.delete_run(deleted.info.run_id)
    for name in ["Alpha", "alpha 2", "beta", "gone"]:
        time.sleep(0.005)
        other = ids[name] = client.create_experiment(name, tags={"team": name[:1], "a b": "x"})
    client.delete_experiment(other)
    client.set_experiment_tag(experiment, "stage", "prod")
    return ids


def attempt(search):
    try:
        return search()
    except Exception:
        return None


def main():
    cases = json.load(open(sys.argv[1]))
    answers = {}
    for kind, uri in [("file", "./mlruns"), ("sqlite", "sqlite:///x.db")]:
        client = MlflowClient(tracking_uri=uri)
        ids = record(client)

        def with_ids(text):
            for name, run_id in ids.items():
                text = text.replace("{%s}" % name, run_id)
            return text

        def runs(filter, orders):
            found = client.search_runs([ids["searched"]], with_ids(filter), order_by=orders)
            return [run.info.run_name for run in found]

        def experiments(filter, orders):
            found = client.search_experiments(
                ViewType.ALL, filter_string=with_ids(filter), order_by=orders or None
            )
            return [experiment.name for experiment in found]

        def tokens():
            token, all_tokens = None, []
            while True:
                page = client.search_runs([ids["searched"]], max_results=3, page_token=token)
                if not page.token:
                    return all_tokens
                token = page.token
                # The file store gives bytes.
                all_tokens.append(token if isinstance(token, str) else token.decode())

        answers[kind] = {
            "ids": ids,
            "tokens": tokens(),
            "runs": [attempt(lambda: runs(f, o)) for f, o in cases["runs"]],
            "experiments": [attempt(lambda: experiments(f, o)) for f, o in cases["experiments"]],
        }
    print(json.dumps(answers))


main()
