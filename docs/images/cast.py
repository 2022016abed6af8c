#!/usr/bin/env python3
"""Records `first-hour.cast` anew: the lines of docs/first-hour.md, typed into a shell on a terminal.

    python3 docs/images/cast.py            # with target/release/mlflow, or else target/debug/mlflow
    MLFLOW=/path/to/mlflow python3 docs/images/cast.py

The file has asciicast's second version: a header, then a moment and a text in each line. Only what is
typed takes time in it, so that two recordings differ by IDs and durations alone.
"""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
from pathlib import Path

from built import ROOT, program

HERE = Path(__file__).resolve().parent
SIZE = (100, 30)
PROMPT = "\x1b[32m$\x1b[0m "
# In seconds: between two letters, before a command is sent, and to read what it printed.
LETTER, PAUSE, READING = 0.03, 0.3, 1.5

TRAIN = """\
for step in 1 2 3 4 5 6 7 8; do
    mlflow runs log-metric loss=$(awk "BEGIN {print 1 / ($step + $1)}") --step $step
done
"""


def lines() -> list[str]:
    text = (ROOT / "docs/first-hour.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
    return [line for block in blocks for line in block.splitlines()]


def shown(line: str, folder: Path, env: dict[str, str]) -> str:
    """What a terminal shows for a command."""
    ours, theirs = pty.openpty()
    columns, rows = SIZE
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = subprocess.Popen(
        ["sh", "-c", line], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    printed = b""
    try:
        while chunk := os.read(ours, 65536):
            printed += chunk
    except OSError:
        pass  # The other end is closed: that is how a terminal says that nobody writes any more.
    child.wait()
    os.close(ours)
    return printed.decode().replace(str(folder), "~/fraud")


def main() -> None:
    mlflow = program()
    events: list[tuple[float, str]] = []
    now = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "train.sh").write_text(TRAIN)
        env = {
            "PATH": f"{mlflow.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "USER": "ann",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
        }
        for line in lines():
            events.append((now, PROMPT))
            for letter in line:
                now += LETTER
                events.append((now, letter))
            now += PAUSE
            events.append((now, "\r\n"))
            events.append((now, shown(line, folder, env)))
            now += READING
    columns, rows = SIZE
    header = {"version": 2, "width": columns, "height": rows, "title": "mlflow: the first hour"}
    records = [json.dumps(header)]
    records += [json.dumps([round(at, 2), "o", text], ensure_ascii=False) for at, text in events]
    target = HERE / "first-hour.cast"
    target.write_text("\n".join(records) + "\n")
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB, {now:.0f} s")


if __name__ == "__main__":
    main()
