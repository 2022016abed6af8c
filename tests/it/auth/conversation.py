"""Asks a server through MLflow's auth client, and notes what comes of it: for `api.py` and `api_2.py`."""

import os

from mlflow.exceptions import MlflowException, RestException

ADMIN = ("admin", "an administrator")
heard = {}


def log_in(name, password):
    os.environ["MLFLOW_TRACKING_USERNAME"] = name
    os.environ["MLFLOW_TRACKING_PASSWORD"] = password


def tried(name, call):
    """Notes what a call gives, or how it is refused."""
    try:
        found = call()
    except RestException as error:
        found = ["refused", error.error_code, error.get_http_status_code()]
    except MlflowException as error:
        # A plain answer of Python's server has its status in the text of the error.
        statuses = [code for code in (401, 403, 404) if f"error code {code}" in str(error)]
        found = ["refused", {401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED"}.get(*statuses[:1], "")]
        found += statuses[:1]
    if isinstance(found, (type(None), bool, int, str, list, dict)):
        heard[name] = found
    return found
