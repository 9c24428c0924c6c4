"""The tier that several processes share: a Redis-compatible server. It may be slow, empty, or gone at any time.

Entries carry the snapshot under which they were read. A reader takes one only when that snapshot saw every change the
reader has heard of, so it does not matter when, or whether, old entries are removed.
"""

import asyncio
from typing import Any

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import text

from matinee.kit.cache.changes import Changes
from matinee.kit.cache.hearing import Hearing
from matinee.kit.cache.kinds import CacheKind, Loaded
from matinee.kit.cache.snapshots import Snapshot
from matinee.kit.db import Database

_log = structlog.get_logger(__name__)
_TIMEOUT_S = 0.1
_REST_S = 1.0
"""After a failure the tier is left alone this long, so that a dead server costs one short wait a second."""
_MOST_WRITES = 100
_LARGEST = 1 << 20
_SNAPSHOT = text("select pg_current_snapshot()::text")


class _Stored(msgspec.Struct, frozen=True, array_like=True):
    snapshot: str
    tags: tuple[str, ...]
    value: msgspec.Raw


class SharedTier:
    """One Redis-compatible server, as a place that may forget everything."""

    def __init__(self, url: str, namespace: str, database: Database, hearing: Hearing) -> None:
        limits: dict[str, Any] = {"socket_timeout": _TIMEOUT_S, "socket_connect_timeout": _TIMEOUT_S}
        self._redis: Redis = Redis.from_url(url, **limits)  # pyright: ignore[reportUnknownMemberType] - untyped there
        self._namespace = namespace
        self._database = database
        self._hearing = hearing
        self._resting_until = float("-inf")
        self._writes: set[asyncio.Task[None]] = set()

    @property
    def is_answering(self) -> bool:
        """Whether the last answer came in time."""
        return asyncio.get_running_loop().time() >= self._resting_until

    async def find[V](self, kind: CacheKind[V], key: str, changes: Changes) -> Loaded[V] | None:
        """Give what another process read, if it saw all changes heard here; None otherwise."""
        if not self.is_answering:
            return None
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                raw = await self._redis.get(self._name(kind, key))
            if not isinstance(raw, bytes):
                return None
            stored = msgspec.msgpack.decode(raw, type=_Stored)
            if not changes.covers(Snapshot.parse(stored.snapshot), stored.tags):
                return None
            return Loaded(msgspec.msgpack.decode(stored.value, type=kind.holds), stored.tags)
        except (RedisError, OSError) as error:
            self._rest(error)
        except (msgspec.MsgspecError, ValueError):
            await _log.ainfo("cache.shared_entry_unreadable", cache=kind.name)
        return None

    async def snapshot(self) -> Snapshot:
        """Give what can be seen now: ask before reading what will be stored."""
        async with self._database.reading() as tx:
            return Snapshot.parse((await tx.execute(_SNAPSHOT)).scalar_one())

    def store[V](self, kind: CacheKind[V], key: str, loaded: Loaded[V], snapshot: Snapshot) -> None:
        """Keep what was read for the others, beside the request. What does not exist is not kept here."""
        if loaded.value is None or loaded.valid_for is not None:
            return
        if not self.is_answering or len(self._writes) >= _MOST_WRITES:
            return
        task = asyncio.create_task(self._write(kind, key, loaded, snapshot))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)

    async def _write(self, kind: CacheKind[Any], key: str, loaded: Loaded[Any], snapshot: Snapshot) -> None:
        value = msgspec.Raw(msgspec.msgpack.encode(loaded.value))
        raw = msgspec.msgpack.encode(_Stored(str(snapshot), loaded.tags, value))
        if len(raw) > _LARGEST:
            return
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await self._redis.set(self._name(kind, key), raw, px=int(kind.fresh_for.total_seconds() * 1000))
        except (RedisError, OSError) as error:
            self._rest(error)

    def _rest(self, error: Exception) -> None:
        if self.is_answering:
            _log.warning("cache.shared_tier_away", reason=type(error).__name__)
        self._resting_until = asyncio.get_running_loop().time() + _REST_S

    def _name(self, kind: CacheKind[Any], key: str) -> str:
        return f"{self._namespace}:{self._hearing.cluster}:{kind.name}:{key}"

    async def close(self) -> None:
        """End what is being written, and the connections."""
        await asyncio.gather(*self._writes, return_exceptions=True)
        await self._redis.aclose()
