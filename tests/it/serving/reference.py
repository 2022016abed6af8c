"""Saves models with this environment's MLflow, and serves each by MLflow's own scoring application.

    reference.py FOLDER

Prints a line of JSON with the port of each model, and serves until its stdin ends.
"""

import json
import os
import socket
import sys
import threading
import warnings

warnings.filterwarnings("ignore")

import mlflow
import mlflow.pyfunc
import mlflow.sklearn
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from mlflow.pyfunc import scoring_server
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

IS_OLD = mlflow.__version__.startswith("1.")
random = np.random.RandomState(0)
X = pd.DataFrame(random.normal(size=(60, 3)), columns=["a", "b", "c"])
Y = (X.a + X.b > 0).astype(int)


def sklearn(model, **more):
    return lambda path: mlflow.sklearn.save_model(model, path, **more)


def pyfunc(model, **more):
    return lambda path: mlflow.pyfunc.save_model(path, python_model=model, **more)


class Scaled(mlflow.pyfunc.PythonModel):
    """Has params, prints, and cannot do without rows."""

    def predict(self, context, model_input, params=None):
        print("the model prints this")
        if (model_input["a"] == 13).any():
            raise ValueError("13 is no number for this model")
        return model_input * (params or {}).get("factor", 1)


def models():
    classifier = LogisticRegression().fit(X, Y)
    yield "classifier", sklearn(classifier, signature=infer_signature(X, classifier.predict(X)))
    if IS_OLD:
        return
    yield "regressor", sklearn(LinearRegression().fit(X.values, X.a * 2 + 1))
    cities = pd.DataFrame(
        {"n": X.a, "city": random.choice(["x", "y", "é"], 60), "k": random.randint(0, 9, 60)}
    )
    columns = make_column_transformer((OneHotEncoder(), ["city"]), (StandardScaler(), ["n", "k"]))
    pipeline = make_pipeline(columns, LogisticRegression()).fit(cities, Y)
    signature = infer_signature(cities, pipeline.predict(cities))
    yield "pipeline", sklearn(pipeline, signature=signature)
    signature = infer_signature(X, X, params={"factor": 2.0})
    yield "params", pyfunc(Scaled(), signature=signature)

    class Hinted(mlflow.pyfunc.PythonModel):
        def predict(self, model_input: list[str], params=None) -> list[str]:
            return [text.upper() for text in model_input]

    yield "hinted", pyfunc(Hinted())


def serve(app):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    if hasattr(app, "wsgi_app"):
        from werkzeug.serving import make_server

        listener.listen()
        server = make_server("127.0.0.1", port, app, fd=listener.fileno())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.keep = listener
    else:
        import uvicorn

        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        threading.Thread(target=server.run, args=([listener],), daemon=True).start()
    return port


def main():
    folder = sys.argv[1]
    ports = {}
    for name, save in models():
        path = os.path.join(folder, name)
        save(path)
        ports[name] = serve(scoring_server.init(mlflow.pyfunc.load_model(path)))
    print(json.dumps(ports), flush=True)
    sys.stdin.read()
    os._exit(0)


main()
