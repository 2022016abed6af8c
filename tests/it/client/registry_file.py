"""Works on the registered models of a database file, and tells of every field of them.

    registry_file.py write|change|read
"""

import json
import sys

import mlflow.pyfunc
from mlflow.tracking import MlflowClient

# Clients print links to runs.
answer, sys.stdout = sys.stdout, sys.stderr
client = MlflowClient()

MODEL = ["name", "creation_timestamp", "last_updated_timestamp", "description", "tags", "aliases", "deployment_job_id", "deployment_job_state"]
VERSION = [
    *["name", "version", "creation_timestamp", "last_updated_timestamp", "description", "user_id", "current_stage"],
    *["source", "run_id", "run_link", "status", "status_message", "tags", "aliases", "model_id", "deployment_job_state"],
]


class Answer(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [42] * len(model_input)


def write():
    for _ in range(3):
        with mlflow.start_run():
            mlflow.pyfunc.log_model(name="model", python_model=Answer(), registered_model_name="fraud")
    client.create_registered_model("empty ünï 🍷", {"a": "b\nc", "d": ""}, "of nothing")
    client.transition_model_version_stage("fraud", "1", "Production")
    client.transition_model_version_stage("fraud", "2", "Staging")
    client.set_registered_model_alias("fraud", "champion", "1")
    client.set_registered_model_alias("fraud", "first", "1")
    client.set_registered_model_tag("fraud", "team", "risk")
    client.set_model_version_tag("fraud", "2", "checked", "yes")
    client.update_model_version("fraud", "2", "the second")


def change():
    client.transition_model_version_stage("ours", "1", "Production", archive_existing_versions=True)
    client.set_registered_model_alias("ours", "champion", "1")
    client.delete_registered_model_tag("ours", "team")
    client.set_model_version_tag("ours", "2", "theirs", "too")
    client.delete_model_version("ours", "3")
    client.update_registered_model("ours", "described by both")
    client.create_model_version("ours", "models:/fraud/3")
    client.delete_registered_model("empty ünï 🍷")
    client.rename_registered_model("fraud", "fraud-new")


def fields(entity, names):
    found = {name: getattr(entity, name) for name in names}
    # A number in a database, and a text to clients of a server.
    if "version" in found:
        found["version"] = str(found["version"])
    if isinstance(found["aliases"], dict):
        found["aliases"] = {alias: str(version) for alias, version in found["aliases"].items()}
    return found


def read():
    models, versions = [], []
    for model in client.search_registered_models():
        latest = sorted(model.latest_versions, key=lambda version: int(version.version))
        latest = [fields(version, VERSION) for version in latest]
        models.append({**fields(model, MODEL), "latest_versions": latest})
        for found in client.search_model_versions(f"name = '{model.name}'"):
            version = client.get_model_version(model.name, found.version)
            versions.append({**fields(version, VERSION), "aliases": sorted(version.aliases)})
    versions.sort(key=lambda version: (version["name"], int(version["version"])))
    return {"models": models, "versions": versions}


if sys.argv[1] != "read":
    {"write": write, "change": change}[sys.argv[1]]()
print(json.dumps(read(), default=str), file=answer)
