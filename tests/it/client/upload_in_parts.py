"""Uploads a file that is large to this client, and prints whether it comes back as it was."""

import json
import os
import tempfile

import mlflow

client = mlflow.MlflowClient()
run_id = client.create_run("0").info.run_id
content = os.urandom(100_000)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "x.bin")
    with open(path, "wb") as file:
        file.write(content)
    client.log_artifact(run_id, path, "sub")
with tempfile.TemporaryDirectory() as folder:
    with open(client.download_artifacts(run_id, "sub/x.bin", folder), "rb") as file:
        print(json.dumps(file.read() == content))
