"""The bus of one process: follows the outbox and hands each event to every subscriber in this process."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Generator
from typing import Self

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Database
from matinee.kit.events import repository
from matinee.kit.events.listen import listen
from matinee.kit.events.outbox import CHANNEL, Announced, Cursor

_log = structlog.get_logger(__name__)
_POLL_S = 5.0
_HELD_BACK_POLL_S = 0.1


class Resync(msgspec.Struct, frozen=True):
    """Events were missed: read the state anew, then go on from this cursor."""

    cursor: Cursor


type Told = Announced | Resync


class SubscriptionEnded(Exception):
    """This process stops, so nothing more is handed on."""


class Subscription:
    """One listener's queue. A slow one loses its queue to a single `Resync`, never the process its memory."""

    def __init__(self, at: Cursor, most: int) -> None:
        self._most = most
        self._waiting: deque[Told] = deque()
        self._news = asyncio.Event()
        self.cursor = at
        self.is_ended = False

    def end(self) -> None:
        """Give what waits, and nothing after it."""
        self.is_ended = True
        self._news.set()

    def put(self, told: Told) -> None:
        """Queue an event, or drop the listener to a resync when it has fallen too far behind."""
        if len(self._waiting) >= self._most or isinstance(told, Resync):
            cursor = told.cursor
            self._waiting.clear()
            told = Resync(cursor)
        self._waiting.append(told)
        self._news.set()

    async def get(self) -> Told:
        """Give the next event, waiting for it; `SubscriptionEnded` once there will be none."""
        while not self._waiting:
            if self.is_ended:
                raise SubscriptionEnded
            self._news.clear()
            await self._news.wait()
        told = self._waiting.popleft()
        self.cursor = told.cursor
        return told

    async def __aiter__(self) -> AsyncIterator[Told]:
        while True:
            yield await self.get()


class Bus:
    """Follows the outbox while it is open. `subscribe` lends a queue of what comes from now on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._subscriptions: set[Subscription] = set()
        self._cursor = Cursor(0, 0)
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.is_listening = False
        """Whether the connection that hears of news is up (the table is read every few seconds in any case)."""

    @property
    def cursor(self) -> Cursor:
        """How far this process has read: who follows from here misses nothing that happens from now on."""
        return self._cursor

    async def __aenter__(self) -> Self:
        async with self._database.transaction() as tx:
            await repository.forget_other_count(tx)
        async with self._database.reading() as tx:
            self._cursor = await repository.head(tx)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._follow())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @contextlib.contextmanager
    def subscribe(self, most: int = 1000) -> Generator[Subscription]:
        """Lend a queue of events from here on; at most this many wait in it."""
        subscription = Subscription(self._cursor, most)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def missed(self, after: Cursor, until: Cursor, most: int = 1000) -> list[Told]:
        """Give what lies after a place up to another; one `Resync` when that is more than `most`, or no longer kept."""
        rows: list[Told] = []
        async with self._database.reading() as tx:
            if await repository.is_lost(tx, after):
                return [Resync(until)]
            if after >= until:
                return []
            for row in (await repository.read_after(tx, after, most + 1)).rows:
                if row.cursor > until:
                    break
                rows.append(row)
        return rows if len(rows) <= most else [Resync(until)]

    async def end_subscriptions(self) -> None:
        """Hand on what is readable by now, then end every subscription: this process is about to stop."""
        await self._read()
        for subscription in self._subscriptions:
            subscription.end()

    async def _listen(self) -> None:
        async for heard in listen(self._database.url, [CHANNEL]):
            self.is_listening = heard.what != "lost"
            self._wake.set()

    async def _follow(self) -> None:
        while True:
            pause = _POLL_S
            try:
                if await self._read():
                    pause = _HELD_BACK_POLL_S
            except (SQLAlchemyError, OSError) as error:
                await _log.awarning("events.database_away", reason=str(error).splitlines()[0])
                pause = 1.0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                self._wake.clear()

    async def _read(self) -> bool:
        """Hand on everything readable; tell whether more was written that a running transaction holds back."""
        async with self._database.reading() as tx:
            if await repository.is_lost(tx, self._cursor):
                self._tell(Resync(await repository.head(tx)))
            while True:
                part = await repository.read_after(tx, self._cursor)
                for row in part.rows:
                    self._tell(row)
                if not part.rows:
                    return part.held_back

    def _tell(self, told: Told) -> None:
        self._cursor = told.cursor
        for subscription in self._subscriptions:
            subscription.put(told)
