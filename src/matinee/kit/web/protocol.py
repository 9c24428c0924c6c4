"""The HTTP/1.1 protocol of the web process: uvicorn's, with files sent by the kernel and limits on unfinished requests.

It answers one more ASGI message, `http.response.zerocopysend` (ASGI extension; here `file` is an open descriptor), and
advertises it with `{"descriptor": True}`, since other servers mean other things by it. Not under TLS.
"""

import asyncio
import logging
import os
from collections import OrderedDict
from typing import Any, cast, override

from uvicorn._types import ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.http import httptools_impl
from uvicorn.server import ServerState

from matinee.kit.web.sendfile import Outcome, Transfer

EXTENSION = "http.response.zerocopysend"
BREAK_OFF = "matinee.break_off"
"""The message that ends the connection in the middle of an answer, without a word in the log."""
HEADER_TIMEOUT_S = 10.0
HEADER_BYTES = 64 << 10
UNFINISHED_HEADERS = 512
"""Connections that may be without a whole request at once; beyond it the oldest such connection goes."""
STALL_TIMEOUT_S = 15 * 60.0
"""A paused player keeps its connection this long; it costs two descriptors and no memory."""
FLUSH_POLL_S = 0.005

_log = logging.getLogger("matinee.web")
_waiting: "OrderedDict[Protocol, None]" = OrderedDict()


class SendfileRefusedError(Exception):
    """The kernel will not send this file; nothing of it was sent, read it instead."""


class Protocol(httptools_impl.HttpToolsProtocol):
    """One connection."""

    header_timeout_s = HEADER_TIMEOUT_S
    stall_timeout_s = STALL_TIMEOUT_S

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.access_log = False  # uvicorn's lines carry query strings, and with them signatures
        self._header_timer: asyncio.TimerHandle | None = None
        self._header_bytes = 0
        self.transfer: Transfer | None = None

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_headers()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._have_headers()
        if self.transfer is not None:
            self.transfer.stop()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        cycle = cast("Cycle | None", self.cycle)
        if self._header_timer is None and (cycle is None or cycle.response_complete):
            self._await_headers()
        if self._header_timer is not None:
            self._header_bytes += len(data)
        super().data_received(data)
        if self._header_timer is not None and self._header_bytes > HEADER_BYTES:
            self._refuse(b"HTTP/1.1 431 Request Header Fields Too Large")

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        offered: dict[str, Any] = {BREAK_OFF: {}}
        if self.transport.get_extra_info("sslcontext") is None and hasattr(os, "sendfile"):
            offered[EXTENSION] = {"descriptor": True}
        cast("dict[str, Any]", self.scope)["extensions"] = offered

    @override
    def on_headers_complete(self) -> None:
        self._have_headers()
        super().on_headers_complete()

    @override
    def _start_asgi_task(self, cycle: httptools_impl.RequestResponseCycle, app: Any) -> None:
        cycle.__class__ = Cycle  # the base class names its cycle class in the middle of a long method
        cast("Cycle", cycle).protocol = self
        super()._start_asgi_task(cycle, app)

    @override
    def shutdown(self) -> None:
        """Stop with the server: a film on its way is cut off, and its player comes back for the rest."""
        super().shutdown()
        if self.transfer is not None:
            self.transfer.stop(Outcome.STOPPED)

    def _await_headers(self) -> None:
        self._header_bytes = 0
        self._header_timer = self.loop.call_later(self.header_timeout_s, self._headers_are_late)
        _waiting[self] = None
        if len(_waiting) > UNFINISHED_HEADERS:
            oldest = next(iter(_waiting))
            oldest._drop()  # noqa: SLF001 - another connection of this class

    def _have_headers(self) -> None:
        _waiting.pop(self, None)
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _headers_are_late(self) -> None:
        self._refuse(b"HTTP/1.1 408 Request Timeout")

    def _refuse(self, status_line: bytes) -> None:
        self._have_headers()
        if self.transport.is_closing():
            return
        self.transport.write(status_line + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _drop(self) -> None:
        self._have_headers()
        self.transport.abort()


class Cycle(httptools_impl.RequestResponseCycle):
    """One request and its answer."""

    protocol: Protocol

    @override
    async def send(self, message: ASGISendEvent) -> None:
        kind = str(message["type"])
        if kind == EXTENSION:
            await self._send_file(cast("dict[str, Any]", message))
        elif kind == BREAK_OFF:
            self._break_off(Outcome.STOPPED)
        else:
            await super().send(message)

    async def _send_file(self, message: dict[str, Any]) -> None:
        if self.scope["method"] == "HEAD" or self.disconnected:
            await super().send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        count = int(message["count"])
        if count != self.expected_content_length:
            raise RuntimeError("a file is the whole body, as long as its Content-Length")
        if await self._headers_are_out():
            outcome = await self._transfer(int(message["file"]), int(message["offset"]), count)
            if outcome is Outcome.REFUSED:
                raise SendfileRefusedError
            if outcome is not Outcome.SENT:
                self._break_off(outcome)
        self.expected_content_length = 0
        await super().send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _transfer(self, file: int, offset: int, count: int) -> Outcome:
        sock = self.transport.get_extra_info("socket")
        if sock is None:
            return Outcome.REFUSED
        transfer = Transfer(sock.fileno(), file, offset, count)
        self.protocol.transfer = transfer
        try:
            return await transfer.run(self.protocol.stall_timeout_s)
        finally:
            self.protocol.transfer = None

    async def _headers_are_out(self) -> bool:
        """Wait until the event loop has written what it holds, so that the kernel's bytes come after it."""
        deadline = self.protocol.loop.time() + self.protocol.stall_timeout_s
        for turn in range(1 << 30):
            if self.disconnected:
                return False
            if self.transport.get_write_buffer_size() == 0:
                return True
            if self.protocol.loop.time() > deadline:
                self._break_off(Outcome.STALLED)
                return False
            await asyncio.sleep(0 if turn < 8 else FLUSH_POLL_S)  # noqa: PLR2004 - usually the next turn
        return False

    def _break_off(self, outcome: Outcome) -> None:
        """End the connection: the only way to say that the announced bytes will not come."""
        if outcome in {Outcome.FILE_SHRANK, Outcome.DISK_FAILED}:
            _log.warning("a file could not be sent to its end: %s", outcome.value)
        self.keep_alive = False
        self.disconnected = True
        self.transport.abort()


def server_options() -> dict[str, Any]:
    """Give the arguments for `uvicorn.Config` that go with this protocol (forwarded headers are read by our own)."""
    return {
        "http": Protocol,
        "loop": "uvloop",
        "ws": "none",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": 5,
        "backlog": 1024,
        "log_config": None,
    }
