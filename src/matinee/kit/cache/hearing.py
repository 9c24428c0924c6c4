"""Hearing of changes: one LISTEN connection, and the proof that nothing told before a moment is still to come.

PostgreSQL hands a listening session all that was notified before it answers that session's next statement. So an
answered `select 1` proves that every change committed before it was sent has been heard here.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Generator
from typing import Any

import psycopg
import structlog
from psycopg import sql

from matinee.kit.cache.changes import Changes
from matinee.kit.cache.invalidate import CHANNEL, read_notice
from matinee.kit.cache.snapshots import Snapshot

_log = structlog.get_logger(__name__)
_ANSWER_WITHIN_S = 1.0
_PATIENCE_S = 0.25
"""How long a reader waits for the proof before it turns to the database."""
_PAUSES_S = (0.05, 0.1, 0.2, 0.5, 1.0)
_WHERE = sql.SQL(
    "select pg_current_snapshot()::text, concat_ws('-', (select system_identifier from pg_control_system()),"
    " (select timeline_id from pg_control_checkpoint()),"
    " (select oid from pg_database where datname = current_database()))"
)


class Hearing:
    """The one connection of a process on which changes are heard. It is made when somebody first asks."""

    def __init__(self, url: str, changes: Changes) -> None:
        self._url = url
        self._changes = changes
        self._proven_at = float("-inf")
        self._changed_at = float("-inf")
        self._changing = 0
        self._is_connected = False
        self._wake = asyncio.Event()
        self._asked: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self.cluster = ""
        """Names the database among all: snapshots of another one say nothing here."""

    @property
    def is_connected(self) -> bool:
        """Whether the connection is up."""
        return self._is_connected

    @contextlib.contextmanager
    def changing(self) -> Generator[None]:
        """Say that this process may change something in this block: what it did is heard before the next answer."""
        self._changing += 1
        try:
            yield
        finally:
            self._changing -= 1
            self._changed_at = asyncio.get_running_loop().time()

    async def has_heard_all(self, within_s: float) -> bool:
        """Tell whether every change committed up to `within_s` ago, and every one of this process, has been heard.

        The proof is renewed early, so that under steady use nobody waits for it; who must wait does so briefly.
        """
        now = asyncio.get_running_loop().time()
        wanted = now if self._changing else max(now - within_s, self._changed_at)
        if self._proven_at >= wanted:
            if now - self._proven_at > within_s / 2:
                self._ask()
            return True
        if self._task is None:
            self._task = asyncio.create_task(self._hear_for_ever())
        elif not self._is_connected:
            return False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                await asyncio.shield(self._ask())
        return self._proven_at >= wanted

    def _ask(self) -> asyncio.Future[None]:
        if self._asked is None:
            self._asked = asyncio.get_running_loop().create_future()
            self._wake.set()
        return self._asked

    async def _hear_for_ever(self) -> None:
        failures = 0
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=5) as made:
                    await self._hear(made)
            except (psycopg.Error, OSError) as error:
                failures = 0 if self._is_connected else failures + 1
                self._is_connected, self._proven_at = False, float("-inf")
                await _log.awarning("cache.hearing_lost", reason=str(error).partition("\n")[0])
                await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])

    async def _hear(self, connection: psycopg.AsyncConnection[Any]) -> None:
        loop, descriptor = asyncio.get_running_loop(), connection.fileno()
        connection.add_notify_handler(lambda notice: self._take(notice.payload))
        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
        row = await (await connection.execute(_WHERE)).fetchone()
        assert row is not None  # noqa: S101 - a select without a from clause gives one row
        self.cluster = str(row[1])
        self._changes.begin_anew(Snapshot.parse(row[0]))
        self._is_connected = True
        while True:
            asked, self._asked = self._asked, None
            self._wake.clear()
            sent_at = loop.time()
            with _no_longer_than(_ANSWER_WITHIN_S, descriptor):
                await connection.execute("select 1")
            self._proven_at = sent_at
            if asked is not None:
                asked.set_result(None)
            # psycopg watches the descriptor itself while it runs a statement, and leaves it alone between two.
            loop.add_reader(descriptor, self._wake.set)
            try:
                await self._wake.wait()
            finally:
                loop.remove_reader(descriptor)

    def _take(self, payload: str) -> None:
        try:
            transaction, tags = read_notice(payload)
        except ValueError:
            _log.error("cache.notice_unreadable", payload=payload[:200])
            return
        self._changes.note(tags, transaction)

    async def close(self) -> None:
        """Let the connection go."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


@contextlib.contextmanager
def _no_longer_than(seconds: float, descriptor: int) -> Generator[None]:
    """Shut a connection whose server is silent: the statement under way fails then, as if the line had been cut."""

    def shut() -> None:
        with socket.socket(fileno=os.dup(descriptor)) as line:
            line.shutdown(socket.SHUT_RDWR)

    timer = asyncio.get_running_loop().call_later(seconds, shut)
    try:
        yield
    finally:
        timer.cancel()
