"""Cache-aside for one kind: in process first, the shared tier second, one flight a key."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from cachebox import LRUCache

from matinee.kit.cache.changes import Changes
from matinee.kit.cache.counting import Counts
from matinee.kit.cache.hearing import Hearing
from matinee.kit.cache.kinds import CacheKind, Loaded

if TYPE_CHECKING:
    from matinee.kit.cache.shared import SharedTier

_log = structlog.get_logger(__name__)
_MOST_ABSENT = 1000
_JOINED_UNHEARD_S = 0.25
"""A flight this old is joined by nobody while changes are not heard: it may have read before one."""

type Load[V] = Callable[[], Awaitable[Loaded[V]]]


class _Entry[V](msgspec.Struct, frozen=True):
    value: V | None
    tags: tuple[str, ...]
    number: int
    stored_at: float
    fresh_until: float
    ends_at: float


class _Flight[V](msgspec.Struct, frozen=True):
    task: asyncio.Task[V | None]
    number: int
    began_at: float


class Cache[V]:
    """The entries of one kind in this process."""

    def __init__(self, kind: CacheKind[V], changes: Changes, hearing: Hearing, shared: "SharedTier | None") -> None:
        self.kind = kind
        self.counts = Counts(kind.name)
        self._changes = changes
        self._hearing = hearing
        self._shared = shared if kind.is_shared else None
        self._held: LRUCache[str, _Entry[V]] = LRUCache(kind.at_most)
        self._absent: LRUCache[str, _Entry[V]] = LRUCache(min(kind.at_most, _MOST_ABSENT))
        self._flights: dict[str, _Flight[V]] = {}
        self._unheard_s = kind.unheard_for.total_seconds()

    async def get(self, key: str, load: Load[V]) -> V | None:
        """Give the thing of this key, read by `load` if need be; None when there is no such thing.

        `load` reads what is committed, on a connection of its own: what a transaction has not committed is nobody
        else's. It runs for all who wait for the key, and goes on when the one who started it is gone.
        """
        heard = await self._hearing.has_heard_all(self._unheard_s)
        if not heard:
            self.counts.unheard.inc()
            return await self._fly(key, load, heard=False)
        entry = self._find(key)
        now = asyncio.get_running_loop().time()
        if entry is None or entry.ends_at <= now:
            return await self._fly(key, load)
        if self._changes.has_changed(entry.number, entry.tags):
            self.counts.dropped.inc()
            return await self._fly(key, load)
        if entry.fresh_until <= now:
            self.counts.stale.inc()
            self._flight(key, load, heard=True)
        else:
            (self.counts.hits if entry.value is not None else self.counts.absent).inc()
        return entry.value

    def ages(self) -> list[float]:
        """Give the age of each entry in seconds."""
        now = asyncio.get_running_loop().time()
        return [now - entry.stored_at for entry in (*self._held.values(), *self._absent.values())]

    def _find(self, key: str) -> _Entry[V] | None:
        for tier in (self._held, self._absent):
            if key in tier:
                return tier[key]
        return None

    async def _fly(self, key: str, load: Load[V], *, heard: bool = True) -> V | None:
        return await asyncio.shield(self._flight(key, load, heard=heard).task)

    def _flight(self, key: str, load: Load[V], *, heard: bool) -> _Flight[V]:
        """Join the flight under way, or start one. Nobody joins one that may have read before a change they knew of."""
        now, number = asyncio.get_running_loop().time(), self._changes.number
        under_way = self._flights.get(key)
        if (
            under_way is not None
            and under_way.number == number
            and (heard or now - under_way.began_at < _JOINED_UNHEARD_S)
        ):
            self.counts.joined.inc()
            return under_way
        task = asyncio.create_task(self._read(key, load, number, may_keep=heard))
        flight = _Flight(task, number, now)
        self._flights[key] = flight
        task.add_done_callback(lambda done: self._landed(key, flight, done))
        return flight

    def _landed(self, key: str, flight: _Flight[V], task: asyncio.Task[V | None]) -> None:
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            self.counts.failures.inc()
            _log.info("cache.load_failed", cache=self.kind.name, reason=type(error).__name__)

    async def _read(self, key: str, load: Load[V], number: int, *, may_keep: bool) -> V | None:
        if self._shared is None or not may_keep:
            self.counts.misses.inc()
            loaded = await load()
            if may_keep:
                self._keep(key, loaded, number)
            return loaded.value
        found = await self._shared.find(self.kind, key, self._changes)
        if found is not None:
            self.counts.shared.inc()
            self._keep(key, found, number)
            return found.value
        self.counts.misses.inc()
        snapshot = await self._shared.snapshot()
        loaded = await load()
        self._keep(key, loaded, number)
        self._shared.store(self.kind, key, loaded, snapshot)
        return loaded.value

    def _keep(self, key: str, loaded: Loaded[V], number: int) -> None:
        """Store what was read, unless it changed since the reading began. Ends are spread a little."""
        if self._changes.has_changed(number, loaded.tags):
            return
        now = asyncio.get_running_loop().time()
        fresh_s, stale_s = _times(self.kind, loaded)
        fresh_until = now + fresh_s * random.uniform(0.9, 1)  # noqa: S311 - spreads load, keeps no secret
        entry = _Entry(loaded.value, loaded.tags, number, now, fresh_until, fresh_until + stale_s)
        (self._absent if loaded.value is None else self._held).insert(key, entry)
        (self._held if loaded.value is None else self._absent).pop(key, None)


def _times(kind: CacheKind[Any], loaded: Loaded[Any]) -> tuple[float, float]:
    """Give for how long it is fresh, and for how long it may be given while stale."""
    if loaded.value is None:
        return kind.absent_for.total_seconds(), 0.0
    if loaded.valid_for is not None:
        return max(timedelta(), min(kind.fresh_for, loaded.valid_for)).total_seconds(), 0.0
    return kind.fresh_for.total_seconds(), kind.stale_for.total_seconds()
