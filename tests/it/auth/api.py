"""Goes through MLflow's auth client, on any server, and prints what came of it, without ids.

    python api.py URL
"""

import json
import sys

from conversation import ADMIN, heard, log_in, tried
from mlflow.server.auth.client import AuthServiceClient
from mlflow.tracking import MlflowClient

URL = sys.argv[1]


def role(role):
    permissions = [[p.resource_type, p.resource_pattern, p.permission] for p in role.permissions]
    return [role.name, role.workspace, role.description, permissions]


auth, client = AuthServiceClient(URL), MlflowClient(URL)
log_in(*ADMIN)
experiment = client.create_experiment("by admin")
client.create_registered_model("model")

user = auth.create_user("ann", "the password of ann")
heard["created"] = [user.username, user.is_admin]
tried("again", lambda: auth.create_user("ann", "the password of ann").username)
tried("short", lambda: auth.create_user("bob", "short").username)
tried("got", lambda: auth.get_user("ann").username)
tried("missing", lambda: auth.get_user("zoe").username)
auth.update_user_admin("ann", True)
tried("promoted", lambda: auth.get_user("ann").is_admin)
auth.update_user_admin("ann", False)
heard["suicide"] = tried("suicide", lambda: auth.delete_user("admin"))[2]

# Permissions of one user.
tried("granted", lambda: auth.grant_user_permission("ann", "experiment", experiment, "EDIT"))
tried("twice", lambda: auth.grant_user_permission("ann", "experiment", experiment, "READ"))
tried("unknown level", lambda: auth.grant_user_permission("ann", "experiment", "9", "WRITE"))
tried("old level", lambda: auth.grant_user_permission("ann", "experiment", "9", "NO_PERMISSIONS"))
tried("unknown kind", lambda: auth.grant_user_permission("ann", "table", "9", "READ"))
tried("workspace", lambda: auth.grant_user_permission("ann", "workspace", "*", "USE"))
tried("one run", lambda: auth.grant_user_permission("ann", "run", "r", "READ"))
tried("all runs", lambda: auth.grant_user_permission("ann", "run", "*", "EDIT"))
tried("to nobody", lambda: auth.grant_user_permission("zoe", "experiment", "9", "READ"))
for kind, name in [("experiment", experiment), ("experiment", "0"), ("registered_model", "model")]:
    found = auth.get_user_permission("ann", kind, name)
    heard[f"ann on {kind} {name == experiment}"] = [found.allowed, found.permission]
log_in("ann", "the password of ann")
tried("own rights", lambda: auth.get_user_permission("ann", "experiment", experiment).permission)
tried("another's rights", lambda: auth.get_user_permission("admin", "experiment", "0").permission)
tried("runs", lambda: client.create_run(experiment).info.status)
tried("tags", lambda: client.set_experiment_tag(experiment, "k", "v"))
tried("deletes", lambda: client.delete_experiment(experiment))
tried("grants", lambda: auth.grant_user_permission("ann", "experiment", experiment, "MANAGE"))
tried("creates users", lambda: auth.create_user("eve", "the password of eve").username)
tried("reads admin", lambda: auth.get_user("admin").username)
tried("promotes", lambda: auth.update_user_admin("ann", True))
own = client.create_experiment("by ann")
tried("owns", lambda: auth.get_user_permission("ann", "experiment", own).permission)
client.create_registered_model("anns")
tried("owns model", lambda: client.rename_registered_model("anns", "anns too") and None)
tried("still owns", lambda: client.delete_registered_model("anns too"))
tried("model", lambda: client.update_registered_model("model", "x").description)
tried("no model", lambda: client.get_registered_model("none").name)
tried("no run", lambda: client.get_run("0123456789abcdef0123456789abcdef").info.run_id)
log_in(*ADMIN)
tried("revoked", lambda: auth.revoke_user_permission("ann", "experiment", experiment))
tried("revoked twice", lambda: auth.revoke_user_permission("ann", "experiment", experiment))
auth.grant_user_permission("ann", "experiment", experiment, "DENY")
log_in("ann", "the password of ann")
tried("denied", lambda: client.get_experiment(experiment).name)
tried("listed", lambda: sorted(e.name for e in client.search_experiments()))
log_in(*ADMIN)
auth.revoke_user_permission("ann", "experiment", experiment)
auth.revoke_user_permission("ann", "run", "*")

