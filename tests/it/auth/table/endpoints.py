"""Every endpoint of MLflow 3.18 that concerns what this program has, each with one request.

A request names what `ask.py` has made for it: `{experiment}`, `{run}`, `{logged_model}`, `{model}`,
`{prompt}` and so on. The third field says whether it may change what the next one finds.
"""

# The permission that a user has on an experiment, a registered model and a prompt, by name.
GRANTED = {
    "deny": "DENY",
    "read": "READ",
    "use": "USE",
    "edit": "EDIT",
    "manage": "MANAGE",
    "edits-but": "EDIT",
    "manages-but": "MANAGE",
    "reads-and": "READ",
}


def within(permission):
    """Roles that give a permission on all of the kinds within experiments and models."""
    kinds = ["run", "logged_model", "registered_model_version", "prompt_version"]
    return {kind: permission for kind in kinds}


# Each kind of user: what the column says, and the roles.
USERS = {
    "nobody": ("without credentials", {}),
    "none": ("without permissions", {}),
    "deny": ("DENY", {}),
    "read": ("READ", {}),
    "use": ("USE", {}),
    "edit": ("EDIT", {}),
    "manage": ("MANAGE", {}),
    "edits-but": ("EDIT, and DENY on the kinds within", within("DENY")),
    "manages-but": ("MANAGE, and READ on the kinds within", within("READ")),
    "reads-and": ("READ, and MANAGE on the kinds within", within("MANAGE")),
    "member": ("USE on the workspace", {"workspace": "USE"}),
    "manager": ("MANAGE on the workspace", {"workspace": "MANAGE"}),
    "admin": ("an administrator", {}),
}

ENDPOINTS = {}


def add(method, path, fields=None, changes=None, version="api/2.0/mlflow", remark=""):
    """One endpoint of the API; of version 2.0 where none is named."""
    base = f"/{version}" if version else ""
    changes = method != "GET" if changes is None else changes
    title = f"{method} {base}{path}" + (f" ({remark})" if remark else "")
    assert title not in ENDPOINTS, title
    ENDPOINTS[title] = (method, base + path, fields, changes)


def of_page(method, path, fields=None, changes=None, remark=""):
    """One endpoint that is for MLflow's page alone."""
    add(method, path, fields, changes, "ajax-api/2.0/mlflow", remark)


def of_three(method, path, fields=None, changes=None, remark=""):
    """One endpoint of version 3.0."""
    add(method, path, fields, changes, "api/3.0/mlflow", remark)


EXPERIMENT = {"experiment_id": "{experiment}"}
RUN = {"run_id": "{run}"}
KEY = {"key": "k", "value": "w"}
POINT = {"key": "k", "value": 2, "timestamp": 2}

# Experiments.
add("POST", "/experiments/create", {"name": "new {number}"})
add("GET", "/experiments/search", {"max_results": "5"})
add("POST", "/experiments/search", {"max_results": 5}, False)
add("GET", "/experiments/get", EXPERIMENT)
add("GET", "/experiments/get", {"experiment_id": "987654321"}, remark="absent")
add("GET", "/experiments/get-by-name", {"experiment_name": "{experiment_name}"})
add("GET", "/experiments/get-by-name", {"experiment_name": "none such"}, remark="absent")
add("POST", "/experiments/update", EXPERIMENT | {"new_name": "renamed {number}"})
add("POST", "/experiments/set-experiment-tag", EXPERIMENT | KEY)
add("POST", "/experiments/delete-experiment-tag", EXPERIMENT | {"key": "k"})
add("POST", "/experiments/delete", EXPERIMENT)
add("POST", "/experiments/restore", EXPERIMENT, remark="of an active one")

