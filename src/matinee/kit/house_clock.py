"""The time of the database, which is one for all machines of a house, whatever their own clocks say."""

import asyncio
import contextlib
import time
from datetime import UTC, datetime, timedelta
from typing import Self

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Database

_log = structlog.get_logger(__name__)
_ASK_EVERY_S = 30.0
_SLOW_S = 1.0
_APART = timedelta(seconds=2)
_NOW = text("select clock_timestamp()")


class HouseClock:
    """A clock that asks the database now and then, and counts on by itself in between.

    A machine's own clock may be half a minute, a day or fifty years off. What is stored and compared (when a title
    came, what was played last, when a link ends) must be of one time, or it jumps with the machine that wrote it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._base = datetime.now(UTC)
        self._at = _steady()
        self._following: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """Give the current moment in UTC."""
        return self._base + timedelta(seconds=_steady() - self._at)

    async def __aenter__(self) -> Self:
        await self._ask(patient=True)
        apart = abs(self.now() - datetime.now(UTC))
        if apart > _APART:
            await _log.awarning("clock.apart", seconds=round(apart.total_seconds()), counts="the database's")
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_ASK_EVERY_S)
            with contextlib.suppress(SQLAlchemyError, OSError):  # away: it is asked again, and time goes on
                await self._ask()

    async def _ask(self, *, patient: bool = False) -> None:
        """Take over the database's time; an answer that was long on its way only when there is no other yet."""
        async with self._database.reading() as tx:
            asked = _steady()
            at: datetime = (await tx.execute(_NOW)).scalar_one()
            heard = _steady()
        if patient or heard - asked < _SLOW_S:
            self._base, self._at = at.astimezone(UTC) + timedelta(seconds=(heard - asked) / 2), heard


def _steady() -> float:
    """Give seconds that never jump; they count while the machine sleeps, where the system can tell."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