# Roles.
readers = auth.create_role("default", "readers", "who read")
heard["role"] = role(readers)
tried("role again", lambda: auth.create_role("default", "readers").name)
tried("reserved", lambda: auth.create_role("default", "__user_9__").name)
tried("blank", lambda: auth.create_role("default", " ").name)
permission = auth.add_role_permission(readers.id, "experiment", "*", "DENY")
heard["added"] = [permission.resource_type, permission.resource_pattern, permission.permission]
tried("added twice", lambda: auth.add_role_permission(readers.id, "experiment", "*", "READ").id)
tried("per run", lambda: auth.add_role_permission(readers.id, "run", "r", "READ").id)
tried("level", lambda: auth.add_role_permission(readers.id, "workspace", "*", "READ").id)
tried("number", lambda: auth.add_role_permission(readers.id, "experiment", "x", "READ").id)
tried("got role", lambda: role(auth.get_role(readers.id)))
tried("no role", lambda: role(auth.get_role(999)))
tried("roles", lambda: [role(r) for r in auth.list_roles("default") if "__" not in r.name])
tried("all roles", lambda: [role(r) for r in auth.list_all_roles() if "__" not in r.name])
auth.assign_role("ann", readers.id)
tried("assigned twice", lambda: auth.assign_role("ann", readers.id).id)
tried("assigned", lambda: len(auth.list_role_users(readers.id)))
tried("of ann", lambda: [r.name for r in auth.list_user_roles("ann") if "__" not in r.name])
log_in("ann", "the password of ann")
tried("by role", lambda: client.get_experiment(experiment).name)
tried("sees role", lambda: role(auth.get_role(readers.id))[0])
tried("sees all roles", lambda: len(auth.list_all_roles()))
tried("changes role", lambda: auth.update_role(readers.id, name="x").name)
tried("own roles", lambda: [r.name for r in auth.list_user_roles("ann") if "__" not in r.name])
log_in(*ADMIN)
tried("level of role", lambda: auth.update_role_permission(permission.id, "EDIT").permission)
tried("permissions", lambda: len(auth.list_role_permissions(readers.id)))
tried("updated", lambda: role(auth.update_role(readers.id, name="writers", description="now"))[:3])
log_in("ann", "the password of ann")
tried("edits by role", lambda: client.set_experiment_tag(experiment, "k", "w"))
log_in(*ADMIN)
tried("removed", lambda: auth.remove_role_permission(permission.id))
tried("removed twice", lambda: auth.remove_role_permission(permission.id))
manage = auth.add_role_permission(readers.id, "workspace", "*", "MANAGE")
log_in("ann", "the password of ann")
tried("manages", lambda: auth.create_user("bob", "the password of bob").username)
tried("manages all", lambda: client.set_registered_model_tag("model", "k", "v"))
tried("not deletes", lambda: auth.delete_user("bob"))
log_in(*ADMIN)
tried("unassigned", lambda: auth.unassign_role("ann", readers.id))
tried("unassigned twice", lambda: auth.unassign_role("ann", readers.id))
tried("deleted role", lambda: auth.delete_role(readers.id))
tried("deleted twice", lambda: auth.delete_role(readers.id))

# Passwords.
log_in("ann", "the password of ann")
tried("no old one", lambda: auth.update_user_password("ann", "another password"))
old = "the password of ann"
tried("wrong old one", lambda: auth.update_user_password("ann", "another password", "wrong"))
tried("same", lambda: auth.update_user_password("ann", old, old))
tried("changed", lambda: auth.update_user_password("ann", "another password", old))
tried("old one", lambda: client.get_experiment("0").name)
log_in("ann", "another password")
tried("new one", lambda: client.get_experiment("0").name)
log_in(*ADMIN)
tried("by admin", lambda: auth.update_user_password("ann", "yet another password"))
tried("deleted", lambda: auth.delete_user("ann"))
log_in("ann", "yet another password")
tried("gone", lambda: client.get_experiment("0").name)
print(json.dumps(heard, sort_keys=True))
