"""A client that costs little beside the server it measures: one connection, kept; HTTP/1.1 by hand."""

import asyncio
import json
from collections.abc import Container
from typing import Any, Self


class Client:
    """Asks `/api/v1` on this machine with a session token. Opens its connection when first asked."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> bytes:
        """Give the body; 404 counts as an answer (a viewer may not see it), anything else but 200 does not."""
        return await self._ask("GET", f"/api/v1{path}", b"", {b"200", b"404"})

    async def send(self, method: str, path: str, body: object) -> bytes:
        """Send JSON; give the body of an answer that says that it was done."""
        return await self._ask(method, f"/api/v1{path}", json.dumps(body).encode(), {b"200", b"201", b"202", b"204"})

    async def first_byte(self, url: str) -> None:
        """Ask for the first byte of a file, by its signed URL alone."""
        await self._ask("GET", url, b"", {b"206"}, "Range: bytes=0-0\r\n")

    async def _ask(self, method: str, target: str, body: bytes, wanted: Container[bytes], extra: str = "") -> bytes:
        reader, writer = self._streams or await self._open()
        said = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        heads = extra or f"Authorization: Bearer {self._token}\r\n"
        writer.write(f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{heads}{said}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        answer = await reader.readexactly(int((head.partition(b"content-length:")[2] or b"0").split(b"\r\n", 1)[0]))
        if head[9:12] not in wanted:
            raise SystemExit(f"{target}: {head[:20].decode()} {answer[:300].decode(errors='replace')}")
        return answer

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
