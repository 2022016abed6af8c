"""What is asked: each endpoint as it is meant, and with each of its fields missing, of a wrong
kind, too long, empty, null, of what is absent and of what is deleted."""

import base64
import itertools
import json

from graphql import graphql
from registry import registry
from talk import JSON, Request, ask

ABSENT = object()
HUGE = 2**63
NUMBERS = itertools.count()

# Values for a field of each kind, of which most are wrong.
KINDS = {
    "text": [ABSENT, None, "", 5, [], "a//b", "../x", "a\nb", "größe", "x" * 251, "x" * 9000],
    "id": [ABSENT, None, "", 5, "none", "a/b", "x" * 300],
    "int": [ABSENT, None, "", "5", "x", -1, 0, 1.5, 7.0, HUGE, True, []],
    "number": [ABSENT, None, "", "5", "x", "NaN", "nan", "Infinity", -0.0, 1e308, True, []],
    "enum": [ABSENT, None, "", "X", "finished", -1, 1, 99, True, "1"],
    "texts": [ABSENT, None, "", "x", 5, [], [5], [None], [""], ["x"], [[]], {}],
    "pairs": [
        ABSENT, None, "x", [], [5], [None], [{}], [{"key": "k"}], [{"value": "v"}], {},
        [{"key": "", "value": "v"}], [{"key": 5, "value": "v"}], [{"key": "k", "value": 5}],
        [{"key": "k", "value": None}], [{"key": "a//b", "value": "v"}], [{"key": "x" * 251, "value": "v"}],
        [{"key": "k", "value": "1"}, {"key": "k", "value": "2"}], [{"key": "k2", "value": "v", "more": 1}],
        [{"key": "long", "value": "x" * 9000}],
    ],
}  # fmt: skip
BODIES = [b"", b"{", b"[]", b"null", b'"x"', b'{"unknown": 1}']


def spoilt(method, path, good, kinds, more=None):
    """A request with each of its fields spoilt in turn. `#` in a text is a number of its own."""
    for name, kind in kinds.items():
        for value in KINDS[kind] + (more or {}).get(name, []):
            content = {**good, name: value}
            if value is ABSENT:
                del content[name]
            if method == "GET" and (value is None or isinstance(value, dict)):
                continue
            content = {
                name: text.replace("#", str(next(NUMBERS))) if isinstance(text, str) else text
                for name, text in content.items()
            }
            yield ask(method, path, content, of_store=is_of_kind(kind, value))


def is_of_kind(kind, value):
    """Whether a value is one that a store has to judge, and not the form of the request alone."""
    if kind in {"text", "id"}:
        return value is ABSENT or isinstance(value, str)
    if kind == "texts":
        return value is ABSENT or isinstance(value, list) and all(isinstance(item, (str, dict)) for item in value)
    if kind == "pairs":
        return value is ABSENT or isinstance(value, list) and all(isinstance(item, dict) and "key" in item for item in value)
    return value is not None and not isinstance(value, (bool, list))


def post(path, content, **keep):
    return ask("POST", path, content, {f"${name}": field for name, field in keep.items()})


def get(endpoint, **query):
    return ask("GET", endpoint, query)


def pages(method, path, content, count, field="next_page_token"):
    """A list from its first page to its end."""
    token = None
    for number in range(count):
        asked = {**content, **({"page_token": token} if token else {})}
        token = f"$T{next(NUMBERS)}T"
        keep = {token: field} if number + 1 < count else {}
        yield ask(method, path, asked, keep)


