"""The whole life of a registered model, through the client that runs this, and what it heard."""

import json
import sys

import mlflow.pyfunc
from mlflow.tracking import MlflowClient

url, name = sys.argv[1:]
# Clients print links to runs.
answer, sys.stdout = sys.stdout, sys.stderr
mlflow.set_tracking_uri(url)
client = MlflowClient()
heard = {}


class Answer(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [42] * len(model_input)


def register():
    with mlflow.start_run() as run:
        mlflow.pyfunc.log_model("model", python_model=Answer(), registered_model_name=name)
    return run.info.run_id


def load(uri):
    return list(mlflow.pyfunc.load_model(uri).predict([1, 2]))


def versions(filter):
    return sorted([int(v.version), v.current_stage] for v in client.search_model_versions(filter))


runs = [register() for _ in range(3)]
heard["registered"] = versions(f"name = '{name}'")
heard["of a run"] = versions(f"run_id = '{runs[1]}'")
for version, archive in [("1", False), ("2", True)]:
    client.transition_model_version_stage(name, version, "Production", archive_existing_versions=archive)
heard["promoted"] = versions(f"name = '{name}'")
heard["predicted"] = [load(f"models:/{name}/{suffix}") for suffix in ["1", "Production", "latest"]]
heard["latest"] = sorted(int(v.version) for v in client.get_latest_versions(name))
client.set_registered_model_tag(name, "team", "risk")
client.set_model_version_tag(name, "2", "checked", "yes")
client.update_registered_model(name, "of frauds")
client.update_model_version(name, "2", "the second")
version = client.get_model_version(name, "2")
heard["version"] = [version.description, version.tags, version.status, version.run_id == runs[1]]
model = client.get_registered_model(name)
heard["model"] = [model.description, model.tags]
if hasattr(client, "set_registered_model_alias"):
    client.set_registered_model_alias(name, "champion", "2")
    heard["champion"] = client.get_model_version_by_alias(name, "champion").version
    heard["champion predicted"] = load(f"models:/{name}@champion")
    copy = client.copy_model_version(f"models:/{name}/2", f"{name}-copy")
    heard["copy"] = [copy.version, copy.source, copy.run_id == runs[1]]
    heard["copy predicted"] = load(f"models:/{name}-copy/1")
if hasattr(client, "search_registered_models"):
    heard["found"] = [m.name for m in client.search_registered_models(f"name LIKE '{name}%'")]
else:
    heard["found"] = [m.name for m in client.list_registered_models()]
if hasattr(client, "search_prompts"):
    client.register_prompt(name=f"{name}-prompt", template="Hi {{who}}")
    client.register_prompt(name=f"{name}-prompt", template="Hello {{who}}")
    client.set_prompt_alias(f"{name}-prompt", "new", 2)
    heard["prompt"] = client.load_prompt(f"prompts:/{name}-prompt@new").template
    heard["prompts"] = [p.name for p in client.search_prompts(f"name LIKE '{name}%'")]
    heard["no prompt"] = [m.name for m in client.search_registered_models(f"name LIKE '{name}%'")] == heard["found"]
client.rename_registered_model(name, f"{name}-new")
client.delete_registered_model_tag(f"{name}-new", "team")
client.delete_model_version(f"{name}-new", "2")
heard["left"] = versions(f"name = '{name}-new'")
client.delete_registered_model(f"{name}-new")
try:
    client.get_registered_model(f"{name}-new")
except mlflow.exceptions.MlflowException as error:
    heard["gone"] = error.error_code
print(json.dumps(heard), file=answer)
