"""Our protocol on uvicorn's internals: what it relies on is there, and unfinished requests cost little."""

import inspect
import socket
from collections.abc import Callable
from importlib.metadata import version

import pytest
from uvicorn.protocols.http import httptools_impl

from matinee.kit.web import protocol
from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.kit.web.protocol import Protocol
from tests.web.conftest import Running, read_all


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_contract_with_uvicorn() -> None:
    """These names are used from the inside; when one goes, look at sendfile again before raising the pin."""
    assert version("uvicorn").startswith("0.54.")
    base, cycle = httptools_impl.HttpToolsProtocol, httptools_impl.RequestResponseCycle
    assert list(inspect.signature(base._start_asgi_task).parameters) == ["self", "cycle", "app"]
    assert list(inspect.signature(base.__init__).parameters)[1:] == ["config", "server_state", "app_state", "_loop"]
    assert inspect.iscoroutinefunction(cycle.send)
    source = inspect.getsource(cycle)
    for name in ("expected_content_length", "response_complete", "keep_alive", "disconnected", "transport"):
        assert f"self.{name} =" in source
    assert "self.access_log" in inspect.getsource(base)


def test_h37_headers_that_never_end_are_cut_off(serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protocol, "header_timeout_s", 0.3)
    server = serve(hello)
    for beginning in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: t\r\nx-slow: "):
        with server.connect() as raw:
            raw.sendall(beginning)
            assert read_all(raw).startswith(b"HTTP/1.1 408")


def test_the_timeout_counts_again_for_each_request(
    serve: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Protocol, "header_timeout_s", 1.5)  # enough for a whole request on any machine
    with serve(hello).connect() as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nhost: t\r\n\r\n")
        assert raw.recv(4096).endswith(b"hello")
        raw.sendall(b"GET / HTTP/1.1\r\nhost")
        assert read_all(raw).startswith(b"HTTP/1.1 408")


def test_h37_endless_headers_are_431(serve: Callable[..., Running]) -> None:
    with serve(hello).connect() as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nhost: t\r\nx: ")
        try:
            for _ in range(20):
                raw.sendall(b"y" * 16_384)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert b"431" in read_all(raw)


def test_h37_five_thousand_half_open_requests_do_not_stop_a_whole_one(serve: Callable[..., Running]) -> None:
    server = serve(hello)
    half: list[socket.socket] = []
    for number in range(5000):
        raw = server.connect()
        raw.sendall(b"GET / HTTP/1.1\r\nhost: t\r\nx: ")
        half.append(raw)
        if number % 500 == 499:
            assert server.get()[2] == b"hello"
    assert len(protocol._waiting) <= protocol.UNFINISHED_HEADERS
    assert len(server.server.server_state.connections) <= protocol.UNFINISHED_HEADERS + 100
    for raw in half:
        raw.close()


def test_nothing_of_the_server_is_told(serve: Callable[..., Running]) -> None:
    _, headers, _ = serve(hello).get()
    assert "server" not in headers