def stage():
    """What the questions are about."""
    yield post("experiments/create", {"name": "active"}, E="experiment_id")
    yield post("experiments/create", {"name": "gone", "tags": [{"key": "t", "value": "v"}]}, D="experiment_id")
    yield post("experiments/create", {"name": "one"}, ONE="experiment_id")
    yield post("experiments/create", {"name": "two"}, TWO="experiment_id")
    yield post("experiments/create", {"name": "hundred"}, HUNDRED="experiment_id")
    yield post("runs/create", {"experiment_id": "$D", "start_time": 1}, Y="run.info.run_id")
    yield post("experiments/delete", {"experiment_id": "$D"})
    for name in ["R", "X", "S", "W"]:
        yield post("runs/create", {"experiment_id": "$E", "start_time": 1, "run_name": name}, **{name: "run.info.run_id"})
    yield post("runs/log-parameter", {"run_id": "$R", "key": "p", "value": "1"})
    yield post("runs/set-tag", {"run_id": "$R", "key": "t", "value": "1"})
    yield post("runs/delete", {"run_id": "$X"})
    yield post("runs/create", {"experiment_id": "$ONE", "start_time": 5, "run_name": "only"}, A="run.info.run_id")
    for name in ["B", "C"]:
        yield post("runs/create", {"experiment_id": "$TWO", "start_time": 6, "run_name": name}, **{name: "run.info.run_id"})
    # Long histories: of other steps, of steps that come twice, and of no order.
    for run, count, step in [("$A", 1000, lambda n: n), ("$B", 300, lambda n: 7 * n), ("$C", 120, lambda n: n // 3)]:
        points = [{"key": "m", "value": n, "timestamp": 10 + n, "step": step(n)} for n in range(count)]
        yield post("runs/log-batch", {"run_id": run, "metrics": points})
    odd = [{"key": "odd", "value": n % 3, "timestamp": 100 - n, "step": (5 * n) % 11} for n in range(11)]
    yield post("runs/log-batch", {"run_id": "$B", "metrics": odd})
    yield post("runs/log-batch", {"run_id": "$C", "metrics": [{"key": "n", "value": value, "timestamp": 1, "step": 0} for value in ["NaN", "Infinity", "-Infinity", 1]]})
    for n in range(100):
        name = f"H{n:02}"
        yield post("runs/create", {"experiment_id": "$HUNDRED", "start_time": 1000 + n, "run_name": name}, **{name: "run.info.run_id"})
        yield post("runs/log-batch", {
            "run_id": f"${name}",
            "metrics": [{"key": "m", "value": n % 7, "timestamp": 1, "step": step} for step in range(n % 5)],
            "params": [{"key": "p", "value": str(n % 10)}],
            "tags": [{"key": "even", "value": "yes"}] if n % 2 == 0 else [],
        })  # fmt: skip
    yield post("runs/log-inputs", {"run_id": "$B", "datasets": [data("train", "d1", "training"), data("test", "d2", "eval")]})
    yield post("runs/log-inputs", {"run_id": "$C", "datasets": [data("train", "d1", "training")]})
    yield post("runs/log-inputs", {"run_id": "$A", "datasets": [data("wine", "d3", None)]})


def data(name, digest, context):
    tags = [{"key": "mlflow.data.context", "value": context}] if context else []
    return {"tags": tags, "dataset": {"name": name, "digest": digest, "source_type": "local", "source": "s"}}


def experiments():
    yield from spoilt("POST", "experiments/create", {"name": "fresh#"}, {"tags": "pairs", "artifact_location": "text"}, {"artifact_location": ["s3://bucket/x", "mlflow-artifacts:/x", "x" * 3000]})
    yield from spoilt("POST", "experiments/create", {}, {"name": "text"}, {"name": ["active", "gone", "x" * 501, "a/b", " "]})
    yield from spoilt("GET", "experiments/get", {}, {"experiment_id": "id"}, {"experiment_id": ["0", "$E", "$D", "-1", "1.5", "9" * 30]})
    yield from spoilt("GET", "experiments/get-by-name", {}, {"experiment_name": "id"}, {"experiment_name": ["Default", "active", "gone", "Active"]})
    yield from spoilt("POST", "experiments/update", {"experiment_id": "$E", "new_name": "active"}, {"new_name": "text", "experiment_id": "id"}, {"experiment_id": ["$D"], "new_name": ["gone", "one", "x" * 501, "active"]})
    yield from spoilt("POST", "experiments/delete", {}, {"experiment_id": "id"}, {"experiment_id": ["$D"]})
    yield from spoilt("POST", "experiments/restore", {}, {"experiment_id": "id"}, {"experiment_id": ["$E"]})
    tag = {"experiment_id": "$E", "key": "k", "value": "v"}
    yield from spoilt("POST", "experiments/set-experiment-tag", tag, {"experiment_id": "id", "key": "text", "value": "text"}, {"experiment_id": ["$D"], "value": ["x" * 5001]})
    yield post("experiments/set-experiment-tag", tag)
    yield get("experiments/get", experiment_id="$E")
    yield from spoilt("POST", "experiments/delete-experiment-tag", tag, {"experiment_id": "id", "key": "text"}, {"experiment_id": ["$D"]})
    yield post("experiments/delete-experiment-tag", {"experiment_id": "$D", "key": "t"})
    yield get("experiments/get", experiment_id="$E")
    for path in ["create", "search"]:
        for body in BODIES:
            yield ask("POST", f"experiments/{path}", body, headers=JSON, of_store=False)


def experiment_searches():
    search = {"max_results": 3, "filter": "name != 'x'", "order_by": ["name"]}
    kinds = {"max_results": "int", "page_token": "id", "filter": "text", "order_by": "texts", "view_type": "enum"}
    more = {
        "max_results": [50000, 50001],
        "filter": [
            "name = 'one'", "name = \"one\"", "name LIKE 'o%'", "name ILIKE 'O%'", "attribute.name = 'two'",
            "attributes.name = 'two'", "tags.t = 'v'", "tag.t = 'v'", "tags.`t` != 'x'", "name = 5", "name > 'a'", "nam = 'x'",
            "name = 'one' AND name LIKE '%n%'", "name = 'one' and", "name = one", "name IN ('one', 'two')", "creation_time > 0",
            "last_update_time >= 0", "creation_time > '0'", "creation_time LIKE '0'", "experiment_id = '0'", "tags.t LIKE 5",
            "metrics.m > 1", "params.p = '1'", "  ", "'", "name = 'it''s'", "name =", "tags. = 'x'", "name = 'a' name = 'b'",
        ],
        "order_by": [
            ["name DESC"], ["creation_time"], ["last_update_time desc", "name"],
            ["attribute.name"], ["tags.t"], ["metrics.m"], ["name foo"], ["name ASC DESC"], ["`name`"], ["name", "name"], ["foo"],
        ],
        "view_type": ["ALL", "ACTIVE_ONLY", "DELETED_ONLY"],
    }  # fmt: skip
    yield from spoilt("POST", "experiments/search", search, kinds, more)
    yield from spoilt("GET", "experiments/search", search, {"max_results": "int", "view_type": "enum"}, {"order_by": more["order_by"][:3]})
    for order in ["name", "name DESC"]:
        named = {"max_results": 2, "filter": "name LIKE '%e%'", "order_by": [order]}
        yield from pages("POST", "experiments/search", named, 3)


RUN_FILTERS = [
    "metrics.m > 3", "metrics.m >= 3 AND params.p = '1'", "metrics.m != 2", "metrics.`m` = 1", "metric.m < 2", "metrics.m = '1'",
    "metrics.m > 'x'", "metrics.m LIKE '1'", "params.p = '1'", "params.p != '1'", "param.p LIKE '%1'", "params.p ILIKE '1'",
    "params.p > '1'", "params.p = 1", "params.p IN ('1', '2')", "params.none = 'x'", "params.none != 'x'", "params.p IS NULL",
    "params.none IS NULL", "params.p IS NOT NULL", "tags.even = 'yes'", "tags.even != 'no'", "tag.even LIKE 'y%'", "tags.even ILIKE 'Y%'",
    "tags.even IS NULL", "tags.`mlflow.runName` = 'H03'", "run_name = 'H03'", "run_name LIKE 'H1%'", "attributes.run_name ILIKE 'h1%'",
    "run_name != 'H03'", "attribute.status = 'RUNNING'", "status = 'FINISHED'", "status != 'RUNNING'", "status LIKE 'RUN%'",
    "attribute.artifact_uri LIKE '%art%'", "start_time > 1010", "start_time = 1000", "start_time = '1000'", "start_time LIKE '1%'",
    "end_time > 0", "end_time IS NULL", "user_id = 'x'", "run_id = '$H01'", "run_id IN ('$H01', '$H02')", "run_id NOT IN ('$H01')",
    "attributes.run_id IN ('$H01', 5)", "run_id IN ()", "lifecycle_stage = 'active'", "experiment_id = '0'", "datasets.name = 'train'",
    "dataset.digest LIKE 'd%'", "datasets.context = 'training'", "datasets.name IN ('train', 'test')", "datasets.foo = 'x'",
    "datasets.name > 'x'", "metrics.m", "metrics.m >", "> 3", "metrics.m > 3 OR metrics.m < 1", "metrics.m > 3 AND", "(metrics.m > 3)",
    "metrics.m > 1e0", "metrics.m > 1.5", "metrics.m > .5", "metrics.m > -1", "metrics.m = nan", "metrics > 1", "foo.bar = 'x'", "foo = 'x'",
    "attribute.foo = 'x'", "metrics.m > 3;", "tags.even = yes", "tags.even = \"yes\"", "params.\"p\" = '1'", "params.'p' = '1'", "a.b.c = 'x'",
    "run_name = 'a' run_id = 'b'", "'x' = run_name", "metrics.m BETWEEN 1 AND 2", "models.name = 'x'", "start_time > -1", "status IN ('RUNNING')",
    "prompts.name = 'x'", "issues.name = 'x'",
]  # fmt: skip
RUN_ORDERS = [
    ["metrics.m"], ["metrics.m DESC", "start_time ASC"], ["params.p", "run_name DESC"], ["tags.even", "attributes.start_time", "run_name"], ["start_time DESC", "run_name"],
    ["attribute.run_name"], ["run_name DESC"], ["end_time", "run_name"], ["status", "run_name"], ["created", "run_name"], ["Created DESC", "run_name"], ["metrics.none", "run_name"],
    ["user_id", "run_name"], ["run name"], ["`Run name`"], ["attributes.`Start Time`", "run_name"], ["metrics.`m` desc", "run_name"], ["metrics.m foo"],
    ["metrics.m, run_name"], ["foo"], ["foo.bar"], ["metrics"], [""], ["metrics.m ASC NULLS FIRST"], ["datasets.name"], ["experiment_id", "run_name"], ["lifecycle_stage", "run_name"],
]  # fmt: skip


def runs():
    fresh = {"experiment_id": "$D", "start_time": 1}
    yield from spoilt("POST", "runs/create", {"experiment_id": "$E", "start_time": 1, "run_name": "n"}, {"tags": "pairs", "user_id": "text"})
    yield from spoilt("POST", "runs/create", {"experiment_id": "$E", "start_time": 1}, {"run_name": "text"})
    yield from spoilt("POST", "runs/create", {"experiment_id": "$E", "start_time": 1, "run_name": "n"}, {"start_time": "int", "experiment_id": "id"})
    yield post("runs/create", fresh)
    named = [{"key": "mlflow.runName", "value": "b"}]
    for name in ["a", "b", ""]:
        yield post("runs/create", {"experiment_id": "$E", "start_time": 1, "run_name": name, "tags": named})
    by_id = {"run_id": "id"}
    yield from spoilt("GET", "runs/get", {}, by_id, {"run_id": ["$R", "$X", "$Y", "$A"]})
    yield get("runs/get", run_uuid="$R")
    yield get("runs/get", run_uuid="none")
    yield get("runs/get", run_id="$R", run_uuid="none")
    update = {"run_id": "$S", "status": "FINISHED", "end_time": 9}
    yield from spoilt("POST", "runs/update", update, {"run_id": "id", "status": "enum", "end_time": "int"}, {"run_id": ["$X", "$Y"], "status": ["SCHEDULED", "FAILED", "KILLED"]})
    yield from spoilt("POST", "runs/update", {"run_id": "$W"}, {"run_name": "text"})
    yield post("runs/update", {"run_uuid": "$S", "status": "KILLED"})
    yield get("runs/get", run_id="$S")
    yield from spoilt("POST", "runs/delete", {}, by_id, {"run_id": ["$X", "$Y"]})
    yield from spoilt("POST", "runs/restore", {}, by_id, {"run_id": ["$S", "$Y"]})
    for path in ["create", "search", "log-metric", "log-batch", "log-inputs"]:
        for body in BODIES:
            yield ask("POST", f"runs/{path}", body, headers=JSON, of_store=False)
    for kind in [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json; charset=utf-8"}]:
        yield ask("POST", "runs/create", b'{"experiment_id": "0", "start_time": 1, "run_name": "n"}', headers=kind)


def run_searches():
    search = {"experiment_ids": ["$HUNDRED"], "order_by": ["start_time", "run_name"], "max_results": 3}
    kinds = {"experiment_ids": "texts", "filter": "text", "run_view_type": "enum", "max_results": "int", "order_by": "texts", "page_token": "id"}
    more = {
        "experiment_ids": [["$ONE"], ["$TWO"], ["$TWO", "$ONE"], ["$D"], ["$TWO", "$TWO"], ["9" * 25]],
        "filter": RUN_FILTERS,
        "run_view_type": ["ALL", "ACTIVE_ONLY", "DELETED_ONLY"],
        "max_results": [1, 50000, 50001],
        "order_by": RUN_ORDERS,
    }
    yield from spoilt("POST", "runs/search", search, kinds, more)
    for experiment in ["$ONE", "$TWO"]:
        for filter in ["", "metrics.m > 0", "datasets.name = 'train'", "datasets.context = 'eval'", "metrics.n = 1"]:
            yield post("runs/search", {"experiment_ids": [experiment], "filter": filter, "order_by": ["run_name"]})
    for size, count in [(33, 4), (50, 2), (100, 1), (99, 2)]:
        for order in [["metrics.m DESC", "run_name"], ["params.p", "run_name"]]:
            yield from pages("POST", "runs/search", {**search, "max_results": size, "order_by": order}, count)
    yield post("runs/search", {"experiment_ids": ["$ONE", "$TWO", "$HUNDRED"], "order_by": ["metrics.m DESC", "run_name DESC"], "max_results": 20})


def logs():
    run = {"run_id": "$S"}
    runs = {"run_id": ["$X", "$Y"]}
    metric = {**run, "key": "m", "value": 1, "timestamp": 1, "step": 0}
    yield from spoilt("POST", "runs/log-metric", metric, {"run_id": "id", "key": "text", "value": "number", "timestamp": "int", "step": "int"}, runs)
    yield post("runs/log-metric", {"run_uuid": "$S", "key": "u", "value": 1, "timestamp": 1})
    yield post("runs/log-metric", {**metric, "dataset_name": "n"})
    yield post("runs/log-metric", {**metric, "model_id": "none"})
    yield from spoilt("POST", "runs/log-parameter", {**run, "value": "v"}, {"key": "text"})
    yield from spoilt("POST", "runs/log-parameter", {**run, "key": "q", "value": "v"}, {"run_id": "id", "value": "text"}, {**runs, "value": ["x" * 6001]})
    yield post("runs/log-parameter", {"run_uuid": "$S", "key": "u", "value": "1"})
    yield from spoilt("POST", "runs/set-tag", {**run, "key": "q", "value": "v"}, {"run_id": "id", "key": "text", "value": "text"}, {**runs, "key": ["mlflow.runName", "mlflow.user"]})
    yield post("runs/set-tag", {"run_uuid": "$S", "key": "u", "value": "1"})
    yield from spoilt("POST", "runs/delete-tag", {**run, "key": "none"}, {"run_id": "id", "key": "text"}, runs)
    yield from spoilt("POST", "runs/log-batch", {**run}, {"run_id": "id", "params": "pairs", "tags": "pairs"}, runs)
    point = {"key": "m", "value": 1, "timestamp": 1, "step": 1}
    for name, kind in [("key", "text"), ("value", "number"), ("timestamp", "int"), ("step", "int")]:
        for value in KINDS[kind]:
            bad = {**point, name: value}
            if value is ABSENT:
                del bad[name]
            yield post("runs/log-batch", {**run, "metrics": [bad]})
    for metrics in [None, "x", 5, {}, [5], [None], [point] * 1001, [point] * 3]:
        yield post("runs/log-batch", {**run, "metrics": metrics})
    yield post("runs/log-batch", {**run, "params": [{"key": f"p{n}", "value": "1"} for n in range(101)]})
    yield post("runs/log-batch", {**run, "tags": [{"key": f"p{n}", "value": "1"} for n in range(101)]})
    yield get("runs/get", run_id="$S")
    yield from spoilt("POST", "runs/log-model", {**run}, {"run_id": "id", "model_json": "text"}, {"model_json": ["{}", "[]", "5"], **runs})
    model = {"run_id": "$S", "artifact_path": "model", "utc_time_created": "2024-01-01", "flavors": {}, "model_uuid": "u"}
    yield post("runs/log-model", {**run, "model_json": json.dumps(model)})
    yield post("runs/log-model", {**run, "model_json": json.dumps({**model, "artifact_path": "other"})})
    yield get("runs/get", run_id="$S")


def inputs():
    run = {"run_id": "$S"}
    good = {"name": "n", "digest": "d", "source_type": "local", "source": "s", "schema": "{}", "profile": "{}"}
    yield from spoilt("POST", "runs/log-inputs", {**run, "datasets": [data("n", "d", "x")]}, {"run_id": "id", "datasets": "texts", "models": "texts"}, {"run_id": ["$X", "$Y"]})
    for name in good:
        for value in [ABSENT, None, "", 5, [], "x" * 501, "x" * 70000]:
            bad = {**good, name: value}
            if value is ABSENT:
                del bad[name]
            yield post("runs/log-inputs", {**run, "datasets": [{"dataset": bad}]})
    yield post("runs/log-inputs", {**run, "datasets": [{"tags": []}]})
    for tag in [{}, {"key": "", "value": "v"}, {"key": "x" * 300, "value": "v"}, {"key": "k", "value": "x" * 600}, {"key": 5}]:
        yield post("runs/log-inputs", {**run, "datasets": [{"dataset": good, "tags": [tag]}]})
    yield post("runs/log-inputs", {**run, "models": [{"model_id": "none"}]})
    yield post("runs/log-inputs", run)
    yield from spoilt("POST", "runs/outputs", {**run, "models": []}, {"run_id": "id", "models": "texts"}, {"run_id": ["$X"], "models": [[{}], [{"model_id": "none"}], [{"model_id": "none", "step": "x"}]]})
    yield get("runs/get", run_id="$B")
    search = ["$ONE"], ["$TWO"], ["$TWO", "$ONE"], ["$E"], ["$D"], ["none"], ["$E"] * 20, ["$E"] * 21
    yield from spoilt("POST", "experiments/search-datasets", {}, {"experiment_ids": "texts"}, {"experiment_ids": list(search)})


def histories():
    history = {"run_id": "$B", "metric_key": "odd"}
    runs = {"run_id": ["$X", "$Y", "$B"], "metric_key": ["m", "none"], "max_results": [1, 3, 25000, 25001, 50001]}
    yield from spoilt("GET", "metrics/get-history", history, {"run_id": "id", "metric_key": "text", "max_results": "int", "page_token": "id"}, runs)
    yield get("metrics/get-history", run_uuid="$B", metric_key="odd")
    yield get("metrics/get-history", run_id="$C", metric_key="m")
    yield from pages("GET", "metrics/get-history", {**history, "max_results": 4}, 3)
    yield from pages("GET", "metrics/get-history", {"run_id": "$A", "metric_key": "m", "max_results": 499}, 3)
    bulk = {"run_id": ["$B"], "metric_key": "odd"}
    kinds = {"metric_key": "text", "max_results": "int"}
    yield from spoilt("GET", "metrics/get-history-bulk", bulk, kinds, {"max_results": [1, 12, 25000, 25001]})
    groups = [["$A"], ["$B", "$A"], ["$C", "$B", "$A"], ["$A", "none"], ["none"], ["$X"], ["$A", "$A"], ["$R"], ["a/b"], [""]]
    hundred = [f"$H{n:02}" for n in range(100)]
    for group in groups:
        # What comes first is a matter of the ids, and those are random.
        for size in [None, 1, 5, 200] if len(set(group)) == 1 else [None]:
            asked = {"run_id": group, "metric_key": "m", **({"max_results": size} if size else {})}
            yield ask("GET", "metrics/get-history-bulk", asked)
    for size in [-1, 0, 25000]:
        yield ask("GET", "metrics/get-history-bulk", {"run_id": hundred, "metric_key": "m", "max_results": size})
    for path, run in [("get-history-bulk", "run_id"), ("get-history-bulk-interval", "run_ids"), ("get-history", "run_id")]:
        yield ask("GET", f"metrics/{path}", {run: "$C", "metric_key": "n"})
    yield ask("GET", "metrics/get-history-bulk", {"run_id": hundred + ["$A"], "metric_key": "m"})
    interval = "metrics/get-history-bulk-interval"
    bulk = {"run_ids": ["$B", "$C"], "metric_key": "m", "max_results": 5}
    yield from spoilt("GET", interval, bulk, {**kinds, "start_step": "int", "end_step": "int"}, {"max_results": [1, 2, 2500, 2501]})
    for group in groups:
        for size in [None, 1, 5, 77]:
            asked = {"run_ids": group, "metric_key": "m", **({"max_results": size} if size else {})}
            yield ask("GET", interval, asked)
    for start, end in [(0, 10), (10, 10), (5, 700), (-5, 3), (900, 2000), (5000, 6000), (10, 5), (3, 3)]:
        for group in [["$A"], ["$B"], ["$C", "$B", "$A"]]:
            for size in [1, 3, 50]:
                yield ask("GET", interval, {"run_ids": group, "metric_key": "m", "start_step": start, "end_step": end, "max_results": size})
    for size in [1, 2, 3, 2500]:
        yield ask("GET", interval, {"run_ids": hundred, "metric_key": "m", "max_results": size})
    yield ask("GET", interval, {"run_ids": hundred + ["$A"], "metric_key": "m"})


def token(**fields):
    return base64.b64encode(json.dumps(fields).encode()).decode()


MODEL_FILTERS = [
    "name = 'a'", "name != 'a'", "name LIKE 'a%'", "name ILIKE 'A%'", "attributes.name = 'a'", "attribute.name = 'a'", "model_type = 'agent'",
    "status = 'LOGGED_MODEL_READY'", "status = 'READY'", "status = 'PENDING'", "source_run_id = '$B'", "model_id = '$M'", "creation_timestamp > 0", "creation_time > 0",
    "last_updated_timestamp > 0", "creation_timestamp > '0'", "params.p = '1'", "params.p > '0'", "params.p != '1'", "params.`p` LIKE '1'", "tags.t = 'x'",
    "tags.t IS NULL", "tags.t IN ('x')", "metrics.acc > 0.5", "metrics.acc = 0.7", "metrics.acc > '1'", "metrics.acc LIKE '1'", "metrics.acc = nan", "metrics.acc != 5",
    "name = a", "name = 5", "name IN ('a', 'b')", "name IN ('a', 5)", "name IN (a)", "name NOT IN ('a')", "model_id IN ('$M')", "foo", "foo = 'x'", "foo.bar = 'x'", "name > 'a'", "name = 'a' AND params.p = '1'",
    "name = 'a' OR name = 'b'", "name = 'a' AND", "name =", "params.p = 1", "tags.t = x", "(name = 'a')", "  ", "name = \"a\"", "tags.t = \"x\"", "metrics.acc > .5", "metric.acc > 0",
    "param.p = '1'", "tag.t = 'x'", "status != 'FAILED'", "status LIKE 'R%'", "experiment_id = '0'", "datasets.name = 'x'", "params.p = x", "model_type = agent",
]  # fmt: skip
MODEL_ORDERS = [
    [{"field_name": name}] for name in ["name", "creation_time", "creation_timestamp", "last_updated_timestamp", "model_type", "status", "source_run_id", "metrics.acc", "metrics.none", "params.p", "tags.t", "foo", "", "attributes.name", "attribute.name", "experiment_id", "metrics.", "metrics"]
] + [
    [{"field_name": "name", "ascending": False}], [{"field_name": "metrics.acc", "ascending": False}, {"field_name": "name"}],
    [{"field_name": "metrics.acc", "dataset_name": "train"}], [{"field_name": "metrics.acc", "dataset_name": "train", "dataset_digest": "d1"}],
    [{"field_name": "metrics.acc", "dataset_digest": "d1"}], [{"field_name": "metrics.acc", "ascending": False, "dataset_digest": "d2"}],
    [{"field_name": "name", "dataset_name": "train"}], [{"field_name": "name", "dataset_digest": "d1"}], [{"ascending": True}], [{}], [None], [5], ["name"], "name", {"field_name": "name"},
    [{"field_name": "name", "ascending": "false"}], [{"field_name": "name", "ascending": None}], [{"field_name": "metrics.acc", "dataset_name": "other"}],
]  # fmt: skip


def logged_models():
    for name, letter, value in [("a", "M", 0.7), ("b", "N", 0.3), ("c", "O", 0.9), ("spoilt", "P", 0.5)]:
        yield post("logged-models", {"experiment_id": "$TWO", "name": name, "model_type": "agent", "source_run_id": "$B", "params": [{"key": "p", "value": "1"}], "tags": [{"key": "t", "value": name}]}, **{letter: "model.info.model_id"})
        for data_set, digest, more in [("train", "d1", 0), ("test", "d2", 0.05 if letter == "N" else -0.1)]:
            yield post("runs/log-metric", {"run_id": "$B", "model_id": f"${letter}", "key": "acc", "value": value + more, "timestamp": 3, "step": 1, "dataset_name": data_set, "dataset_digest": digest})
    yield ask("PATCH", "logged-models/$M", {"model_id": "$M", "status": "LOGGED_MODEL_READY"})
    yield ask("PATCH", "logged-models/none", {"model_id": "none", "status": "LOGGED_MODEL_READY"})
    yield ask("PATCH", "logged-models/$Z", {"model_id": "$Z", "status": "LOGGED_MODEL_READY"})
    yield ask("PATCH", "logged-models/none/tags", {"tags": [{"key": "k", "value": "v"}]})
    yield ask("POST", "logged-models/none/params", {"model_id": "$M", "params": [{"key": "k", "value": "v"}]})
    yield post("logged-models", {"experiment_id": "$TWO", "name": "gone"}, Z="model.info.model_id")
    yield ask("DELETE", "logged-models/$Z")
    for model in ["$M", "$N", "$Z", "none", "m-none", "a%2Fb"]:
        yield get(f"logged-models/{model}")
    yield get("logged-models/$Z", allow_deleted="true")
    yield from spoilt("POST", "logged-models", {"experiment_id": "$E", "name": "n"}, {"experiment_id": "id", "name": "text", "model_type": "text", "source_run_id": "text", "params": "pairs", "tags": "pairs"}, {"experiment_id": ["$D"], "name": ["a.b", "a:b", "x" * 501]})
    spoilt_model = {"model_id": "$P", "status": "LOGGED_MODEL_READY"}
    more = {"status": ["LOGGED_MODEL_UPLOAD_FAILED", "LOGGED_MODEL_STATUS_UNSPECIFIED", "LOGGED_MODEL_PENDING", "READY"]}
    yield from spoilt("PATCH", "logged-models/$P", spoilt_model, {"status": "enum", "model_id": "id"}, more)
    yield from spoilt("PATCH", "logged-models/$P/tags", {"model_id": "$P"}, {"tags": "pairs"})
    yield from spoilt("POST", "logged-models/$P/params", {"model_id": "$P"}, {"params": "pairs", "model_id": "id"})
    yield ask("DELETE", "logged-models/$P")
    for path in ["$M/tags/none", "$M/tags/t", "none/tags/k", "$Z/tags/k"]:
        yield ask("DELETE", f"logged-models/{path}")
    for path in ["none", "$Z"]:
        yield ask("DELETE", f"logged-models/{path}")
    yield get("logged-models/$O")
    yield post("runs/outputs", {"run_id": "$B", "models": [{"model_id": "$M", "step": 2}]})
    yield post("runs/outputs", {"run_id": "$B", "models": [{"model_id": "$N"}]})
    yield post("runs/log-inputs", {"run_id": "$B", "models": [{"model_id": "$N"}]})
    yield get("runs/get", run_id="$B")


def model_searches():
    search = {"experiment_ids": ["$TWO"], "order_by": [{"field_name": "name"}]}
    kinds = {"experiment_ids": "texts", "filter": "text", "max_results": "int", "page_token": "id", "datasets": "texts", "order_by": "texts"}
    train, test = {"dataset_name": "train"}, {"dataset_name": "test", "dataset_digest": "d2"}
    more = {
        "experiment_ids": [["$ONE"], ["$D"]],
        "filter": MODEL_FILTERS,
        "max_results": [1, 50, 51, 100, 101],
        "order_by": MODEL_ORDERS,
        "datasets": [[train], [test], [train, test], [{}], [{"dataset_digest": "d1"}], [{"dataset_name": ""}], [{"dataset_name": "none"}], [{"dataset_name": 5}]],
        "page_token": ["e30=", token(experiment_ids=[], offset=1), "bm90", token(experiment_ids="x"), token(experiment_ids=["x"])],
    }  # fmt: skip
    yield from spoilt("POST", "logged-models/search", search, kinds, more)
    for filter in ["metrics.acc > 0.5", "metrics.acc > 0.65", "metrics.acc < 0.36", "metrics.acc = 0.7", "metrics.none > 1"]:
        for data_sets in [[train], [test], [train, test], [{"dataset_name": "test", "dataset_digest": "d1"}]]:
            yield post("logged-models/search", {**search, "filter": filter, "datasets": data_sets})
    for order in [[{"field_name": "name"}], [{"field_name": "metrics.acc", "ascending": False}], [{"field_name": "metrics.acc", "dataset_digest": "d2"}]]:
        yield from pages("POST", "logged-models/search", {**search, "order_by": order, "max_results": 1}, 3)
        yield from pages("POST", "logged-models/search", {**search, "order_by": order, "max_results": 2}, 2)
    # A token with another question than its own.
    first = {**search, "max_results": 1}
    yield ask("POST", "logged-models/search", first, {"$TOKEN": "next_page_token"})
    for change in [{"experiment_ids": ["$E"]}, {"filter": "name = 'a'"}, {"order_by": []}, {"order_by": [{"field_name": "name", "ascending": False}]}, {"max_results": 2}]:
        yield post("logged-models/search", {**first, **change, "page_token": "$TOKEN"})


NAMES = [
    "f.txt", "dir/f.txt", "dir/sub/f", "a b", "a%20b", "größe", "a%25b", "x%00y", "..", "../x", "dir/../x", "./f", "/etc/passwd", "/", "", ".", "dir//f", "dir/", "a\\b", "C:/x", "C:\\x", "file:///etc/passwd",
    "a?b", "a#b", "none", "dir", "..%2fx", "%2e%2e/x", "a\nb", "~", "dir/.hidden",
]  # fmt: skip


def registered_models():
    yield from registry(ask, spoilt, pages)


def quoted(name):
    return "".join(c if c.isalnum() and c.isascii() or c in "/._-~" else "".join(f"%{b:02X}" for b in c.encode()) for c in name)


def artifacts():
    proxy = "/api/2.0/mlflow-artifacts/artifacts"
    for name in ["f.txt", "dir/f.txt", "dir/sub/f", "a b", "größe", "dir/.hidden"]:
        yield Request("PUT", f"{proxy}/root/{quoted(name)}", name.encode())
    for name in NAMES:
        yield Request("GET", f"{proxy}/root/{quoted(name)}")
        yield get(f"{proxy}", path=f"root/{name}")
        yield get(f"{proxy}", path=name)
    for path in ["", "?path=", "?path=root&path=x", "/", "?foo=1"]:
        yield Request("GET", proxy + path)
    for name in ["..", "../x", "%2e%2e/x", "..%2fx", "/etc/x", "a//b", "dir", "dir/"]:
        yield Request("PUT", f"{proxy}/root/{name}", b"content")
    for name in ["none", "f.txt", "f.txt", "../x", "%2e%2e/x", "dir/sub", "dir", ""]:
        yield Request("DELETE", f"{proxy}/root/{name}")
    yield get(proxy, path="root")
    # Those of a run.
    upload = "/ajax-api/2.0/mlflow/upload-artifact"
    for name in ["f.txt", "dir/f.txt", "dir/sub/f", "größe", "a b", "a%b"]:
        yield Request("POST", f"{upload}?run_uuid=$A&path={quoted(name)}", name.encode())
    for query in ["", "run_uuid=$A", "path=x", "run_id=$A&path=x", "run_uuid=none&path=x", "run_uuid=$X&path=x", "run_uuid=&path=x", "run_uuid=$A&path="]:
        yield Request("POST", f"{upload}?{query}", b"content")
    yield Request("POST", f"{upload}?run_uuid=$A&path=empty", b"")
    for name in NAMES:
        yield get("artifacts/list", run_id="$A", path=name)
        yield get("/get-artifact", run_id="$A", path=name)
    for name in ["../x", "%2e%2e/x", "/x", "dir", "a//b"]:
        yield Request("POST", f"{upload}?run_uuid=$A&path={quoted(name)}", b"content")
    yield from spoilt("GET", "artifacts/list", {}, {"run_id": "id"}, {"run_id": ["$A", "$R", "$X", "$Y"]})
    yield get("artifacts/list", run_uuid="$A")
    yield get("artifacts/list", run_id="$A", page_token="x")
    for query in [{}, {"run_id": "$A"}, {"path": "f.txt"}, {"run_uuid": "$A", "path": "f.txt"}, {"run_id": "none", "path": "f.txt"}, {"run_id": "$X", "path": "f"}, {"run_id": "", "path": "f"}]:
        yield get("/get-artifact", **query)
    # Those of a logged model.
    for name in ["f.txt", "dir/f"]:
        yield Request("PUT", f"{proxy}/$TWO/models/$M/artifacts/{name}", b"content")
    for path in ["", "dir", "none", "../x", "f.txt", "/"]:
        yield get("logged-models/$M/artifacts/directories", artifact_directory_path=path)
        yield get("logged-models/$M/artifacts/files", artifact_file_path=path)
    for model in ["$M", "$Z", "none"]:
        yield get(f"logged-models/{model}/artifacts/directories")
        yield get(f"logged-models/{model}/artifacts/files")
        yield get(f"logged-models/{model}/artifacts/files", artifact_file_path="f.txt")
    for path, body in [("upload", {"run_id": "$A", "path": "x"}), ("download", {"run_id": "$A", "path": "f.txt"}), ("upload", {}), ("download", {"run_id": "none", "path": "x"}), ("upload", {"run_id": "$A"})]:
        yield post(f"artifacts/presigned-{path}-url", body)
    yield Request("GET", "/api/2.0/mlflow-artifacts/presigned/root/a")
    for verb, body in [("create", {"path": "f", "num_parts": 1}), ("complete", {"path": "f", "upload_id": "x", "parts": []}), ("abort", {"path": "f", "upload_id": "x"})]:
        yield post(f"/api/2.0/mlflow-artifacts/mpu/{verb}/root", body)


def ends():
    """What deletes and restores, and what is then there."""
    yield post("runs/delete", {"run_id": "$S"})
    yield get("runs/get", run_id="$S")
    for path, more in [("set-tag", {"key": "a", "value": "b"}), ("log-parameter", {"key": "a", "value": "b"}), ("log-metric", {"key": "a", "value": 1, "timestamp": 1}), ("update", {"status": "FAILED"}), ("delete", {}), ("log-batch", {}), ("log-inputs", {}), ("delete-tag", {"key": "u"})]:
        yield post(f"runs/{path}", {"run_id": "$S", **more})
    yield post("runs/restore", {"run_id": "$S"})
    yield get("runs/get", run_id="$S")
    yield post("experiments/restore", {"experiment_id": "$D"})
    yield get("experiments/get", experiment_id="$D")
    yield get("runs/get", run_id="$Y")
    yield post("experiments/update", {"experiment_id": "$D", "new_name": "back"})
    yield get("experiments/get-by-name", experiment_name="back")
    yield post("experiments/delete", {"experiment_id": "$TWO"})
    for path in ["runs/get", "artifacts/list"]:
        yield get(path, run_id="$B")
    yield get("metrics/get-history", run_id="$B", metric_key="odd")
    yield get("logged-models/$M")
    for view in ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"]:
        yield post("runs/search", {"experiment_ids": ["$TWO"], "run_view_type": view, "order_by": ["run_name"]})
        yield post("experiments/search", {"view_type": view, "max_results": 100, "filter": "name = 'two'"})
    yield post("logged-models/search", {"experiment_ids": ["$TWO"]})


def questions():
    for part in [stage, graphql, experiment_searches, experiments, runs, run_searches, logs, inputs, histories, logged_models, model_searches, registered_models, artifacts, ends]:
        yield from part()
