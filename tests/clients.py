#!/usr/bin/env python3
"""Installs the Python clients that the tests use, under target/clients, and prints the path of
each one's interpreter. Does nothing where they are complete.

    python3 tests/clients.py                  # all of them
    python3 tests/clients.py mlflow-3.17.2    # one
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What SQLAlchemy speaks to MySQL and PostgreSQL with.
DRIVERS = ["pymysql", "psycopg2-binary"]

CLIENTS = {
    # Servers that stand in for clouds, and the clouds' own clients.
    "clouds": [
        "moto[server]",
        "boto3",
        "gcp-storage-emulator",
        "google-cloud-storage",
        "azure-storage-blob",
    ],
    "mlflow-3.17.2": ["mlflow==3.17.2"],
    # Asks for packages that are not everywhere; those of 3.17.2 are enough.
    "mlflow-3.18.0": ["mlflow==3.17.2"],
    # What opens databases of servers.
    "mlflow-3.17.2-databases": ["mlflow==3.17.2", *DRIVERS],
    "mlflow-3.18.0-databases": ["mlflow==3.17.2", *DRIVERS],
    # What `mlflow run --backend kubernetes` needs.
    "mlflow-3.17.2-kubernetes": [
        "mlflow-skinny==3.17.2",
        "docker",
        # The clients from 36 on refuse what 3.17.2 hands them.
        "kubernetes<32",
    ],
    # What a client needs to log models, without the server.
    "mlflow-2.22.4": ["mlflow-skinny==2.22.4", "pandas<3", "scikit-learn<1.7"],
    # What its client of users and permissions imports.
    "mlflow-2.22.4-auth": [
        "mlflow-skinny==2.22.4",
        "alembic",
        "flask",
        "flask-wtf",
        "sqlalchemy<2.1",
    ],
    # One that a project may pin: its database has another schema than today's.
    "mlflow-2.10.0": ["mlflow-skinny==2.10.0", "setuptools<70"],
    # The newest releases of its own dependencies that it works with.
    "mlflow-1.23.1": [
        "mlflow==1.23.1",
        "protobuf<4",
        "numpy<1.24",
        "pandas<2",
        "sqlalchemy<2",
        "alembic<1.13",
        "flask<2.3",
        "werkzeug<2.3",
        "scipy<1.11",
        "scikit-learn==1.2.2",
        "setuptools<70",
    ],
}

# What is installed instead of the packages of the same names, without its dependencies.
NEWEST = (["mlflow", "mlflow-skinny", "mlflow-tracing"], ["mlflow==3.18.0"])
REPLACED = {"mlflow-3.18.0": NEWEST, "mlflow-3.18.0-databases": NEWEST}


def install(name: str, folder: Path) -> Path:
    environment = folder / name
    python = environment / "bin" / "python"
    complete = environment / ".complete"
    with open(folder / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if complete.exists() and complete.read_text() == repr(CLIENTS[name]):
            return python
        shutil.rmtree(environment, ignore_errors=True)
        if shutil.which("uv"):
            create = ["uv", "venv", "--quiet", "--python", sys.executable, str(environment)]
            add = ["uv", "pip", "install", "--quiet", "--python", str(python)]
        else:
            create = [sys.executable, "-m", "venv", str(environment)]
            add = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(create, check=True, stdout=sys.stderr)
        subprocess.run(add + CLIENTS[name], check=True, stdout=sys.stderr)
        if name in REPLACED:
            old, new = REPLACED[name]
            remove = [word if word != "install" else "uninstall" for word in add]
            if "uv" not in remove:
                remove.append("--yes")
            subprocess.run(remove + old, check=True, stdout=sys.stderr)
            subprocess.run([*add, "--no-deps", *new], check=True, stdout=sys.stderr)
        complete.write_text(repr(CLIENTS[name]))
    return python


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "clients"
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or CLIENTS:
        if name not in CLIENTS:
            sys.exit(f"unknown client {name!r}; known are {', '.join(CLIENTS)}")
        print(install(name, folder))


if __name__ == "__main__":
    main()
