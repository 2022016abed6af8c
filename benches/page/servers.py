"""Two servers over stores with the same content: this program's, and MLflow's own of a Python."""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

# Of the runs of the table: keys of metrics and of params in all, and how many of them a run has.
KEYS = 100
KEYS_OF_RUN = 10

# Of the experiment with the charts.
CHARTED_RUNS = 10
BATCH = 1000

NOW = int(time.time() * 1000)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def version_of(python):
    code = "import importlib.metadata as m; print(m.version('mlflow'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def post(url, path, body):
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/2.0/mlflow/{path}", data, headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


class Served:
    """A server, ended at the end of a `with`."""

    def __init__(self, name, command, folder):
        self.name = name
        self.command = command
        self.folder = folder

    def __enter__(self):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = dict(os.environ, MLFLOW_DISABLE_TELEMETRY="true", HOME=self.folder)
        self.log = open(os.path.join(self.folder, f"{self.name}.log"), "w")
        self.process = subprocess.Popen(
            [*self.command, "--port", str(port)],
            cwd=self.folder, env=environment, stdout=self.log, stderr=self.log, start_new_session=True,
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=60).read()
                return self
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"{self.name} ended: see {self.log.name}")
                time.sleep(0.05)

    def __exit__(self, *_):
        os.killpg(self.process.pid, 15)
        self.process.wait()
        self.log.close()


def ours(program, database, folder):
    uri = f"sqlite:///{database}"
    return Served("ours", [program, "server", "--backend-store-uri", uri], folder)


def mlflows(python, database, folder):
    uri = f"sqlite:///{database}"
    command = [python, "-m", "mlflow", "server", "--backend-store-uri", uri, "--workers", "2"]
    return Served("mlflow", command, folder)


def make_database(program, python, database):
    """Makes an empty database that both servers can use as it is."""
    schema = ["--schema", version_of(python)] if python else []
    subprocess.run([program, "db", "create", *schema, f"sqlite:///{database}"], check=True)


def fill(url, runs, charts, points):
    """Logs the experiments that are looked at; answers their ids and that of a run that runs."""
    random.seed(7)
    table = post(url, "experiments/create", {"name": "many runs"})["experiment_id"]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda index: one_run(url, table, index), range(runs)))
    charted = post(url, "experiments/create", {"name": "many charts"})["experiment_id"]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda index: long_run(url, charted, index, charts, points), range(CHARTED_RUNS)))
    return table, charted, create(url, table, "running now", NOW + 60_000)


def create(url, experiment, name, start):
    body = {"experiment_id": experiment, "run_name": name, "start_time": start, "user_id": "ann"}
    return post(url, "runs/create", body)["run"]["info"]["run_id"]


def end(url, run, at):
    post(url, "runs/update", {"run_id": run, "status": "FINISHED", "end_time": at})


def one_run(url, experiment, index):
    start = NOW - index * 60_000
    run = create(url, experiment, f"trial-{index:05}", start)
    keys = random.sample(range(KEYS), KEYS_OF_RUN)
    metrics = [
        {"key": f"metric_{key:03}", "value": random.random(), "timestamp": start, "step": 0} for key in keys
    ]
    params = [{"key": f"param_{key:03}", "value": f"{random.random():.4f}"} for key in keys]
    post(url, "runs/log-batch", {"run_id": run, "metrics": metrics, "params": params})
    end(url, run, start + 42_000)


def long_run(url, experiment, index, charts, points):
    run = create(url, experiment, f"training-{index:02}", NOW - index * 60_000)
    batch = []
    for chart in range(charts):
        for step in range(points):
            value = 1 / (1 + step / 100) + random.random() / 10 + index / 20
            batch.append({"key": f"metric_{chart:03}", "value": value, "timestamp": NOW + step, "step": step})
            if len(batch) == BATCH:
                post(url, "runs/log-batch", {"run_id": run, "metrics": batch})
                batch = []
    if batch:
        post(url, "runs/log-batch", {"run_id": run, "metrics": batch})
    end(url, run, NOW + points)
