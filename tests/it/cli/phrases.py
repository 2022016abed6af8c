"""Runs command lines one after the other in MLflow's own command, imported once, and prints how
each ended.

    python phrases.py < lines.json
"""

import json
import os
import sys

from click.testing import CliRunner
from mlflow.cli import cli

ends = []
environment = dict(os.environ)
for words in json.load(sys.stdin):
    # `gc` sets variables, which would hold for the next command.
    os.environ.clear()
    os.environ.update(environment)
    result = CliRunner().invoke(cli, words)
    error = result.exception
    # What a process would write as the last line of its traceback.
    raised = "" if isinstance(error, SystemExit) or error is None else str(error)
    ends.append({
        "code": result.exit_code,
        "stderr": result.stderr + raised,
    })
json.dump(ends, sys.stdout)
