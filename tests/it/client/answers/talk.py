"""Requests, the servers that they are sent to, and answers that can be compared."""

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

JSON = {"Content-Type": "application/json"}

# What is each server's own: ids, times and the names that they think of.
OWN = [
    (r"\bm-[0-9a-f]{32}\b", "MODEL"),
    (r"\b[0-9a-f]{32}\b", "ID"),
    (r"\b1[5-9]\d{11}\b", '111'),
    (r'"[a-z]+-[a-z]+-\d{1,4}"', '"NAME"'),
    (r'"experiment_id": "\d{2,18}"', '"experiment_id": "NEW"'),
    (r"artifacts:/\d{2,18}\b", "artifacts:/NEW"),
]


@dataclass(frozen=True)
class Request:
    """A request in which `$NAME` stands for what an earlier answer said."""

    method: str
    path: str
    content: object = None
    headers: dict = field(default_factory=dict)
    # What to remember of the answer: names, each with the path to a value in the JSON.
    keep: dict = field(default_factory=dict)
    # Whether the store has a say; what is wrong with a body alone is asked over a database only.
    of_store: bool = True

    def __str__(self):
        content = "" if self.content is None else shown(self.content)
        return f"{self.method} {self.path} {content}".rstrip()


def ask(method, path, content=None, keep=None, api="/ajax-api/2.0/mlflow/", headers=None, of_store=True):
    """A request to the API: JSON in the body, or in the query where the method has no body."""
    if path.startswith("/"):
        api = ""
    if isinstance(content, dict) and method == "GET":
        query = urlencode([(name, text) for name, value in content.items() for text in texts(value)], safe="$")
        path, content = f"{path}?{query}".rstrip("?"), None
    elif isinstance(content, (dict, list)):
        headers = headers or JSON
    return Request(method, api + path, content, headers or {}, keep or {}, of_store)


def texts(value):
    """A value as the values of a parameter of a query."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value if isinstance(value, str) else json.dumps(value)]


def shown(content):
    """A content for people: long texts and lists are not written out."""
    if isinstance(content, bytes):
        content = content.decode(errors="replace")
        return content if len(content) < 60 else f"{content[:40]}…*{len(content)}"
    if isinstance(content, str):
        return json.dumps(content) if len(content) < 60 else f'"{content[:8]}…*{len(content)}"'
    if isinstance(content, list) and len(content) > 4:
        return f"[{shown(content[0])}…*{len(content)}]"
    if isinstance(content, list):
        return f"[{','.join(map(shown, content))}]"
    if isinstance(content, dict):
        return "{%s}" % ",".join(f'"{name}":{shown(value)}' for name, value in content.items())
    return json.dumps(content)


@dataclass
class Answer:
    status: int
    kind: str
    body: object

    @property
    def code(self):
        return self.body.get("error_code") if isinstance(self.body, dict) else None

    @property
    def message(self):
        return self.body.get("message", "") if isinstance(self.body, dict) else ""

    def __str__(self):
        if self.status == 200:
            text = json.dumps(self.body, sort_keys=True, ensure_ascii=False)
            return f"200 {self.kind} {text}"
        return f"{self.status} {self.code} {self.message or self.body}"


class Server:
    """A server, and what its answers have named."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=300)
        self.names = {}

    def talk(self, requests, store):
        """The answers to all that is asked of such a store; `None` for what is not asked of it."""
        return [
            self.send(request) if request.of_store or store == "database" else None
            for request in requests
        ]

    def send(self, request):
        body = request.content
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = self.filled_in(body).encode()
        path = self.filled_in(request.path)
        try:
            response, content = self.exchange(request, path, body)
        except (ConnectionError, http.client.HTTPException):
            # The answer before came without a look at its body, and ended the connection.
            self.connection.close()
            response, content = self.exchange(request, path, body)
        if request.method != "GET" and not path.endswith("search"):
            # What is made next is made in another millisecond, which is what lists are ordered by.
            time.sleep(0.002)
        kind = response.headers.get_content_type()
        try:
            body = json.loads(content)
        except ValueError:
            body = content.decode(errors="replace")
        for name, field in request.keep.items():
            self.remember(name, body, field)
        body = self.comparable(body)
        if "get-history-bulk?" in path and response.status == 200:
            body["metrics"].sort(key=lambda point: point["run_id"])
        if "get-history?" in path and response.status == 200:
            # MLflow's file store says with each point whose it is.
            for point in body.get("metrics", []):
                point.pop("run_id", None)
        return Answer(response.status, kind, body)

    def exchange(self, request, path, body):
        self.connection.request(request.method, path, body, request.headers)
        response = self.connection.getresponse()
        return response, response.read()

    def remember(self, name, body, field):
        for step in field.split("."):
            body = body.get(step) if isinstance(body, dict) else None
        self.names[name] = body or "nothing"

    def filled_in(self, text):
        for name in sorted(self.names, key=len, reverse=True):
            text = text.replace(name, self.names[name])
        return text

    def comparable(self, body):
        """An answer without what is each server's own: ids, times, tokens."""
        text = json.dumps(body)
        for name, value in sorted(self.names.items(), key=lambda item: -len(item[1])):
            if len(value) > 10:
                text = text.replace(value, name)
            else:
                # A database's experiments: a number is an id where it is said to be one.
                text = text.replace(f'"experiment_id": "{value}"', f'"experiment_id": "{name}"')
                text = text.replace(f"artifacts:/{value}/", f"artifacts:/{name}/")
                text = re.sub(rf"\b(experiment|Experiment with id=|id){value}\b", rf"\1{name}", text)
        for pattern, name in OWN:
            text = re.sub(pattern, name, text)
        try:
            return without_order(json.loads(text))
        except ValueError:
            return text


# Lists in which MLflow keeps no order.
UNORDERED = {
    "tags", "aliases", "latest_versions", "params", "dataset_summaries", "dataset_inputs", "model_inputs", "model_outputs",
    "datasetSummaries", "datasetInputs", "modelInputs", "modelOutputs",
}  # fmt: skip


def sorted_by_text(items):
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def without_order(value):
    """An answer with what has no order sorted, and without what no client can read."""
    if isinstance(value, list):
        return [without_order(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("key") == "mlflow.log-model.history" and isinstance(value["value"], str):
        return {**value, "value": json.loads(value["value"])}
    plain = {}
    for name, item in value.items():
        item = without_order(item)
        if name in {"next_page_token", "nextPageToken"} and item:
            item = "TOKEN"
        elif name in UNORDERED and isinstance(item, list):
            item = sorted_by_text(item)
        elif name == "data" and isinstance(item, dict) and "metrics" in item:
            # The latest values: MLflow's file store says with each whose it is.
            metrics = [{key: of for key, of in metric.items() if key != "run_id"} for metric in item["metrics"]]
            item = {**item, "metrics": sorted_by_text(metrics)}
        if not (name in {"inputs", "outputs", "data"} and item == {}):
            plain[name] = item
    return plain
