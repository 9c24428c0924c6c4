"""A real uvicorn with our protocol, on a port of its own, in a thread."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from matinee.kit.web.asgi import AsgiApp
from matinee.kit.web.protocol import server_options


@dataclass
class Running:
    """A server under test."""

    port: int
    server: uvicorn.Server
    thread: threading.Thread

    def connect(self, *, receive_buffer: int | None = None) -> socket.socket:
        raw = socket.socket()
        if receive_buffer is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(20)
        raw.connect(("127.0.0.1", self.port))
        return raw

    def ask(self, request: bytes) -> bytes:
        """Send one request that closes, give all that came."""
        with self.connect() as raw:
            raw.sendall(request)
            return read_all(raw)

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        lines = [f"{method} {path} HTTP/1.1", "host: t", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return parse(self.ask(("\r\n".join(lines) + "\r\n\r\n").encode()))


def read_all(raw: socket.socket) -> bytes:
    got = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while chunk := raw.recv(1 << 18):
            got += chunk
    return bytes(got)


def parse(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, value in pairs}, body


@contextlib.contextmanager
def running(app: AsgiApp, **options: Any) -> Iterator[Running]:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    server = uvicorn.Server(uvicorn.Config(app, **{"lifespan": "off", **server_options(), **options}))
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]))
    thread.start()
    started = threading.Event()
    while not server.started and thread.is_alive():
        started.wait(0.005)
    try:
        yield Running(listening.getsockname()[1], server, thread)
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def serve() -> Iterator[Callable[..., Running]]:
    with contextlib.ExitStack() as stack:
        yield lambda app, **options: stack.enter_context(running(app, **options))
