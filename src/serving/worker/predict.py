"""Predicts once, by the MLflow of this environment: `mlflow models predict`.

Its argument is JSON: the model, the input's path or nothing for stdin, the content type, and the path
for the predictions. What the model prints goes to stderr.
"""

import inspect
import json
import os
import sys


def main():
    settings = json.loads(sys.argv[1])
    os.dup2(2, 1)
    sys.path[0] = ""
    try:
        from mlflow.exceptions import MlflowException
        from mlflow.pyfunc import scoring_server
    except ImportError as error:
        python = "{} (Python {}.{})".format(sys.executable, *sys.version_info[:2])
        sys.exit("`{}` cannot import MLflow: {}".format(python, error))
    predict = scoring_server._predict
    given = [settings["model"], settings["input"], settings["output"], settings["content_type"]]
    # MLflow before 2 asks for the form of JSON, too.
    if len(inspect.signature(predict).parameters) > len(given):
        given.append(settings["json_format"])
    try:
        predict(*given)
    except MlflowException as error:
        sys.exit("{}: {}".format(error.error_code, error.message))


main()
