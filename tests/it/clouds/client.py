"""A real client writes, lists, reads and removes artifacts; prints what it found as JSON."""

import json
import os
import sys
import tempfile

# boto3 comes from another environment; this client's own packages go first.
sys.path.append(sys.argv[1])

import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient()
experiment_id, read_run = sys.argv[2:4]
run_id = client.create_run(experiment_id).info.run_id
with tempfile.TemporaryDirectory() as folder:
    os.makedirs(os.path.join(folder, "sub"))
    contents = {"a.txt": b"first", "sub/b.txt": b"second", "sub/c.bin": os.urandom(300_000)}
    for name, content in contents.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    client.log_artifacts(run_id, folder, "top")


def tree(run, path=None):
    found = {}
    for info in client.list_artifacts(run, path):
        found.update(tree(run, info.path) if info.is_dir else {info.path: info.file_size})
    return found


with tempfile.TemporaryDirectory() as folder:
    local = client.download_artifacts(run_id, "top", folder)
    for name, content in contents.items():
        with open(os.path.join(local, name), "rb") as file:
            assert file.read() == content, name
    local = client.download_artifacts(read_run, "ours", folder)
    with open(os.path.join(local, "x.txt")) as file:
        theirs = file.read()
print(json.dumps({"run": run_id, "tree": tree(run_id), "ours": tree(read_run), "text": theirs}))
