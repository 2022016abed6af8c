"""Logs with NumPy's numbers and floats where MLflow expects whole ones, straight into a database."""

import json

import mlflow
import numpy
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag

client = MlflowClient("sqlite:///mlflow.db")
experiment = client.create_experiment("odd")
first = client.create_run(experiment, start_time=numpy.int64(1700000000000)).info.run_id
second = client.create_run(experiment, start_time=1700000000001.5).info.run_id
third = client.create_run(experiment, start_time=1700000000002).info.run_id
for step in (300, 5, 40):
    client.log_batch(first, metrics=[Metric(f"m{step}", float(step), 7, numpy.int64(step))])
for kind in ("int8", "int16", "int32", "int64", "uint8", "uint64", "float32", "float64"):
    step = getattr(numpy, kind)(7)
    client.log_batch(second, metrics=[Metric(kind, 1.0, 7, step)])
client.log_metric(second, "fraction", 2.0, step=4.5)
client.log_metric(second, "time", 2.0, timestamp=numpy.int64(1700000000000), step=1)
client.log_metric(second, "late", 2.0, timestamp=1700000000000.5, step=1)
client.log_param(third, "p", numpy.float32(0.5))
client.set_tag(third, "t", numpy.int64(3))
client.set_terminated(first, end_time=numpy.int64(1700000000009))
client.set_terminated(second, end_time=1700000000009.5)
print(json.dumps({"experiment": experiment, "runs": [first, second, third]}))
