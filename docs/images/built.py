"""Finds the built program for the scripts beside this file."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def program() -> Path:
    builds = [ROOT / "target" / kind / "mlflow" for kind in ("release", "debug")]
    named = os.environ.get("MLFLOW")
    for path in [Path(named)] if named else builds:
        if path.exists():
            return path
    sys.exit("the program is not built; `cargo build --release` builds it")
