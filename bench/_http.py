"""A client that costs little beside the server it measures: one connection, kept; HTTP/1.1 by hand."""

import asyncio
import json
from typing import Any, Self


class Client:
    """Asks `/api/v1` on this machine with a session token. Opens its connection when first asked."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> bytes:
        """Give the body; 404 counts as an answer (a viewer may not see it), anything else but 200 does not."""
        reader, writer = self._streams or await self._open()
        writer.write(
            f"GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self._token}\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        if head[9:12] not in {b"200", b"404"}:
            raise SystemExit(f"{path}: {head[:20].decode()} {body[:300].decode(errors='replace')}")
        return body

    async def json(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Give the body, decoded."""
        return json.loads(await self.get(path))

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        return self._streams

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._streams is not None:
            self._streams[1].close()
