"""Logs files with hostile names and prints which of them did not come back as they were."""

import json
import os
import tempfile

import mlflow
from mlflow.tracking import MlflowClient

NAMES = [
    "a b.png", "a%20b.png", "100%.txt", "100%25.txt", "a%2Fb.txt", "a+b", "a;b", "a&b", "q'", 'd"',
    "\u00fc-nfc", "u\u0308-nfd", "back\\slash", ".hidden", "trail ", "%", "%zz", "x%20y%zz", "a%FFb",
    "pred%step%0%timestamp%1717171717%00ab-1.png", "a%0Ab%q", "n" * 255, "a:b", "%41bc", "[1]{2}",
]

client = MlflowClient()
run_id = client.create_run("0").info.run_id
failed = {}
for number, name in enumerate(NAMES):
    content = name.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(content)
        client.log_artifact(run_id, path, f"d{number}")

with tempfile.TemporaryDirectory() as folder:
    client.download_artifacts(run_id, "", folder)
    for number, name in enumerate(NAMES):
        found = [
            open(os.path.join(root, file), "rb").read()
            for root, _, files in os.walk(os.path.join(folder, f"d{number}"))
            for file in files
        ]
        if found != [name.encode()]:
            failed[name] = [file.decode() for file in found]
print(json.dumps(failed))
