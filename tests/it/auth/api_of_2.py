"""As `api.py`, through the client that MLflow had before roles.

    python api_of_2.py URL
"""

import json
import os
import sys

from mlflow.exceptions import MlflowException, RestException
from mlflow.server.auth.client import AuthServiceClient
from mlflow.tracking import MlflowClient

URL = sys.argv[1]
heard = {}


def log_in(name, password):
    os.environ["MLFLOW_TRACKING_USERNAME"] = name
    os.environ["MLFLOW_TRACKING_PASSWORD"] = password


def tried(name, call):
    """Notes what a call gives, or how it is refused."""
    try:
        found = call()
    except RestException as error:
        found = ["refused", error.get_http_status_code()]
    except MlflowException as error:
        found = ["refused", *[code for code in (401, 403, 404) if f"error code {code}" in str(error)]]
    if isinstance(found, (type(None), bool, int, str, list, dict)):
        heard[name] = found
    return found


auth, client = AuthServiceClient(URL), MlflowClient(URL)
log_in("admin", "an administrator")
experiment = client.create_experiment("one")
client.create_registered_model("model")
ann = auth.create_user("ann", "the password of ann")
heard["created"] = [ann.username, ann.is_admin, ann.experiment_permissions]
for level in ["EDIT", "NO_PERMISSIONS"]:
    on = auth.create_experiment_permission(experiment, "ann", level)
    heard[f"experiment {level}"] = [on.experiment_id == experiment, on.user_id == ann.id, on.permission]
    on = auth.create_registered_model_permission("model", "ann", level)
    heard[f"model {level}"] = [on.name, on.user_id == ann.id, on.permission]
    tried(
        f"again {level}",
        lambda: auth.create_experiment_permission(experiment, "ann", "READ").permission,
    )
    tried(f"got {level}", lambda: auth.get_experiment_permission(experiment, "ann").permission)
    tried(f"got model {level}", lambda: auth.get_registered_model_permission("model", "ann").permission)
    of = auth.get_user("ann")
    heard[f"all {level}"] = [
        [p.permission for p in of.experiment_permissions],
        [[p.name, p.permission] for p in of.registered_model_permissions],
    ]
    log_in("ann", "the password of ann")
    tried(f"reads {level}", lambda: client.get_experiment(experiment).name)
    tried(f"tags {level}", lambda: client.set_experiment_tag(experiment, "k", "v"))
    tried(f"deletes {level}", lambda: client.delete_experiment(experiment))
    tried(f"grants {level}", lambda: auth.create_experiment_permission(experiment, "admin", "READ"))
    tried(f"model {level} read", lambda: client.get_registered_model("model").name)
    tried(f"model {level} set", lambda: client.set_registered_model_tag("model", "k", "v"))
    tried(f"listed {level}", lambda: sorted(e.name for e in client.search_experiments()))
    tried(f"models {level}", lambda: sorted(m.name for m in client.search_registered_models()))
    log_in("admin", "an administrator")
    auth.update_experiment_permission(experiment, "ann", "MANAGE")
    tried(f"managed {level}", lambda: auth.get_experiment_permission(experiment, "ann").permission)
    auth.delete_experiment_permission(experiment, "ann")
    auth.delete_registered_model_permission("model", "ann")
    tried(f"gone {level}", lambda: auth.get_experiment_permission(experiment, "ann").permission)
    tried(f"gone again {level}", lambda: auth.delete_registered_model_permission("model", "ann"))
tried("level", lambda: auth.create_experiment_permission(experiment, "ann", "WRITE").permission)
tried("missing", lambda: auth.update_experiment_permission(experiment, "ann", "READ"))
tried("password", lambda: auth.update_user_password("ann", "another password"))
auth.update_user_admin("ann", True)
tried("promoted", lambda: auth.get_user("ann").is_admin)
tried("deleted", lambda: auth.delete_user("ann"))
tried("deleted again", lambda: auth.delete_user("ann"))
print(json.dumps(heard, sort_keys=True))
