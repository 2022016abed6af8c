"""Asks a server with users for everything that it answers, as each kind of user, and prints statuses.

    python ask.py URL ADMIN PASSWORD [ENDPOINT…]

A line of the table is an endpoint, a column a kind of user. The server's default permission has to be
`NO_PERMISSIONS`. A request finds what it asks for as if nobody had asked before: what a request may have
changed is made anew for the next one.
"""

import base64
import http.client
import json
import sys
import urllib.parse

from endpoints import ENDPOINTS, GRANTED, USERS

PASSWORD = "a long password"


class Server:
    """A server, asked over one connection."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)

    def ask(self, login, method, path, body=None):
        headers = {"Accept": "*/*"}
        if login:
            encoded = base64.b64encode(":".join(login).encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


class House:
    """What is asked for: made by the administrator, and granted to one user at most."""

    made = 0

    def __init__(self, server, admin, user):
        House.made += 1
        self.server, self.admin, self.number = server, admin, f"{user}-{House.made}"
        name = self.number
        self.names = names = {"experiment_name": f"e-{name}", "model": f"m-{name}", "prompt": f"p-{name}"}
        names["user"] = f"of {user}"
        ex = names["experiment"] = self.make("experiments/create", name=names["experiment_name"])["experiment_id"]
        run = self.make("runs/create", experiment_id=ex)["run"]["info"]
        names["run"], names["artifacts"] = run["run_id"], f"{ex}/{run['run_id']}/artifacts"
        self.make("runs/log-metric", run_id=run["run_id"], key="k", value=1, timestamp=1)
        self.make("runs/set-tag", run_id=run["run_id"], key="k", value="v")
        self.make("experiments/set-experiment-tag", experiment_id=ex, key="k", value="v")
        logged = self.make("logged-models", experiment_id=ex, tags=[{"key": "k", "value": "v"}])
        names["logged_model"] = logged["model"]["info"]["model_id"]
        self.make_model(names["model"], run, [])
        self.make_model(names["prompt"], None, [{"key": "mlflow.prompt.is_prompt", "value": "true"}])
        path = f"/api/2.0/mlflow-artifacts/artifacts/{names['artifacts']}/x.txt"
        server.ask(admin, "PUT", path, "x")
        if user in GRANTED:
            self.grant(names, user)

    def make_model(self, name, run, tags):
        self.make("registered-models/create", name=name, tags=tags)
        source, run_id = "dummy-source", None
        if run:
            source, run_id = run["artifact_uri"], run["run_id"]
        tags = tags + [{"key": "k", "value": "v"}, {"key": "mlflow.prompt.text", "value": "t"}]
        self.make("model-versions/create", name=name, source=source, run_id=run_id, tags=tags)
        self.make("registered-models/set-tag", name=name, key="k", value="v")
        self.make("registered-models/alias", name=name, alias="a", version="1")

    def grant(self, names, user):
        for kind, name in [("experiment", "experiment"), ("registered_model", "model"), ("prompt", "prompt")]:
            self.make(
                "users/permissions/grant",
                3,
                username=user,
                resource_type=kind,
                resource_id=names[name],
                permission=GRANTED[user],
            )

    def make(self, endpoint, api=2, **fields):
        fields = {name: value for name, value in fields.items() if value is not None}
        path = f"/api/{api}.0/mlflow/{endpoint}"
        status, answer = self.server.ask(self.admin, "POST", path, fields)
        assert status == 200, (endpoint, fields, status, answer)
        return json.loads(answer)


def filled(thing, names):
    """A text, or what has texts in it, with the names of what is in the house."""
    if isinstance(thing, str):
        return thing.format(**names)
    if isinstance(thing, dict):
        return {key: filled(value, names) for key, value in thing.items()}
    if isinstance(thing, list):
        return [filled(value, names) for value in thing]
    return thing


class Asker:
    """Asks as one user after the other."""

    def __init__(self, url, admin):
        self.server, self.admin, self.houses = Server(url), admin, {}
        self.numbers = {}
        for user, (_, within) in USERS.items():
            if user in ("nobody", "admin"):
                continue
            self.administer("POST", "2.0", "users/create", {"username": user, "password": PASSWORD})
            for kind, permission in within.items():
                self.grant(user, kind, permission)

    def administer(self, method, version, endpoint, fields):
        status, answer = self.server.ask(self.admin, method, f"/api/{version}/mlflow/{endpoint}", fields)
        assert status == 200, (endpoint, fields, status, answer)
        return json.loads(answer) if answer.strip() else None

    def grant(self, user, kind, permission):
        role = self.administer("POST", "3.0", "roles/create", {"workspace": "default", "name": f"{user} {kind}"})
        number = role["role"]["id"]
        fields = {"role_id": number, "resource_type": kind, "resource_pattern": "*", "permission": permission}
        self.administer("POST", "3.0", "roles/permissions/add", fields)
        self.administer("POST", "3.0", "roles/assign", {"username": user, "role_id": number})

    def role(self):
        """A role that has one permission and one user, for requests about roles."""
        self.role_number = getattr(self, "role_number", 0) + 1
        fields = {"workspace": "default", "name": f"asked {self.role_number}"}
        number = self.administer("POST", "3.0", "roles/create", fields)["role"]["id"]
        fields = {"role_id": number, "resource_type": "experiment", "resource_pattern": "*", "permission": "READ"}
        permission = self.administer("POST", "3.0", "roles/permissions/add", fields)
        user = f"member {self.role_number}"
        self.administer("POST", "2.0", "users/create", {"username": user, "password": PASSWORD})
        self.administer("POST", "3.0", "roles/assign", {"username": user, "role_id": number})
        number_of_permission = permission["role_permission"]["id"]
        return {"role": str(number), "role_permission": str(number_of_permission), "member": user}

    def login(self, user):
        return {"nobody": None, "admin": self.admin}.get(user, (user, PASSWORD))

    def status(self, endpoint, user):
        method, path, fields, changes = endpoint
        if user not in self.houses:
            self.houses[user] = House(self.server, self.admin, user)
        names = dict(self.houses[user].names, me=user if self.login(user) else "ann", number=self.houses[user].number)
        if "{role" in str(path) + str(fields) or "{member" in str(fields):
            names.update(self.role())
        path, fields = filled(path, names), filled(fields, names)
        for key in ("role_id", "role_permission_id"):
            if isinstance(fields, dict) and key in fields and method != "GET":
                fields[key] = int(fields[key])
        if method == "GET" and fields:
            path, fields = f"{path}?{urllib.parse.urlencode(fields, doseq=True)}", None
        status, answer = self.server.ask(self.login(user), method, path, fields)
        if status >= 500:
            print(method, path, fields, user, status, answer[:300], file=sys.stderr)
        if changes and status < 400:
            del self.houses[user]
        return status


def main():
    url, name, password, *wanted = sys.argv[1:]
    asker = Asker(url, (name, password))
    print("{:58}".format("# " + ", ".join(USERS)))
    for title, endpoint in ENDPOINTS.items():
        if not wanted or any(word in title for word in wanted):
            statuses = [str(asker.status(endpoint, user)) for user in USERS]
            print(f"{title:66} {' '.join(statuses)}", flush=True)


if __name__ == "__main__":
    main()