# Runs.
add("POST", "/runs/create", EXPERIMENT, False)
add("GET", "/runs/get", RUN)
add("GET", "/runs/get", {"run_id": "0" * 32}, remark="absent")
add("POST", "/runs/search", {"experiment_ids": ["{experiment}"]}, False)
add("POST", "/runs/update", RUN | {"status": "RUNNING"}, False)
add("POST", "/runs/log-metric", RUN | POINT, False)
add("POST", "/runs/log-metric", RUN | POINT | {"model_id": "{logged_model}"}, False, remark="of a model")
add("POST", "/runs/log-parameter", RUN | {"key": "p", "value": "1"}, False)
add("POST", "/runs/set-tag", RUN | KEY, False)
add("POST", "/runs/delete-tag", RUN | {"key": "k"})
add("POST", "/runs/log-batch", RUN | {"metrics": [POINT | {"step": 1}]}, False)
add("POST", "/runs/log-model", RUN | {"model_json": '{{"artifact_path": "x", "utc_time_created": "2026-01-01 00:00:00", "run_id": "{run}", "flavors": {{}}}}'}, False)
add("POST", "/runs/log-inputs", RUN | {"models": [{"model_id": "{logged_model}"}]}, False)
add("POST", "/runs/outputs", RUN | {"models": [{"model_id": "{logged_model}", "step": 0}]}, False)
add("POST", "/runs/delete", RUN)
add("POST", "/runs/restore", RUN, False, remark="of an active one")

# Metrics.
add("GET", "/metrics/get-history", RUN | {"metric_key": "k"})
add("GET", "/metrics/get-history-bulk-interval", {"run_ids": ["{run}"], "metric_key": "k"})
of_page("GET", "/metrics/get-history-bulk", RUN | {"metric_key": "k"})
of_page("GET", "/metrics/get-history-bulk-interval", {"run_ids": ["{run}"], "metric_key": "k"})

# Artifacts of runs.
add("GET", "/artifacts/list", RUN)
add("GET", "/get-artifact", {"run_id": "{run}", "path": "x.txt"}, version="")
of_page("POST", "/upload-artifact?run_uuid={run}&path=y.txt", "y", False)
add("POST", "/artifacts/presigned-download-url", RUN | {"path": "x.txt"}, False)
add("POST", "/artifacts/presigned-upload-url", RUN | {"path": "x.txt"}, False, remark="of a run")
add("POST", "/artifacts/presigned-upload-url", {"model_id": "{logged_model}", "path": "x.txt"}, False, remark="of a model")

# Artifacts through the server.
PROXY = "api/2.0/mlflow-artifacts"
add("GET", "/artifacts", {"path": "{artifacts}"}, version=PROXY)
add("GET", "/artifacts", {"path": "{experiment}"}, version=PROXY, remark="of an experiment")
add("GET", "/artifacts", version=PROXY, remark="of all")
add("GET", "/artifacts/{artifacts}/x.txt", version=PROXY)
add("PUT", "/artifacts/{artifacts}/z.txt", "z", False, PROXY)
add("DELETE", "/artifacts/{artifacts}/x.txt", version=PROXY)
add("GET", "/presigned/{artifacts}/x.txt", version=PROXY)
add("POST", "/mpu/create/{artifacts}", {"path": "{artifacts}/m.txt", "num_parts": 1}, False, PROXY)
add("POST", "/mpu/complete/{artifacts}", {"path": "{artifacts}/m.txt", "upload_id": "u", "parts": []}, False, PROXY)
add("POST", "/mpu/abort/{artifacts}", {"path": "{artifacts}/m.txt", "upload_id": "u"}, False, PROXY)

# Data sets.
of_page("POST", "/experiments/search-datasets", {"experiment_ids": ["{experiment}"]}, False)

# Logged models.
add("POST", "/logged-models", EXPERIMENT, False)
add("POST", "/logged-models", EXPERIMENT | {"source_run_id": "{run}"}, False, remark="of a run")
add("POST", "/logged-models/search", {"experiment_ids": ["{experiment}"]}, False)
add("GET", "/logged-models/{logged_model}")
add("GET", "/logged-models/m-" + "0" * 32, remark="absent")
add("PATCH", "/logged-models/{logged_model}", {"model_id": "{logged_model}", "status": "LOGGED_MODEL_READY"}, False)
add("PATCH", "/logged-models/{logged_model}/tags", {"tags": [KEY]}, False)
add("DELETE", "/logged-models/{logged_model}/tags/k")
add("POST", "/logged-models/{logged_model}/params", {"model_id": "{logged_model}", "params": [{"key": "q", "value": "1"}]}, True)
add("GET", "/logged-models/{logged_model}/artifacts/directories")
of_page("GET", "/logged-models/{logged_model}/artifacts/files", {"artifact_file_path": "none"})
add("DELETE", "/logged-models/{logged_model}")

