"""Holds one model and answers the requests that the front of `mlflow models serve` hands over.

It is run by the Python of the model's environment, with that environment's MLflow, whatever its
release. Answers to requests are MLflow's own: its scoring server's application is called within
this process, without a socket.

1. The settings come as one line of JSON on stdin.
2. The process loads the model, connects to the front, and says hello.
3. Where it can be forked, it makes copies of itself when the front asks for them, and answers
   nothing itself. A copy connects to the front and says hello, too.
4. Requests come in groups that are answered together; each answer bears its request's id.
5. When the front closes the connection, the process ends, and its copies with it.

What the model prints goes to stderr, never into the protocol. These files run on Python 3.6.
"""

import gc
import json
import os
import sys
import threading
import traceback

from . import batch, infer
from .apps import Answer, AsgiApp, DirectCall, WsgiApp
from .fork import can_fork, fork_copies
from .link import Link


class Unusable(Exception):
    """Why this process cannot serve, for people."""


def load(settings):
    """The model, with the scoring server of this environment's MLflow."""
    try:
        import mlflow
        from mlflow.pyfunc import scoring_server
    except ImportError as error:
        python = "{} (Python {}.{})".format(sys.executable, *sys.version_info[:2])
        raise Unusable("`{}` cannot import MLflow: {}".format(python, error))
    # It knows of a configuration that the environment has for the model.
    loader = getattr(scoring_server, "load_model_with_mlflow_config", None)
    model = (loader or scoring_server.load_model)(settings["model"])
    return model, scoring_server, mlflow.__version__


class Scorer:
    """Answers requests about a model."""

    def __init__(self, model, scoring_server):
        self.model = model
        app = scoring_server.init(model)
        self.app = WsgiApp(app) if hasattr(app, "wsgi_app") else AsgiApp(app)
        self.scoring = self.app
        # Before MLflow 2, numbers were read with less care than they are written with.
        self.joins_rows = hasattr(scoring_server, "infer_and_parse_data")
        if not isinstance(self.app, WsgiApp) and DirectCall.fits(scoring_server):
            self.scoring = DirectCall(scoring_server, model, self.app)

    def answer(self, head, body, send):
        """Answers one request; `send` takes an answer and whether more of it follows."""
        if head.get("kind") == "infer":
            return send(infer.answer(self.model, head, body), False)
        is_scoring = head["path"] == "/invocations" and head["method"] == "POST"
        (self.scoring if is_scoring else self.app).call(head, body, send)

    def answer_one(self, head, body):
        """The whole answer to one request."""
        parts = []
        self.answer(head, body, lambda answer, _: parts.append(answer))
        parts[-1].body = b"".join(part.body for part in parts)
        return parts[-1]


def serve(link, scorer):
    """Answers requests until the front closes the connection."""
    while True:
        group = link.receive_group()
        if group is None:
            # Threads may be at work whose answers nobody waits for any more.
            os._exit(0)
        answers = batch.answer(scorer, group) if len(group) > 1 and scorer.joins_rows else None
        if answers:
            for (head, _), answer in zip(group, answers):
                send_answer(link, head["id"], answer, False)
        else:
            for head, body in group:
                answer_alone(link, scorer, head, body)


def answer_alone(link, scorer, head, body):
    number = head["id"]
    try:
        scorer.answer(head, body, lambda answer, more: send_answer(link, number, answer, more))
    except OSError:
        raise
    except Exception:
        traceback.print_exc()
        kind = ("content-type", "text/plain; charset=utf-8")
        send_answer(link, number, Answer(500, [kind], b"Internal Server Error"), False)


def send_answer(link, number, answer, more):
    head = {"id": number, "status": answer.status, "headers": answer.headers}
    if more:
        head["more"] = True
    link.send(head, answer.body)


def main():
    settings = json.loads(sys.stdin.readline())
    # As under MLflow's own server: the model may import what lies in the current folder.
    sys.path[0] = ""
    secret = settings["secret"]
    try:
        model, scoring_server, version = load(settings)
        scorer = Scorer(model, scoring_server)
    except Exception as error:
        reason = str(error) if isinstance(error, Unusable) else describe(error)
        if not isinstance(error, Unusable):
            traceback.print_exc()
        greet(settings, {"secret": secret, "number": settings["number"], "failed": reason})
        sys.exit(1)
    hello = {"secret": secret, "number": settings["number"]}
    first = dict(hello, about=infer.describe(model, version), forks=can_fork(settings))
    link = greet(settings, first)
    links = [link]
    if first["forks"]:
        # What is loaded is not looked at by the collector, and so is not copied.
        gc.collect()
        getattr(gc, "freeze", lambda: None)()
        hello["number"] = fork_copies(link)
        links = []
    while len(links) < settings["threads"]:
        links.append(greet(settings, hello))
    for link in links[1:]:
        threading.Thread(target=serve, args=(link, scorer), daemon=True).start()
    serve(links[0], scorer)


def greet(settings, hello):
    """A connection to the front, which knows from now on who is there."""
    link = Link(settings)
    link.send(dict(hello, pid=os.getpid()))
    return link


def describe(error):
    return "{}: {}".format(type(error).__name__, error)
