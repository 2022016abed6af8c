"""Copies of the process that has loaded the model: they share its memory, and start at once."""

import os
import selectors
import signal
import socket
import sys
import threading

# Modules whose threads or devices do not live through a fork.
UNFORKABLE = [
    "catboost",
    "cupy",
    "h2o",
    "jax",
    "lightgbm",
    "onnxruntime",
    "paddle",
    "pyspark",
    "tensorflow",
    "torch",
    "xgboost",
]


def can_fork(settings):
    if not settings["fork"] or not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    return not any(name in sys.modules for name in UNFORKABLE)


def fork_copies(link):
    """Forks a copy whenever the front asks for one. Returns in the copy, with its number."""
    # A child's end wakes the loop below.
    woken, wake = socket.socketpair()
    woken.setblocking(False)
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    selector = selectors.DefaultSelector()
    selector.register(link.socket, selectors.EVENT_READ)
    selector.register(woken, selectors.EVENT_READ)
    copies = set()
    while True:
        for key, _ in selector.select():
            if key.fileobj is woken:
                woken.recv(1 << 10)
                forget_ended(copies)
                continue
            frame = link.receive()
            if frame is None:
                kill_all(copies)
            head, _ = frame
            pid = os.fork()
            if pid:
                copies.add(pid)
                continue
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            selector.close()
            woken.close()
            wake.close()
            link.close()
            return head["fork"]


def forget_ended(copies):
    """Waits for copies that have ended: the front has noticed by itself."""
    while copies:
        pid, _ = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        copies.discard(pid)


def kill_all(copies):
    for pid in copies:
        os.kill(pid, signal.SIGKILL)
    os._exit(0)