# Registered models and prompts.
add("POST", "/registered-models/create", {"name": "new {number}"})
add("GET", "/registered-models/search", {"max_results": "5"})
for kind in ("model", "prompt"):
    NAME = {"name": "{" + kind + "}"}
    VERSION = NAME | {"version": "1"}
    is_prompt = [{"key": "mlflow.prompt.is_prompt", "value": "true"}, {"key": "mlflow.prompt.text", "value": "t"}]
    made = {"source": "dummy-source", "tags": is_prompt} if kind == "prompt" else {"source": "mlflow-artifacts:/0/x"}
    for method, path, fields, changes in [
        ("GET", "/registered-models/get", NAME, None),
        ("PATCH", "/registered-models/update", NAME | {"description": "d"}, False),
        ("POST", "/registered-models/rename", NAME | {"new_name": "renamed {number}"}, None),
        ("GET", "/registered-models/get-latest-versions", NAME, None),
        ("POST", "/registered-models/get-latest-versions", NAME, False),
        ("POST", "/registered-models/set-tag", NAME | KEY, False),
        ("DELETE", "/registered-models/delete-tag", NAME | {"key": "k"}, None),
        ("GET", "/registered-models/alias", NAME | {"alias": "a"}, None),
        ("POST", "/registered-models/alias", VERSION | {"alias": "b"}, False),
        ("DELETE", "/registered-models/alias", NAME | {"alias": "a"}, None),
        ("DELETE", "/registered-models/delete", NAME, None),
        ("POST", "/model-versions/create", NAME | made, False),
        ("GET", "/model-versions/get", VERSION, None),
        ("PATCH", "/model-versions/update", VERSION | {"description": "d"}, False),
        ("POST", "/model-versions/set-tag", VERSION | KEY, False),
        ("DELETE", "/model-versions/delete-tag", VERSION | {"key": "k"}, None),
        ("GET", "/model-versions/get-download-uri", VERSION, None),
        ("DELETE", "/model-versions/delete", VERSION, None),
    ]:
        add(method, path, fields, changes, remark=kind)
NAME = {"name": "{model}"}
add("GET", "/registered-models/get", {"name": "none such"}, remark="absent")
add("GET", "/model-versions/get", {"name": "none such", "version": "1"}, remark="absent")
add("POST", "/model-versions/create", NAME | RUN | {"source": "mlflow-artifacts:/{artifacts}"}, False, remark="of a run")
add("POST", "/model-versions/create", NAME | {"source": "models:/{model}/1"}, False, remark="of a version")
add("POST", "/model-versions/create", NAME | {"source": "models:/{logged_model}", "model_id": "{logged_model}"}, False, remark="of a logged model")
add("POST", "/model-versions/transition-stage", NAME | {"version": "1", "stage": "Staging"}, False)
add("GET", "/model-versions/search", {"max_results": "5"})
add("GET", "/model-versions/search", {"filter": "run_id = '{run}'"}, remark="by run")
add("POST", "/logged-models/search", {"experiment_ids": ["{experiment}"], "filter": "source_run_id = '{run}'"}, False, remark="by run")
add("POST", "/runs/search", {"experiment_ids": ["{experiment}"], "filter": "tags.k = 'v'"}, False, remark="by tag")
add("GET", "/model-versions/get-artifact", NAME | {"version": "1", "path": "x.txt"}, version="")

# Webhooks.
HOOK = {"name": "w", "url": "https://example.com", "events": [{"entity": "REGISTERED_MODEL", "action": "CREATED"}]}
add("POST", "/webhooks", HOOK, False)
add("GET", "/webhooks")
add("GET", "/webhooks/none")
add("PATCH", "/webhooks/none", {"name": "v"}, False)
add("DELETE", "/webhooks/none", changes=False)
add("POST", "/webhooks/none/test", {}, False)

