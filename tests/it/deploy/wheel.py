"""Makes a wheel as maturin does, completes it, and installs it into an environment of its own.

    python wheel.py PROGRAM BACKEND FOLDER
"""

import stat
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

program, backend, folder = map(Path, sys.argv[1:])
wheel = folder / "mlflow_rs-0.1.0-py3-none-any.whl"
info = "mlflow_rs-0.1.0.dist-info"
files = {
    # The program itself is large; what hands on its arguments stands for it.
    "mlflow_rs-0.1.0.data/scripts/mlflow": f'#!/bin/sh\nexec "{program}" "$@"\n',
    f"{info}/METADATA": "Metadata-Version: 2.1\nName: mlflow-rs\nVersion: 0.1.0\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n",
}
record = f"{info}/RECORD"
with zipfile.ZipFile(wheel, "w") as packed:
    for name, content in files.items():
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (stat.S_IFREG | 0o755) << 16
        packed.writestr(entry, content)
    packed.writestr(record, "".join(f"{name},,\n" for name in [*files, record]))
subprocess.run([sys.executable, backend, wheel], check=True)
environment = folder / "environment"
venv.create(environment, with_pip=True)
pip = [environment / "bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
subprocess.run([*pip, "--disable-pip-version-check", wheel], check=True)
for path in sorted((environment / "share").rglob("*")):
    if path.is_file():
        print(path.relative_to(environment))
subprocess.run([environment / "bin/mlflow", "--version"], check=True)
