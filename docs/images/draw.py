#!/usr/bin/env python3
"""Draws the README's pictures anew, with the built program and a headless Chromium.

    python3 docs/images/draw.py            # with target/release/mlflow, or else target/debug/mlflow
    MLFLOW=/path/to/mlflow python3 docs/images/draw.py
"""

import html
import json
import math
import os
import random
import subprocess
import tempfile
from pathlib import Path

from built import ROOT, program

HERE = Path(__file__).resolve().parent
FOLDER_NAME = "~/fraud"

COMMANDS = [
    "mlflow exec --experiment-name fraud --run-name nightly -- python train.py",
    """mlflow runs search --experiment-name fraud --filter "metrics.auc > 0.9 AND params.depth = '8'" \\
    --order-by 'metrics.auc DESC' --columns 'run_name,status,metrics.auc,params.*'""",
]
TRAIN = 'print("epoch 40 of 40: loss 0.154, auc 0.931")\n'

PAGE_SIZE = (900, 740)
PAGE = "#/experiments/1?compareRunsMode=CHART"

# The terminal: a cell of the font, the space around the text, and its colours.
CELL = (7.83, 19)
PADDING = 18
COLOURS = {"back": "#12161c", "text": "#d5dbe3", "prompt": "#5fb97f", "command": "#ffffff"}


class Store:
    """A folder with a store in which runs are recorded as a shell would."""

    def __init__(self, folder: Path, mlflow: Path):
        self.folder = folder
        self.mlflow = mlflow
        path = f"{mlflow.parent}{os.pathsep}{os.environ['PATH']}"
        self.env = {
            **os.environ,
            "PATH": path,
            "HOME": str(folder),
            "COLUMNS": "110",
            "MLFLOW_TRACKING_URI": "sqlite:///mlflow.db",
        }

    def run(self, *args: str, stdin: str = "") -> str:
        command = [str(self.mlflow), *args]
        kept = subprocess.run(
            command, cwd=self.folder, env=self.env, input=stdin, text=True, check=True,
            stdout=subprocess.PIPE,
        )
        return kept.stdout.strip()

    def record(self) -> None:
        chance = random.Random(7)
        settings = [(rate, depth) for rate in (0.01, 0.03, 0.1, 0.3) for depth in (4, 6, 8)]
        for number, (rate, depth) in enumerate(settings, 1):
            name = f"gbm-{number:02}"
            run = self.run("runs", "start", "--experiment-name", "fraud", "--run-name", name)
            lines = [{"params": {"lr": str(rate), "depth": str(depth)}}]
            for step in range(40):
                floor = 0.15 + 0.05 * abs(math.log10(rate) + 1) + 0.005 * (8 - depth)
                loss = floor + 0.9 * math.exp(-step * rate * 1.2) + chance.gauss(0, 0.006)
                metrics = {"loss": round(loss, 4), "auc": round(1 - loss * 0.45, 4)}
                lines.append({"metrics": metrics, "step": step})
            self.run("runs", "log-batch", "-r", run, stdin="\n".join(map(json.dumps, lines)))
            self.run("runs", "end", "-r", run)

    def shown(self, command: str) -> str:
        """What a shell prints for a command, on both streams."""
        kept = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.env, text=True, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        return kept.stdout.replace(str(self.folder), FOLDER_NAME).rstrip("\n")


def terminal(store: Store) -> str:
    lines: list[tuple[str, str]] = []
    for command in COMMANDS:
        first, *rest = command.split("\n")
        lines += [("$ ", first), *(("> ", line) for line in rest)]
        lines += [("", line) for line in store.shown(command).split("\n")]
        lines.append(("", ""))
    lines.pop()
    width = max(len(prompt + text) for prompt, text in lines) * CELL[0] + 2 * PADDING
    height = len(lines) * CELL[1] + 2 * PADDING
    rows = []
    for number, (prompt, text) in enumerate(lines):
        baseline = PADDING + (number + 0.75) * CELL[1]
        kind = "command" if prompt else "text"
        spans = f'<tspan fill="{COLOURS["prompt"]}">{prompt}</tspan>' if prompt else ""
        spans += f'<tspan fill="{COLOURS[kind]}">{html.escape(text, quote=False)}</tspan>'
        rows.append(f'<text x="{PADDING}" y="{baseline:.1f}" xml:space="preserve">{spans}</text>')
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" font-size="13" '
            'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace">',
            f'<rect width="100%" height="100%" rx="8" fill="{COLOURS["back"]}"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


def page(store: Store, target: Path) -> None:
    server = subprocess.Popen(
        [str(store.mlflow), "server", "--port", "0"], cwd=store.folder, env=store.env,
        text=True, stderr=subprocess.PIPE,
    )
    try:
        words = (line.split() for line in server.stderr)
        url = next(line[2] for line in words if line[:2] == ["listening", "on"])
        width, height = PAGE_SIZE
        chromium = next(
            name for name in ("chromium", "chromium-browser", "google-chrome")
            if subprocess.run(["which", name], stdout=subprocess.DEVNULL).returncode == 0
        )
        flags = [
            "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--window-size={width},{height}", "--virtual-time-budget=15000",
            f"--screenshot={target}",
        ]
        subprocess.run(
            [chromium, *flags, f"{url}/{PAGE}"], check=True, timeout=120,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), program())
        (store.folder / "train.py").write_text(TRAIN)
        store.record()
        page(store, HERE / "page.png")
        (HERE / "terminal.svg").write_text(terminal(store))
    for name in ("page.png", "terminal.svg"):
        print(f"{name}: {(HERE / name).stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
