"""What is asked of the model registry: over a database only, which alone has one here."""

from dataclasses import replace

MODELS, VERSIONS = "registered-models", "model-versions"
PROMPT = "mlflow.prompt.is_prompt"

MODEL_FILTERS = [
    "name = 'one'", "name != 'one'", "name LIKE 'o%'", "name ILIKE 'O%'", "attribute.name = 'one'", "name IN ('one', 'two')",
    "name NOT IN ('one')", "name = \"one\"", "tags.t = '1'", "tag.t != '1'", "tags.`t` LIKE '1%'", "tags.t ILIKE '1%'", "tags.none != 'x'",
    "name = 'one' AND tags.t = '1'", "name > 'a'", "name = 5", "name = one", "nam = 'x'", "name", "name =", "name = 'a' name = 'b'",
    "params.p = '1'", "metrics.m > 1", "tags.t > '1'", "tags.t = 1", "tags.t IN ('1')", f"tags.`{PROMPT}` = 'true'", f"tags.`{PROMPT}` != 'true'",
    f"tags.`{PROMPT}` = 'false'", f"tags.`{PROMPT}` != 'false'", f"tags.`{PROMPT}` = 'true' AND name LIKE 'p%'", f"name LIKE 'p%' AND tags.`{PROMPT}` = 'TRUE'",
]  # fmt: skip
VERSION_FILTERS = [
    "name = 'one'", "name != 'one'", "name LIKE 'o%'", "name IN ('one', 'two')", "run_id = '$A'", "run_id IN ('$A', '$B')", "run_id != '$A'", "run_id NOT IN ('$A')",
    "source_path = 's3://b/one'", "source_path LIKE 's3:%'", "source_path IN ('s3://b/one')", "version_number = 1", "version_number > 1", "version_number = '1'", "version_number <= 2",
    "version_number = 1.5", "version_number = 'x'", "version_number LIKE '1'", "version_number IN (1)", "tags.t = '1'", "tags.t != '1'", "tags.`t` LIKE '%'", "tags.none = 'x'",
    "name = 'one' AND version_number = 2", "attribute.name = 'one'", "source = 'x'", "version = 1", "nam = 'x'", "name > 'a'", "params.p = '1'", "tags.t > '1'", "name = 5",
    f"tags.`{PROMPT}` = 'true'", f"tags.`{PROMPT}` != 'true'", f"tags.`{PROMPT}` = 'false'",
]  # fmt: skip


def registry(ask, spoilt, pages):
    """The questions, by the means of the other ones."""
    return (replace(request, of_store=False) for request in life(ask, spoilt, pages))


