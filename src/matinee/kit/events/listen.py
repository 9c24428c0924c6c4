"""LISTEN on a connection of its own that is made again when it is lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Literal

import msgspec
import psycopg
from psycopg import sql

_PAUSES_S = (0.1, 0.2, 0.5, 1.0, 2.0)


class Heard(msgspec.Struct, frozen=True):
    """A notification; or the listener is (again) connected or lost, after which anything may have been missed."""

    what: Literal["notified", "connected", "lost"]
    channel: str = ""
    payload: str = ""


async def listen(url: str, channels: Sequence[str]) -> AsyncIterator[Heard]:
    """Yield what is notified on these channels, for ever. Losing the database is told, not raised."""
    failures = 0
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                url,
                autocommit=True,
                connect_timeout=5,
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
            )
        except psycopg.OperationalError:
            await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
            failures += 1
            continue
        try:
            async with connection:
                for channel in channels:
                    await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                failures = 0
                yield Heard("connected")
                async for notify in connection.notifies():
                    yield Heard("notified", notify.channel, notify.payload)
        except psycopg.OperationalError:
            pass
        yield Heard("lost")
