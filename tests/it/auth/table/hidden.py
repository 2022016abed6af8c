"""Asks a server with users for what names runs and logged models, as users to whom one kind is denied, and
prints where each answer names which.

    python hidden.py URL ADMIN PASSWORD
"""

import json
import sys
import urllib.parse

from ask import PASSWORD, Server

# To each user a kind is denied; everything else that is asked for may be managed.
DENIED = {
    "nothing": None,
    "runs": "run",
    "logged models": "logged_model",
    "versions": "registered_model_version",
}


class Story:
    """A run that read and made logged models, and a version of a registered model that it made."""

    def __init__(self, url, admin):
        self.server, self.admin = Server(url), admin
        make = self.make
        self.experiment = ex = make("experiments/create", name="experiment")["experiment_id"]
        self.run = run = make("runs/create", experiment_id=ex)["run"]["info"]["run_id"]
        models = [make("logged-models", experiment_id=ex, source_run_id=run) for _ in range(2)]
        self.model, self.other = (model["model"]["info"]["model_id"] for model in models)
        make("runs/log-inputs", run_id=run, models=[{"model_id": self.other}])
        make("runs/outputs", run_id=run, models=[{"model_id": self.model, "step": 0}])
        make("runs/log-metric", run_id=run, key="k", value=1, timestamp=1, model_id=self.model)
        make("registered-models/create", name="hidden")
        link = f"https://example.com/{run}"
        make("model-versions/create", name="hidden", source=f"mlflow-artifacts:/{ex}/{run}/artifacts", run_id=run, run_link=link)
        make("registered-models/alias", name="hidden", alias="a", version="1")
        path = f"/api/2.0/mlflow-artifacts/artifacts/{ex}/{run}/artifacts/x.txt"
        assert self.server.ask(admin, "PUT", path, "x")[0] == 200

    def make(self, endpoint, api=2, **fields):
        status, answer = self.server.ask(self.admin, "POST", f"/api/{api}.0/mlflow/{endpoint}", fields)
        assert status == 200, (endpoint, status, answer)
        return json.loads(answer or "{}")

    def user(self, name, denied):
        self.make("users/create", username=name, password=PASSWORD)
        for kind, pattern in [("experiment", self.experiment), ("registered_model", "hidden")]:
            fields = {"resource_type": kind, "resource_id": pattern, "permission": "MANAGE"}
            self.make("users/permissions/grant", 3, username=name, **fields)
        if denied:
            role = self.make("roles/create", 3, workspace="default", name=f"without {name}")["role"]["id"]
            fields = {"resource_type": denied, "resource_pattern": "*", "permission": "DENY"}
            self.make("roles/permissions/add", 3, role_id=role, **fields)
            self.make("roles/assign", 3, role_id=role, username=name)

    def questions(self):
        of_run, of_model = {"run_id": self.run}, {"name": "hidden"}
        version, within = of_model | {"version": "1"}, {"experiment_ids": [self.experiment]}
        model = f"logged-models/{self.model}"
        return [
            ("GET", "runs/get", of_run),
            ("POST", "runs/search", within),
            ("GET", "metrics/get-history", of_run | {"metric_key": "k"}),
            ("GET", model, None),
            ("PATCH", model, {"model_id": self.model, "status": "LOGGED_MODEL_READY"}),
            ("POST", "logged-models", {"experiment_id": self.experiment}),
            ("POST", "logged-models/search", within),
            ("POST", "logged-models/search", within | {"filter": f"source_run_id = '{self.run}'"}),
            ("POST", "logged-models/search", within | {"filter": "name != 'x'"}),
            ("GET", "model-versions/get", version),
            ("GET", "model-versions/search", {"filter": "name = 'hidden'"}),
            ("GET", "model-versions/search", {"filter": f"run_id = '{self.run}'"}),
            ("PATCH", "model-versions/update", version | {"description": "d"}),
            ("POST", "model-versions/transition-stage", version | {"stage": "Staging"}),
            ("GET", "registered-models/get", of_model),
            ("GET", "registered-models/search", {}),
            ("PATCH", "registered-models/update", of_model | {"description": "d"}),
            ("GET", "registered-models/alias", of_model | {"alias": "a"}),
            ("POST", "registered-models/get-latest-versions", of_model),
            ("GET", "artifacts of the experiment", {"path": self.experiment}),
            ("POST", "experiments/search", {"max_results": 5}),
        ]

    def answer(self, user, method, endpoint, fields):
        path = f"/api/2.0/mlflow/{endpoint}"
        if endpoint.startswith("artifacts of"):
            path = "/api/2.0/mlflow-artifacts/artifacts"
        if method == "GET":
            path, fields = f"{path}?{urllib.parse.urlencode(fields or {})}", None
        status, answer = self.server.ask((user, PASSWORD), method, path, fields)
        return self.named(json.loads(answer)) if status == 200 else status

    def named(self, answer, at=""):
        """Where an answer names the run and the models."""
        names = {"run": self.run, "model": self.model, "other": self.other}
        if isinstance(answer, dict):
            return sorted({found for key, value in answer.items() for found in self.named(value, f"{at}.{key}")})
        if isinstance(answer, list):
            return sorted({found for value in answer for found in self.named(value, at)})
        said = [name for name, value in names.items() if value in str(answer)]
        # Where files lie is told in all answers, as MLflow does.
        is_place = at.endswith(("artifact_uri", "root_uri", ".source"))
        return [] if is_place else [f"{at[1:]} {name}" for name in said]


def main():
    url, *admin = sys.argv[1:]
    story, heard = Story(url, tuple(admin)), {}
    for user, denied in DENIED.items():
        story.user(user, denied)
        heard[user] = {}
        for method, endpoint, fields in story.questions():
            title = " ".join([method, endpoint, (fields or {}).get("filter", "")]).strip()
            for name, value in {"RUN": story.run, "MODEL": story.model}.items():
                title = title.replace(value, name)
            heard[user][title] = story.answer(user, method, endpoint, fields)
    print(json.dumps(heard, indent=1))


if __name__ == "__main__":
    main()
