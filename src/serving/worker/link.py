"""The connection to the front.

A frame is the length of its head (4 bytes), the length of its body (8 bytes), a head of JSON, and
the body.
"""

import json
import socket
import struct
import threading

FRAME = struct.Struct(">IQ")
# Up to here a frame is sent at once, beyond it the body by itself.
SMALL = 1 << 16


class Link:
    """The connection to the front."""

    def __init__(self, settings):
        address = settings["address"]
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.connect(address)
        else:
            self.socket = socket.create_connection(tuple(address))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sending = threading.Lock()

    def send(self, head, body=b""):
        head = json.dumps(head).encode()
        start = FRAME.pack(len(head), len(body)) + head
        with self.sending:
            if len(body) < SMALL:
                self.socket.sendall(start + body)
            else:
                self.socket.sendall(start)
                self.socket.sendall(body)

    def receive(self):
        """The head and the body of the next frame; nothing when the front has gone."""
        start = self.read(FRAME.size)
        if start is None:
            return None
        length, body_length = FRAME.unpack(start)
        both = self.read(length + body_length)
        if both is None:
            return None
        return json.loads(both[:length].decode()), both[length:]

    def receive_group(self):
        """The requests that are answered together: those of a batch, or a single one."""
        first = self.receive()
        if first is None:
            return None
        group = [first]
        while len(group) < first[0].get("group", 1):
            frame = self.receive()
            if frame is None:
                return None
            group.append(frame)
        return group

    def read(self, length):
        part = self.socket.recv(min(length, SMALL)) if length else b""
        if len(part) == length:
            return part
        if not part:
            return None
        whole = bytearray(length)
        view = memoryview(whole)
        view[: len(part)] = part
        filled = len(part)
        while filled < length:
            count = self.socket.recv_into(view[filled:])
            if count == 0:
                return None
            filled += count
        return bytes(whole)

    def close(self):
        self.socket.close()
