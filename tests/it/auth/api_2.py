"""Goes through the auth client of MLflow 2, on any server, and prints what came of it, without ids.

    python api_2.py URL
"""

import json
import sys

from conversation import ADMIN, heard, log_in, tried
from mlflow.server.auth.client import AuthServiceClient
from mlflow.tracking import MlflowClient

URL = sys.argv[1]
PASSWORD = "the password of ann"


def of_user(user):
    """What is said of a user, without ids."""
    on_experiments = [permission.permission for permission in user.experiment_permissions]
    on_models = [[p.name, p.permission] for p in user.registered_model_permissions]
    return [user.username, user.is_admin, sorted(on_experiments), sorted(on_models)]


auth, client = AuthServiceClient(URL), MlflowClient(URL)
log_in(*ADMIN)
experiment = client.create_experiment("by admin")
client.create_registered_model("model")
client.create_registered_model("other")

# Users.
tried("created", lambda: of_user(auth.create_user("ann", PASSWORD)))
tried("again", lambda: of_user(auth.create_user("ann", PASSWORD)))
tried("nameless", lambda: of_user(auth.create_user("", PASSWORD)))
tried("got", lambda: of_user(auth.get_user("ann")))
tried("missing", lambda: of_user(auth.get_user("zoe")))
tried("promoted", lambda: auth.update_user_admin("ann", True))
tried("is promoted", lambda: of_user(auth.get_user("ann")))
tried("demoted", lambda: auth.update_user_admin("ann", False))
tried("nobody promoted", lambda: auth.update_user_admin("zoe", True))
tried("nobody's password", lambda: auth.update_user_password("zoe", "another password"))
tried("nobody deleted", lambda: auth.delete_user("zoe"))


def of_permission(permission):
    return [getattr(permission, "name", "an experiment"), permission.permission]


class Experiments:
    """The permissions on experiments."""

    title = "experiment"
    create, get = auth.create_experiment_permission, auth.get_experiment_permission
    update, delete = auth.update_experiment_permission, auth.delete_experiment_permission
    here, absent = experiment, "987654321"


class Models:
    """The permissions on registered models."""

    title = "model"
    create, get = auth.create_registered_model_permission, auth.get_registered_model_permission
    update, delete = auth.update_registered_model_permission, auth.delete_registered_model_permission
    here, absent = "model", "none such"


def uses(name):
    """What Ann may do, by what she tries."""
    log_in("ann", PASSWORD)
    tried(f"{name}: reads", lambda: client.get_experiment(experiment).name)
    tried(f"{name}: changes", lambda: client.set_experiment_tag(experiment, "k", "v"))
    tried(f"{name}: runs", lambda: client.create_run(experiment).info.status)
    tried(f"{name}: reads a model", lambda: client.get_registered_model("model").name)
    tried(f"{name}: changes a model", lambda: client.set_registered_model_tag("model", "k", "v"))
    tried(f"{name}: finds", lambda: sorted(e.name for e in client.search_experiments()))
    tried(f"{name}: finds models", lambda: sorted(m.name for m in client.search_registered_models()))
    tried(f"{name}: looks up", lambda: of_permission(auth.get_experiment_permission(experiment, "ann")))
    tried(f"{name}: grants", lambda: of_permission(auth.create_registered_model_permission("model", "admin", "READ")))
    if not isinstance(heard.get(f"{name}: grants"), list) or heard[f"{name}: grants"][0] != "refused":
        tried(f"{name}: takes", lambda: auth.delete_registered_model_permission("model", "admin"))
    log_in(*ADMIN)


for kind in (Experiments, Models):
    name = kind.title
    tried(f"{name}: granted", lambda: of_permission(kind.create(kind.here, "ann", "READ")))
    tried(f"{name}: granted twice", lambda: of_permission(kind.create(kind.here, "ann", "EDIT")))
    tried(f"{name}: granted to nobody", lambda: of_permission(kind.create(kind.here, "zoe", "READ")))
    tried(f"{name}: unknown level", lambda: of_permission(kind.create(kind.here, "admin", "WRITE")))
    tried(f"{name}: got", lambda: of_permission(kind.get(kind.here, "ann")))
    tried(f"{name}: of nobody", lambda: of_permission(kind.get(kind.here, "zoe")))
    tried(f"{name}: got none", lambda: of_permission(kind.get(kind.absent, "ann")))
    tried(f"{name}: updated none", lambda: kind.update(kind.absent, "ann", "READ"))
    tried(f"{name}: deleted none", lambda: kind.delete(kind.absent, "ann"))
    tried(f"{name}: updated badly", lambda: kind.update(kind.here, "ann", "WRITE"))

for level in ("READ", "EDIT", "MANAGE", "NO_PERMISSIONS"):
    for kind in (Experiments, Models):
        tried(f"{kind.title}: updated to {level}", lambda: kind.update(kind.here, "ann", level))
    uses(level)
    tried(f"{level}: said of the user", lambda: of_user(auth.get_user("ann")))

log_in("ann", PASSWORD)
tried("reads oneself", lambda: of_user(auth.get_user("ann"))[:2])
tried("reads another", lambda: of_user(auth.get_user("admin"))[:2])
tried("creates users", lambda: of_user(auth.create_user("eve", PASSWORD)))
tried("promotes", lambda: auth.update_user_admin("ann", True))
tried("deletes", lambda: auth.delete_user("admin"))
own = client.create_experiment("by ann")
tried("owns", lambda: of_permission(auth.get_experiment_permission(own, "ann")))
tried("gives", lambda: of_permission(auth.create_experiment_permission(own, "admin", "READ")))
client.create_registered_model("anns")
tried("owns a model", lambda: of_permission(auth.get_registered_model_permission("anns", "ann")))
client.rename_registered_model("anns", "anns too")
tried("owns it still", lambda: of_permission(auth.get_registered_model_permission("anns too", "ann")))
tried("deletes it", lambda: client.delete_registered_model("anns too"))
log_in(*ADMIN)
tried("owned", lambda: of_permission(auth.get_registered_model_permission("anns too", "ann")))

for kind in (Experiments, Models):
    tried(f"{kind.title}: deleted", lambda: kind.delete(kind.here, "ann"))
    tried(f"{kind.title}: deleted twice", lambda: kind.delete(kind.here, "ann"))
uses("by default")

# Passwords.
tried("by admin", lambda: auth.update_user_password("ann", "another password"))
log_in("ann", PASSWORD)
tried("old one", lambda: client.get_experiment("0").name)
log_in("ann", "another password")
tried("new one", lambda: client.get_experiment("0").name)
tried("own", lambda: auth.update_user_password("ann", "yet another password"))
log_in("ann", "yet another password")
tried("newest one", lambda: client.get_experiment("0").name)
log_in(*ADMIN)
tried("deleted", lambda: auth.delete_user("ann"))
log_in("ann", "yet another password")
tried("gone", lambda: client.get_experiment("0").name)
print(json.dumps(heard, sort_keys=True))