def life(ask, spoilt, pages):
    def post(path, content, **keep):
        return ask("POST", path, content, {f"${name}": field for name, field in keep.items()})

    def get(path, **query):
        return ask("GET", path, query)

    def both(name, version="1"):
        yield get(f"{MODELS}/get", name=name)
        yield get(f"{VERSIONS}/get", name=name, version=version)

    texts = {"name": "text"}
    for name, tags in [("one", [{"key": "t", "value": "1"}]), ("two", []), ("three", [{"key": "t", "value": "2"}]), ("spoilt", [])]:
        yield post(f"{MODELS}/create", {"name": name, "tags": tags, "description": f"of {name}"})
    prompt = [{"key": PROMPT, "value": "true"}]
    yield post(f"{MODELS}/create", {"name": "prompt", "tags": prompt})
    for request in spoilt("POST", f"{MODELS}/create", {"name": "fresh"}, {"tags": "pairs", "description": "text"}):
        yield request
        yield ask("DELETE", f"{MODELS}/delete", {"name": "fresh"})
    yield from spoilt("POST", f"{MODELS}/create", {}, texts, {"name": ["one", "a:b", "a/b", "..", ".", " ", "prompt"]})
    for name in ["one", "prompt"]:
        yield post(f"{MODELS}/create", {"name": name, "tags": prompt})
    yield from spoilt("GET", f"{MODELS}/get", {}, texts, {"name": ["one", "One", "a:b", " "]})
    # Versions, and where they may come from.
    make = {"name": "one", "source": "s3://b/one", "run_id": "$A"}
    for name in ["one", "one", "two", "one"]:
        yield post(f"{VERSIONS}/create", {**make, "name": name, "tags": [{"key": "t", "value": "1"}]})
    for source in ["dummy-source", "prompt-template", "s3://b/m"]:
        yield post(f"{VERSIONS}/create", {"name": "prompt", "source": source, "tags": [*prompt, {"key": "mlflow.prompt.text", "value": "Hi {{x}}"}]})
    yield post(f"{VERSIONS}/create", {"name": "prompt", "source": "dummy-source", "tags": [*prompt, {"key": "mlflow.prompt.text", "value": "x" * 100_001}]})
    yield from spoilt("POST", f"{VERSIONS}/create", {**make, "name": "spoilt"}, {"name": "text", "tags": "pairs", "description": "text", "run_link": "text"})
    sources = [
        "runs:/$A/model", "runs:/$B/model", "runs:/none/m", "/etc/passwd", "file:///etc/passwd", "../x", "s3://b/../x", "s3://b/%2e%2e/x", "mlflow-artifacts:/x", "mlflow-artifacts://h/x",
        "http://h/x", "https://h/x", "ftp://h/x", "models:/one/1", "models:/one/9", "models:/none/1", "models:/one", "models:/prompt/1", "models:/m-none", "models:/$M", "models://h/one/1",
        "dbfs:/x", "x", "gs://b/m", "models:/one/latest", "models:/one@none",
    ]  # fmt: skip
    yield from spoilt("POST", f"{VERSIONS}/create", {**make, "name": "three"}, {"source": "id"}, {"source": sources})
    yield from spoilt("POST", f"{VERSIONS}/create", {"name": "three"}, {"source": "id"}, {"source": sources})
    yield post(f"{VERSIONS}/create", {"name": "three", "source": "models:/$M", "model_id": "$M"})
    yield post(f"{VERSIONS}/create", {"name": "three", "source": "s3://b/m", "model_id": "$M"})
    yield post(f"{VERSIONS}/create", {"name": "three", "source": "s3://b/m", "model_id": "none"})
    yield get("logged-models/$M")
    # Its requests are not all taken by both, so the numbers of its versions are each server's own.
    yield ask("DELETE", f"{MODELS}/delete", {"name": "spoilt"})
    yield from both("one", "2")
    yield from spoilt("GET", f"{VERSIONS}/get", {"name": "one", "version": "1"}, {"name": "text", "version": "id"}, {"version": ["2", "9", "x", "1.0", "-1"], "name": ["two", "none"]})
    yield from spoilt("GET", f"{VERSIONS}/get-download-uri", {"name": "three", "version": "1"}, {}, {})
    for name, version in [("one", "1"), ("three", "2"), ("three", "9"), ("none", "1"), ("prompt", "1")]:
        yield get(f"{VERSIONS}/get-download-uri", name=name, version=version)
    # Searches.
    search = {"max_results": 3, "filter": "name != 'x'", "order_by": ["name"]}
    kinds = {"max_results": "int", "page_token": "id", "filter": "text", "order_by": "texts"}
    orders = [["name DESC"], ["timestamp"], ["last_updated_timestamp DESC"], ["name foo"], ["foo"], ["tags.t"], ["name", "timestamp DESC"], ["`name`"]]
    yield from spoilt("GET", f"{MODELS}/search", search, kinds, {"filter": MODEL_FILTERS, "max_results": [1, 1000, 1001], "order_by": orders})
    orders = [["name DESC"], ["version_number"], ["creation_timestamp DESC"], ["last_updated_timestamp"], ["name", "version_number DESC"], ["version"], ["foo"], ["run_id"]]
    yield from spoilt("GET", f"{VERSIONS}/search", search, kinds, {"filter": VERSION_FILTERS, "max_results": [1, 200000, 200001], "order_by": orders})
    for noun in [MODELS, VERSIONS]:
        yield from pages("GET", f"{noun}/search", {"max_results": 2, "order_by": ["name"]}, 3)
        yield get(f"{noun}/search")
    # Stages.
    move = {"name": "one", "version": "1", "stage": "Staging"}
    yield from spoilt("POST", f"{VERSIONS}/transition-stage", move, {"name": "text", "version": "id", "stage": "text"}, {"stage": ["production", "PRODUCTION", "None", "archived", "Deleted_Internal"], "version": ["9"]})
    for version, stage, archive in [("1", "Production", False), ("2", "Production", True), ("1", "Staging", True), ("2", "Archived", True), ("1", "None", True), ("9", "Production", True)]:
        yield post(f"{VERSIONS}/transition-stage", {"name": "one", "version": version, "stage": stage, "archive_existing_versions": archive})
        yield get(f"{VERSIONS}/get", name="one", version="1")
    for method in ["GET", "POST"]:
        latest = f"{MODELS}/get-latest-versions"
        for stages in [[], ["Staging"], ["production"], ["x"], ["None", "Archived"]]:
            yield ask(method, latest, {"name": "two", "stages": stages})
            yield ask(method, latest, {"name": "one", "stages": stages[:1]})
        yield from spoilt(method, latest, {}, texts)
    # Aliases.
    alias = {"name": "one", "alias": "champion", "version": "2"}
    aliases = ["latest", "Latest", "v1", "V12", "v", "a b", "a.b", "a/b", "x" * 256]
    yield from spoilt("POST", f"{MODELS}/alias", alias, {"name": "text", "alias": "text", "version": "id"}, {"alias": aliases, "version": ["9", "x"]})
    yield from both("one", "2")
    for name in ["champion", "none", "latest", "LATEST", "a b"]:
        yield get(f"{MODELS}/alias", name="one", alias=name)
    yield get(f"{MODELS}/alias", name="none", alias="champion")
    yield get(f"{MODELS}/alias", name="none", alias="latest")
    yield ask("DELETE", f"{MODELS}/alias", {"name": "one", "alias": "none"})
    yield ask("DELETE", f"{MODELS}/alias", {"name": "none", "alias": "none"})
    # Tags and descriptions.
    for path, of in [(MODELS, {"name": "one"}), (VERSIONS, {"name": "one", "version": "1"})]:
        yield from spoilt("POST", f"{path}/set-tag", {**of, "key": "k", "value": "v"}, {"name": "text", "key": "text", "value": "text"}, {"value": ["x" * 100_001]})
        yield from spoilt("DELETE", f"{path}/delete-tag", {**of, "key": "k"}, {"name": "text", "key": "text"}, {"key": ["none"]})
        yield from spoilt("PATCH", f"{path}/update", {**of}, {"name": "text", "description": "text"})
        yield from both("one")
    yield post(f"{VERSIONS}/set-tag", {"name": "one", "version": "9", "key": "k", "value": "v"})
    # Ends.
    rename = {"name": "two", "new_name": "two"}
    yield from spoilt("POST", f"{MODELS}/rename", rename, {"name": "text", "new_name": "text"}, {"new_name": ["one", "a:b", "two"]})
    yield post(f"{MODELS}/rename", {"name": "one", "new_name": "renamed"})
    yield from both("renamed", "2")
    yield ask("DELETE", f"{VERSIONS}/delete", {"name": "renamed", "version": "2"})
    for version in ["2", "9", "x"]:
        yield ask("DELETE", f"{VERSIONS}/delete", {"name": "renamed", "version": version})
    yield from both("renamed", "2")
    yield get(f"{VERSIONS}/search", filter="name = 'renamed'")
    yield post(f"{VERSIONS}/create", {**make, "name": "renamed"})
    yield from spoilt("DELETE", f"{MODELS}/delete", {}, texts, {"name": ["renamed", "renamed"]})
    yield from both("renamed")
    yield get(f"{MODELS}/search")
