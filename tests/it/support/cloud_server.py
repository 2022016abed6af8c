"""Stands in for a cloud until stdin ends, and prints the port on which it listens."""

import os
import sys
import threading


def s3():
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(server.port, flush=True)
    server.serve_forever()


def gcs():
    from gcp_storage_emulator.server import create_server

    server = create_server("127.0.0.1", 0, in_memory=True, default_bucket="tests")
    server.start()
    print(server._api._httpd.server_port, flush=True)
    threading.Event().wait()


def until_stdin_ends():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=until_stdin_ends, daemon=True).start()
{"s3": s3, "gcs": gcs}[sys.argv[1]]()
