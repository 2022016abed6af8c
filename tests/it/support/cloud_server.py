"""Stands in for a cloud until stdin ends, and prints the port on which it listens."""

import io
import os
import socket
import subprocess
import sys
import threading
import time
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec


# When moto says that an upload in parts began.
BEGINNING = b"2010-11-10T20:48:33.000Z"


def s3():
    # moto takes the checksums of S3 from a package of this name, and else another kind of checksum.
    import google_crc32c

    module = module_from_spec(ModuleSpec("crc32c", None))
    module.crc32c = lambda content: google_crc32c.value(bytes(content))
    sys.modules["crc32c"] = module
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    app = one_at_a_time(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.port, flush=True)
    server.serve_forever()


def one_at_a_time(app):
    """moto keeps what it has in dictionaries that it does not lock, and fails where two requests meet."""
    lock = threading.Lock()

    def call(environ, start_response):
        # Whoever sends slowly stops nobody else.
        length = environ.get("CONTENT_LENGTH")
        is_chunked = environ.get("wsgi.input_terminated")
        body = environ["wsgi.input"].read(*([] if is_chunked else [int(length or 0)]))
        environ["wsgi.input"] = io.BytesIO(body)
        with lock:
            answer = list(app(environ, start_response))
        # To moto every upload began in 2010, so that whoever takes back old ones would take the newest.
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()).encode()
        is_listing = environ["QUERY_STRING"].startswith("uploads")
        return [part.replace(BEGINNING, now) for part in answer] if is_listing else answer

    return call


def gcs():
    from gcp_storage_emulator.server import create_server

    server = create_server("127.0.0.1", 0, in_memory=True, default_bucket="tests")
    server.start()
    print(server._api._httpd.server_port, flush=True)
    threading.Event().wait()


def azure():
    program, port = sys.argv[2:]
    arguments = ["--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry"]
    child = subprocess.Popen(
        [program, "--blobPort", port, *arguments], stdout=subprocess.DEVNULL
    )
    children.append(child)
    while True:
        try:
            socket.create_connection(("127.0.0.1", int(port))).close()
            break
        except OSError:
            assert child.poll() is None, "Azurite has ended"
            time.sleep(0.05)
    print(port, flush=True)
    child.wait()


children = []


def until_stdin_ends():
    sys.stdin.read()
    for child in children:
        child.kill()
    os._exit(0)


threading.Thread(target=until_stdin_ends, daemon=True).start()
{"s3": s3, "gcs": gcs, "azure": azure}[sys.argv[1]]()
