"""All caches of a process, and what they share: the hearing of changes, and the shared tier."""

import contextlib
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Self, cast

import msgspec

from matinee.kit.cache.cache import Cache
from matinee.kit.cache.changes import Changes
from matinee.kit.cache.hearing import Hearing
from matinee.kit.cache.kinds import CacheKind
from matinee.kit.db import Database

if TYPE_CHECKING:
    from matinee.kit.cache.shared import SharedTier


class CacheReport(msgspec.Struct, frozen=True):
    """What one cache did since its process started."""

    name: str
    is_shared: bool
    entries: int
    most_entries: int
    hits: int
    stale: int
    """Given while being read anew."""
    absent: int
    """Remembered that there is no such thing."""
    shared: int
    """Found in the shared cache."""
    misses: int
    joined: int
    """Waited for a reading that another request had begun."""
    dropped: int
    """Found, but changed since."""
    unheard: int
    """Read from the database because changes were not heard."""
    failures: int
    oldest_s: float | None
    median_s: float | None


class Caches:
    """The caches of one process. Nothing is connected before the first read."""

    def __init__(self, database: Database, *, shared_url: str | None = None, namespace: str = "matinee") -> None:
        self._changes = Changes()
        self._hearing = Hearing(database.url, self._changes)
        self._shared: SharedTier | None = None
        if shared_url:
            from matinee.kit.cache import shared  # noqa: PLC0415 - 8 MB that most homes have no use for

            self._shared = shared.SharedTier(shared_url, namespace, database, self._hearing)
        self._held: dict[str, Cache[Any]] = {}

    def of[V](self, kind: CacheKind[V]) -> Cache[V]:
        """Give the cache of a kind; it is made when first asked for."""
        held = self._held.get(kind.name)
        if held is None:
            held = self._held[kind.name] = Cache(kind, self._changes, self._hearing, self._shared)
        if held.kind is not kind:
            msg = f"two kinds are called {kind.name}"
            raise ValueError(msg)
        return cast("Cache[V]", held)

    def changing(self) -> AbstractContextManager[None]:
        """Enclose what may change something: what it did is heard before this process gives anything cached."""
        return self._hearing.changing()

    @property
    def is_hearing(self) -> bool:
        """Whether changes are heard; while they are not, everything is read from the database."""
        return self._hearing.is_connected

    @property
    def is_sharing(self) -> bool | None:
        """Whether the shared tier answers; None without one."""
        return None if self._shared is None else self._shared.is_answering

    def report(self) -> list[CacheReport]:
        """Tell what each cache did, by name."""
        return [_reported(self._held[name]) for name in sorted(self._held)]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._hearing.close()
        if self._shared is not None:
            with contextlib.suppress(OSError):
                await self._shared.close()


def _reported(cache: Cache[Any]) -> CacheReport:
    ages = sorted(cache.ages())
    counts = cache.counts
    return CacheReport(
        name=cache.kind.name,
        is_shared=cache.kind.is_shared,
        entries=len(ages),
        most_entries=cache.kind.at_most,
        hits=counts.hits.value,
        stale=counts.stale.value,
        absent=counts.absent.value,
        shared=counts.shared.value,
        misses=counts.misses.value,
        joined=counts.joined.value,
        dropped=counts.dropped.value,
        unheard=counts.unheard.value,
        failures=counts.failures.value,
        oldest_s=round(ages[-1], 1) if ages else None,
        median_s=round(ages[len(ages) // 2], 1) if ages else None,
    )
