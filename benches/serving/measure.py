#!/usr/bin/env python3
"""Measures servers of one scikit-learn model: this program's, MLflow's own, and MLServer's, and a bare
loop around `model.predict` as the limit.

    benches/serving/measure.py --program target/release/mlflow \\
        --python target/clients/mlflow-3.17.2/bin/python [--mlserver ENV/bin/python] [--seconds 8]

Needs `wrk`. Prints a table in Markdown; compare figures of one sitting only.
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

SAVE = """
import sys, mlflow.sklearn, numpy as np, pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LogisticRegression
X = pd.DataFrame(np.random.RandomState(0).normal(size=(200, 4)), columns=list("abcd"))
y = (X.a > 0).astype(int)
model = LogisticRegression().fit(X, y)
mlflow.sklearn.save_model(model, sys.argv[1], signature=infer_signature(X, model.predict(X)))
"""

LOOP = """
import sys, time, mlflow.pyfunc, pandas as pd
model = mlflow.pyfunc.load_model(sys.argv[1])
for count in (1, 100):
    frame = pd.DataFrame([[0.1, 0.2, 0.3, 0.4]] * count, columns=list("abcd"))
    for _ in range(20):
        model.predict(frame)
    start = time.perf_counter()
    calls = 0
    while time.perf_counter() - start < 5:
        model.predict(frame)
        calls += 1
    print(count, calls / (time.perf_counter() - start))
"""

LUA = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = io.open("{body}"):read("*a")
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def rows(count):
    data = [[0.1, 0.2, 0.3, 0.4]] * count
    return {"dataframe_split": {"columns": list("abcd"), "data": data}}


def tensors(count):
    values = [0.1] * count
    column = {"shape": [count, 1], "datatype": "FP64", "data": values}
    return {"inputs": [dict(column, name=name) for name in "abcd"]}


def memory(group):
    """The memory of a group's processes, in MB; what they share counts once."""
    total = 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getpgid(int(entry)) != group and os.getsid(int(entry)) != group:
                continue
            with open(f"/proc/{entry}/smaps_rollup") as file:
                found = re.search(r"^Pss:\s+(\d+)", file.read(), re.M)
                total += int(found.group(1)) if found else 0
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return total / 1024


def wrk(url, connections, body, seconds, folder):
    path = os.path.join(folder, "body")
    with open(path, "w") as file:
        json.dump(body, file)
    script = os.path.join(folder, "post.lua")
    with open(script, "w") as file:
        file.write(LUA.replace("{body}", path))
    command = ["wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        sys.exit(f"not every request was answered:\n{said}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))

    def latency(percent):
        number, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", said).groups()
        return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]

    return rate, latency(50), latency(99)


def measure(name, command, url, body, args, folder, **more):
    started = time.perf_counter()
    log = open(os.path.join(folder, "log"), "w")
    server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **more)
    data = json.dumps(body(1)).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    while True:
        try:
            urllib.request.urlopen(request, timeout=60).read()
            break
        except OSError:
            if server.poll() is not None:
                sys.exit(f"{name} ended: see {log.name}")
            time.sleep(0.02)
    start = time.perf_counter() - started
    for count in (1, 100):
        for connections in (1, 8, 64):
            rate, middle, slow = wrk(url, connections, body(count), args.seconds, folder)
            print(
                f"| {name} | {count} | {connections} | {rate:.0f} | {rate * count:.0f} "
                f"| {middle:.1f} | {slow:.1f} | {start:.1f} | {memory(server.pid):.0f} |",
                flush=True,
            )
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(entry)) == server.pid:
                os.kill(int(entry), signal.SIGKILL)
        except ProcessLookupError:
            continue
    server.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--mlserver")
    parser.add_argument("--seconds", type=int, default=8)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(args, folder)


def run(args, folder):
    environment = dict(os.environ, MLFLOW_DISABLE_TELEMETRY="true")
    bin_folder = os.path.dirname(os.path.abspath(args.python))
    environment["PATH"] = f"{bin_folder}:{environment['PATH']}"
    model = os.path.join(folder, "model")
    quiet = {"env": environment, "stderr": subprocess.DEVNULL}
    subprocess.run([args.python, "-c", SAVE, model], check=True, **quiet)
    loop = [args.python, "-c", LOOP, model]
    print("bare loop around model.predict (rows, calls/s):")
    print(subprocess.run(loop, check=True, stdout=subprocess.PIPE, text=True, **quiet).stdout)
    print("| server | rows | connections | requests/s | rows/s | p50 ms | p99 ms | start s | MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    program = os.path.abspath(args.program)
    ours = [program, "models", "serve", "-m", model, "--env-manager", "local", "--port"]
    batches = ["--batch-size", "64", "--batch-wait-ms", "1"]
    for name, flags in [
        ("this, 1 worker", ["-w", "1"]),
        ("this, 2 workers", ["-w", "2"]),
        ("this, 2 workers, batches", ["-w", "2", *batches]),
    ]:
        port = str(free_port())
        url = f"http://127.0.0.1:{port}/invocations"
        measure(name, [*ours, port, *flags], url, rows, args, folder, env=environment)
    for workers in ("1", "2"):
        port = str(free_port())
        url = f"http://127.0.0.1:{port}/invocations"
        theirs = [args.python, "-c", "from mlflow.cli import cli; cli()", "models", "serve", "-m", model]
        theirs += ["--env-manager", "local", "--port", port, "--workers", workers]
        name = f"MLflow 3.17.2, {workers} worker" + "s" * (workers != "1")
        measure(name, theirs, url, rows, args, folder, env=environment)
    if args.mlserver:
        mlserver(args, model, folder, environment)


def mlserver(args, model, folder, environment):
    bin_folder = os.path.dirname(os.path.abspath(args.mlserver))
    environment = dict(environment, PATH=f"{bin_folder}:{environment['PATH']}")
    home = os.path.join(folder, "mlserver")
    os.makedirs(home)
    port = free_port()
    settings = {"http_port": port, "grpc_port": free_port(), "metrics_port": free_port()}
    implementation = "mlserver_mlflow.MLflowRuntime"
    about = {"name": "m", "implementation": implementation, "parameters": {"uri": model}}
    for name, content in [("settings", settings), ("model-settings", about)]:
        with open(os.path.join(home, f"{name}.json"), "w") as file:
            json.dump(content, file)
    url = f"http://127.0.0.1:{port}/v2/models/m/infer"
    command = [os.path.join(bin_folder, "mlserver"), "start", home]
    # It leaves files of metrics where it is started.
    measure("MLServer 1.7.1", command, url, tensors, args, folder, env=environment, cwd=home)


main()