# Users.
add("POST", "/users/create", {"username": "new {number}", "password": "a long password"})
add("GET", "/users/get", {"username": "{me}"}, remark="oneself")
add("GET", "/users/get", {"username": "{member}"}, remark="another")
add("GET", "/users/current")
add("GET", "/users/list")
add("PATCH", "/users/update-password", {"username": "{member}", "password": "another password"}, False)
add("PATCH", "/users/update-admin", {"username": "{member}", "is_admin": False}, False)
add("DELETE", "/users/delete", {"username": "{member}"}, False)
of_three("GET", "/users/current/permissions")
of_three("GET", "/users/permissions/list", {"username": "{me}"}, remark="oneself")
of_three("GET", "/users/permissions/list", {"username": "{member}"}, remark="another")
TO = {"username": "{member}", "resource_type": "experiment", "resource_id": "{experiment}"}
of_three("POST", "/users/permissions/grant", TO | {"permission": "READ"}, False)
of_three("POST", "/users/permissions/grant", TO | {"resource_id": "*", "permission": "READ"}, False, remark="on all")
of_three("POST", "/users/permissions/grant", TO | {"resource_type": "registered_model", "resource_id": "{model}", "permission": "READ"}, False, remark="a model")
of_three("POST", "/users/permissions/grant", TO | {"resource_type": "prompt", "resource_id": "{prompt}", "permission": "READ"}, False, remark="a prompt")
of_three("POST", "/users/permissions/revoke", TO, False)
of_three("GET", "/users/permissions/get", TO, remark="another's")
of_three("GET", "/users/permissions/get", TO | {"username": "{me}"}, remark="one's own")
of_three("GET", "/users/roles/list", {"username": "{me}"}, remark="oneself")
of_three("GET", "/users/roles/list", {"username": "{member}"}, remark="another")

# Roles.
ROLE = {"role_id": "{role}"}
of_three("POST", "/roles/create", {"workspace": "default", "name": "new {number}"})
of_three("GET", "/roles/get", ROLE)
of_three("GET", "/roles/list", {"workspace": "default"})
of_three("GET", "/roles/list", remark="of all")
of_three("PATCH", "/roles/update", ROLE | {"description": "d"}, False)
of_three("DELETE", "/roles/delete", ROLE, False)
of_three("POST", "/roles/permissions/add", ROLE | {"resource_type": "prompt", "resource_pattern": "*", "permission": "READ"}, False)
of_three("DELETE", "/roles/permissions/remove", {"role_permission_id": "{role_permission}"}, False)
of_three("GET", "/roles/permissions/list", ROLE)
of_three("PATCH", "/roles/permissions/update", {"role_permission_id": "{role_permission}", "permission": "EDIT"}, False)
of_three("POST", "/roles/assign", ROLE | {"username": "admin"})
of_three("DELETE", "/roles/unassign", ROLE | {"username": "{member}"}, False)
of_three("GET", "/roles/users/list", ROLE)

# The rest.
add("GET", "/health", version="")
add("GET", "/version", version="")
add("GET", "/", version="")
add("GET", "/no/such/path", version="")
of_three("GET", "/server-info")
add("POST", "/graphql", {"operationName": "MlflowGetExperimentQuery", "query": 'query MlflowGetExperimentQuery {{ mlflowGetExperiment(input: {{experimentId: "{experiment}"}}) {{ experiment {{ name }} }} }}'}, False, version="")
add("POST", "/experiments/permissions/create", EXPERIMENT | {"username": "{member}", "permission": "READ"}, False)
add("GET", "/experiments/permissions/get", EXPERIMENT | {"username": "{member}"})
add("PATCH", "/experiments/permissions/update", EXPERIMENT | {"username": "{member}", "permission": "EDIT"}, False)
add("DELETE", "/experiments/permissions/delete", EXPERIMENT | {"username": "{member}"}, False)
add("POST", "/registered-models/permissions/create", NAME | {"username": "{member}", "permission": "READ"}, False)
add("GET", "/registered-models/permissions/get", NAME | {"username": "{member}"})
add("PATCH", "/registered-models/permissions/update", NAME | {"username": "{member}", "permission": "EDIT"}, False)
add("DELETE", "/registered-models/permissions/delete", NAME | {"username": "{member}"}, False)
