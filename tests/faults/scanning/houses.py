"""A household with twelve films, each watched by somebody, under two scanners: ours, and a naive one."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from matinee.catalog.presence import release_library
from matinee.kit.db import Database
from matinee.kit.walking import RealTree
from tests.scanning.scene import Scene, make_scene, walking


class Weather:
    """What a disk does while it is walked."""

    def __init__(self) -> None:
        self.fails: dict[Path, OSError] = {}
        """Folders whose listing fails."""
        self.after_listing: Callable[[Path], None] = lambda _folder: None
        self.after_walk: Callable[[], None] = lambda: None

    def clear(self) -> None:
        """Let everything be well again."""
        self.__init__()


class House(Protocol):
    """A library as its people see it."""

    root: Path
    weather: Weather

    async def scan(self, at: datetime | None = None) -> None:
        """Scan, by a clock that may be wrong."""
        ...

    async def watch_all(self) -> None:
        """Let somebody watch each film."""
        ...

    async def shown(self) -> set[str]:
        """Give the films that are said to be there, with their history."""
        ...

    async def share_folder_with_another_library_and_delete_that(self) -> None:
        """Make a second library on the same folder, scan it, delete it."""
        ...


class _Known(msgspec.Struct):
    title: str
    size_bytes: int
    is_watched: bool = False
    missing_since: datetime | None = None


class NaiveHouse:
    """The scanner that lost libraries: not listed is gone, an error is an empty folder, a path is what a film is.

    It knows the usual guard, too: what is missing is only hidden, and forgotten after thirty days, by its clock.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.weather = root, Weather()
        self._known: dict[str, _Known] = {}

    async def scan(self, at: datetime | None = None) -> None:
        now = at or datetime.now(UTC)
        listed = self._listed()
        self.weather.after_walk()
        for path, size_bytes in listed.items():
            if path not in self._known or self._known[path].size_bytes != size_bytes:
                self._known[path] = _Known(os.path.dirname(path), size_bytes)
            self._known[path].missing_since = None
        for path in [path for path in self._known if path not in listed]:
            since = self._known[path].missing_since = self._known[path].missing_since or now
            if now - since > timedelta(days=30):
                del self._known[path]

    def _listed(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for folder, _, names in os.walk(self.root):
            if Path(folder) in self.weather.fails:
                continue
            for name in names:
                path = Path(folder, name)
                found[os.path.relpath(path, self.root)] = path.stat().st_size
            self.weather.after_listing(Path(folder))
        return found

    async def watch_all(self) -> None:
        for each in self._known.values():
            each.is_watched = True

    async def shown(self) -> set[str]:
        return {each.title for each in self._known.values() if each.is_watched and each.missing_since is None}

    async def share_folder_with_another_library_and_delete_that(self) -> None:
        self._known.clear()  # the files' rows go with "their" library


class OurHouse:
    """The real phases on a real database."""

    def __init__(self, scene: Scene) -> None:
        self.root, self.weather = scene.root, Weather()
        self.scene = scene
        self.scene.walker = self._walk

    async def scan(self, at: datetime | None = None) -> None:
        self.scene.clock.at = at or datetime.now(UTC)
        await self.scene.scan()

    async def _walk(self, request):
        async for each in walking(_Tree(self.weather))(request):
            yield each
        self.weather.after_walk()

    async def watch_all(self) -> None:
        account = uuid4()
        async with self.scene.database.transaction() as tx:
            await tx.execute(
                text("insert into account (id, username, username_folded, role) values (:id, 'a', 'a', 'member')"),
                {"id": account},
            )
            await tx.execute(
                text("insert into state (account_id, entity_id, watched, play_count) select :a, id, true, 1 from item"),
                {"a": account},
            )

    async def shown(self) -> set[str]:
        rows = await self.scene.rows("""
            select title || ' (' || year || ')' from item join state on entity_id = item.id
            where presence = 'present' and watched
        """)
        return {row[0] for row in rows}

    async def share_folder_with_another_library_and_delete_that(self) -> None:
        other = await make_scene(self.scene.database, self.root, name="Other")
        await other.scan()
        async with self.scene.database.transaction() as tx:
            await release_library(tx, other.library_id, other.clock.now())
            await tx.execute(text("delete from library where id = :id"), {"id": other.library_id})

    async def ids(self) -> dict[str, UUID]:
        """Give which item each title is."""
        return {row[0]: row[1] for row in await self.scene.rows("select title, id from item")}


class _Tree(RealTree):
    def __init__(self, weather: Weather) -> None:
        self._weather = weather

    def listing(self, path, limit, inside):
        folder = Path(os.fsdecode(path))
        if folder in self._weather.fails:
            raise self._weather.fails[folder]
        found = super().listing(path, limit, inside)
        self._weather.after_listing(folder)
        return found


async def our_house(database: Database, root: Path) -> OurHouse:
    """Make a library of ours."""
    return OurHouse(await make_scene(database, root))
