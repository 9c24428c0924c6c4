"""A way to a PostgreSQL that is slow when told: every message to it arrives later, as over a sick network."""

import asyncio
import contextlib
import tempfile
import threading
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

_PORT = 5999


class FarAway:
    """A socket that hands on to the server's own. `delay_s` is how much later each message arrives there."""

    def __init__(self, url: str) -> None:
        self.delay_s = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="far")
        parsed = make_url(url)
        folder, port = parsed.query["host"], parsed.query.get("port") or parsed.port or 5432
        self._behind = f"{folder}/.s.PGSQL.{port}"
        here = parsed.set(port=None).update_query_dict({"host": self._folder.name, "port": str(_PORT)})
        self.url = here.render_as_string(hide_password=False)
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._folder.cleanup()

    def _run(self) -> None:
        door = str(Path(self._folder.name) / f".s.PGSQL.{_PORT}")
        self._loop.run_until_complete(asyncio.start_unix_server(self._pass_on, door))
        self._up.set()
        self._loop.run_forever()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_unix_connection(self._behind)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._copy(reader, to_server, late=True), self._copy(from_server, writer, late=False))

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, late: bool) -> None:
        with contextlib.suppress(OSError):
            while part := await source.read(1 << 16):
                if late and self.delay_s:
                    await asyncio.sleep(self.delay_s)
                target.write(part)
                await target.drain()
        target.close()
