"""A durable subscriber: hands every event to a handler in the transaction that notes how far it came.

Several machines may run the same one; one of them works at a time. Its place is a row, so what was announced while no
machine ran is handed over later.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Connection, Database
from matinee.kit.events import repository
from matinee.kit.events.bus import Bus
from matinee.kit.events.outbox import Announced

_log = structlog.get_logger(__name__)
_POLL_S = 30.0
_AWAY_S = 2.0

type Handle = Callable[[Connection, Sequence[Announced]], Awaitable[None]]


class Follower(msgspec.Struct, frozen=True):
    """Who follows, under which name, and what is done with the events. What the handler writes, it writes in `tx`."""

    name: str
    handle: Handle


async def follow(database: Database, bus: Bus, follower: Follower) -> None:
    """Hand events over until cancelled."""
    with bus.subscribe(most=1) as news:
        while True:
            pause = _POLL_S
            try:
                while await hand_over(database, follower):
                    pass
            except (SQLAlchemyError, OSError) as error:
                await _log.awarning("events.follower_failed", name=follower.name, reason=str(error).partition("\n")[0])
                pause = _AWAY_S
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await news.get()


async def hand_over(database: Database, follower: Follower) -> bool:
    """Hand over what is readable, up to one portion; tell whether there may be more."""
    async with database.transaction() as tx:
        place = await repository.take_mark(tx, repository.FOLLOWER + follower.name)
        if place is None:
            return False  # another machine is at it
        if await repository.is_lost(tx, place):
            await _log.aerror("events.follower_missed_some", name=follower.name)
        part = await repository.read_after(tx, place)
        if not part.rows:
            return False
        await follower.handle(tx, part.rows)
        await repository.move_mark(tx, repository.FOLLOWER + follower.name, part.rows[-1].cursor)
        return True
