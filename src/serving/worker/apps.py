"""MLflow's scoring application, called within this process: answers are MLflow's own, byte for byte.

Before MLflow 3 it is a Flask application, from then on one of FastAPI.
"""

import io
import sys
import threading
import traceback


class Answer:
    """One answer: what a client gets."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


class WsgiApp:
    """The Flask application of MLflow before 3."""

    def __init__(self, app):
        self.app = app

    def call(self, head, body, send):
        answer = {}

        def start(status, headers, _=None):
            answer["status"] = int(status.split(" ", 1)[0])
            answer["headers"] = headers

        chunks = self.app.wsgi_app(self.environ(head, body), start)
        try:
            content = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        send(Answer(answer["status"], answer["headers"], content), False)

    def environ(self, head, body):
        environ = {
            "REQUEST_METHOD": head["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": head["path"],
            "QUERY_STRING": head.get("query", ""),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in head["headers"]:
            key = name.upper().replace("-", "_")
            if key == "CONTENT_TYPE":
                environ[key] = value
            elif key != "CONTENT_LENGTH":
                environ["HTTP_" + key] = value
        return environ


class AsgiApp:
    """The FastAPI application of MLflow 3."""

    def __init__(self, app):
        import asyncio

        self.app = app
        self.asyncio = asyncio
        self.local = threading.local()

    def call(self, head, body, send):
        loop = getattr(self.local, "loop", None)
        if loop is None:
            loop = self.local.loop = self.asyncio.new_event_loop()
        loop.run_until_complete(self.run(head, body, send))

    async def run(self, head, body, send):
        is_read = False
        pending = None
        is_done = False

        async def receive():
            nonlocal is_read
            if is_read:
                # Nobody looks whether the client is still there.
                await self.asyncio.Event().wait()
            is_read = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send_message(message):
            nonlocal pending, is_done
            if message["type"] == "http.response.start":
                headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in message["headers"]]
                pending = Answer(message["status"], headers, b"")
                return
            part = message.get("body", b"")
            goes_on = message.get("more_body", False)
            is_done = not goes_on
            pending.body += part
            # The last, empty message of a middleware is no second part.
            if goes_on and not is_streamed(pending):
                return
            send(pending, goes_on)
            pending = Answer(pending.status, pending.headers, b"")

        try:
            await self.app(self.scope(head), receive, send_message)
        except Exception:
            # The application has answered by itself, and raises for the server's log.
            traceback.print_exc()
            if pending is None:
                text = b"Internal Server Error"
                kind = ("content-type", "text/plain; charset=utf-8")
                return send(Answer(500, [kind], text), False)
        if not is_done and pending is not None:
            send(pending, False)

    def scope(self, head):
        headers = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in head["headers"]]
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": head["method"],
            "scheme": "http",
            "path": head["path"],
            "raw_path": head["path"].encode(),
            "query_string": head.get("query", "").encode(),
            "root_path": "",
            "headers": headers,
            "client": None,
            "server": ("localhost", 80),
            "state": {},
        }


def is_streamed(answer):
    """Whether an answer is sent in parts as they come: its length is not known."""
    return not any(name.lower() == "content-length" for name, _ in answer.headers)


class DirectCall:
    """The function behind `/invocations` of MLflow 3, without the application around it."""

    PARAMETERS = ["data", "content_type", "model", "input_schema"]

    def __init__(self, scoring_server, model, app):
        from starlette.responses import Response

        self.server = scoring_server
        self.function = scoring_server.invocations
        self.model = model
        self.schema = model.metadata.get_input_schema()
        self.response = Response
        self.app = app
        # What fails is raised once more where the application calls the function, which then
        # answers in its own way.
        scoring_server.invocations = self.invocations

    @classmethod
    def fits(cls, scoring_server):
        import inspect

        function = getattr(scoring_server, "invocations", None)
        return function and list(inspect.signature(function).parameters) == cls.PARAMETERS

    def invocations(self, data, content_type, model, input_schema):
        # The application calls it in another thread, and one request is replayed at a time.
        error, self.failed = self.failed, None
        if error is not None:
            raise error
        return self.function(data, content_type, model, input_schema)

    failed = None
    replaying = threading.Lock()

    def call(self, head, body, send):
        content_type = None
        for name, value in head["headers"]:
            if name.lower() == "content-type":
                content_type = value
        try:
            result = self.function(body, content_type, self.model, self.schema)
        except Exception as error:
            with self.replaying:
                self.failed = error
                self.app.call(head, body, send)
                self.failed = None
            return
        answer = self.response(result.response, result.status, media_type=result.mimetype)
        headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.raw_headers]
        send(Answer(answer.status_code, headers, answer.body), False)
