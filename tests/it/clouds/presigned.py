"""A client writes and reads files on a server that hands out signed addresses only."""

import json
import os
import tempfile

from mlflow import MlflowClient

client = MlflowClient()
run_id = client.create_run("0").info.run_id
contents = {"x.bin": os.urandom(12_000_000), "small.txt": b"small"}
same = True
for name, content in contents.items():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        client.log_artifact(run_id, path, "sub")
    with tempfile.TemporaryDirectory() as folder:
        with open(client.download_artifacts(run_id, f"sub/{name}", folder), "rb") as file:
            same = same and file.read() == content
print(json.dumps(same))
