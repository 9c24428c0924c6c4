"""Asks our own web process whether it can serve, by a plain socket: never by a proxy that the environment names."""

import contextlib
import socket

_LONGEST_STATUS = 64


def is_ready(bound: socket.socket) -> bool:
    """Tell whether `/readyz` answers 200 on this listening socket."""
    host, port = str(bound.getsockname()[0]), int(bound.getsockname()[1])
    own: str = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    with contextlib.suppress(OSError), socket.create_connection((own, port), timeout=2) as asking:
        asking.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return asking.recv(_LONGEST_STATUS).startswith(b"HTTP/1.1 200")
    return False
