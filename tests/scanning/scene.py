"""A library on a real folder and a real database, scanned by the real phases."""

import os
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from matinee.access.policy import SYSTEM
from matinee.catalog.probe import repository as probing
from matinee.catalog.probe.boxed import probe
from matinee.catalog.probe.records import ProbeOrder
from matinee.kit.db import Connection, Database
from matinee.kit.walking import Message, Rows, Tree, Walk, WalkRequest, rows_of, walk_in_process
from matinee.libraries import by_id, stored_roots
from matinee.libraries.repository import add as add_library
from matinee.libraries.schemas import NewLibrary
from matinee.movies.grouping import Movies
from matinee.scanning.repository import scans
from matinee.scanning.scan import run_scan
from matinee.scanning.work import Outcome, Quiet, ScanWork
from matinee.shows.grouping import Shows


class StoppedClock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at


def walking(tree: Tree):
    """Walk a made-up tree in this process."""

    async def walker(request: WalkRequest) -> AsyncIterator[Rows | Message]:
        given: list[Rows | Message] = []

        def sink(each: list[bytes] | Message) -> None:
            given.append(rows_of(b"".join(each), len(each)) if isinstance(each, list) else each)

        Walk(request, tree, sink).run()
        for each in given:
            yield each

    return walker


class Scene:
    """One library, and what a test does with it."""

    def __init__(self, database: Database, library_id: UUID, root: Path, kind: str) -> None:
        self.database, self.library_id, self.root, self.kind = database, library_id, root, kind
        self.clock = StoppedClock()
        self.walker = walk_in_process
        self.asked_again: list[bytes] = []
        self.quiet = Quiet(window=timedelta(days=-36500))
        self.followed: list[UUID] = []
        self.probed: list[tuple[UUID, bytes, UUID]] = []
        self.last_scan: UUID | None = None

    def put(self, path: str, content: bytes | None = None, *, at: float | None = None) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(os.fsencode(path) * 3 if content is None else content)
        if at is not None:
            os.utime(target, (at, at))
        return target

    async def scan(self, scope: str | None = None, *, approve: UUID | None = None, transaction=None) -> Outcome:
        async with self.database.transaction() as tx:
            library = await by_id(tx, SYSTEM, self.library_id)
            roots = await stored_roots(tx, self.library_id)
            self.last_scan = await scans.add(tx, self.library_id, scope and os.fsencode(scope))
        assert library is not None
        return await run_scan(
            ScanWork(
                scan_id=self.last_scan,
                library=library,
                roots=roots,
                scope=None if scope is None else os.fsencode(scope),
                approved_by=approve,
                content=Movies() if self.kind == "movies" else Shows(),
                walker=self.walker,
                clock=self.clock,
                transaction=transaction or self.database.transaction,
                tell=_silent,
                probe=self._probe,
                follow=self._follow,
                again=self._again,
                quiet=self.quiet,
            )
        )

    async def _again(self, tx: Connection, paths: Sequence[bytes]) -> None:
        self.asked_again += paths

    async def _follow(self, tx: Connection, item_ids: Collection[UUID]) -> None:
        self.followed += item_ids

    async def _probe(self, tx: Connection, files: Sequence[tuple[UUID, bytes, UUID]]) -> None:
        self.probed += files

    async def probe(self) -> None:
        """Examine every video that waits for it, as the background job does."""
        async with self.database.transaction() as tx:
            ids = list((await tx.execute(text("select id from file where probe_state = 'pending'"))).scalars())
            for waiting in await probing.waiting(tx, ids):
                await probing.store(tx, waiting, probe(ProbeOrder(waiting.path)))

    async def rows(self, sql: str, **given: object) -> list[tuple]:
        async with self.database.reading() as tx:
            return [tuple(row) for row in await tx.execute(text(sql), given)]

    async def one(self, sql: str, **given: object):
        return (await self.rows(sql, **given))[0][0]

    async def paths(self, *, missing: bool = False) -> set[str]:
        sql = f"select path from file where missing_since is {'not' if missing else ''} null"
        return {os.fsdecode(row[0]) for row in await self.rows(sql)}

    async def titles(self) -> list[tuple]:
        return await self.rows("select title, year, presence from item where kind in ('movie', 'series') order by 1, 2")

    async def issues(self) -> dict[str, str]:
        rows = await self.rows("select path, reason from scan_issue where scan_id = :scan", scan=self.last_scan)
        return {os.fsdecode(row[0]): row[1] for row in rows}

    async def ignored(self) -> dict[str, str]:
        return {os.fsdecode(row[0]): row[1] for row in await self.rows("select path, reason from ignored_path")}


async def _silent(phase: str, current: int, total: int | None, message: str) -> None:
    pass


async def make_scene(
    database: Database, root: Path, kind: str = "movies", name: str = "Library", more: Sequence[Path] = ()
) -> Scene:
    roots = [root, *more]
    for each in roots:
        each.mkdir(parents=True, exist_ok=True)
    async with database.transaction() as tx:
        new = NewLibrary(name, kind, [str(each) for each in roots])
        library_id = await add_library(tx, new, [os.fsencode(each) for each in roots])
    return Scene(database, library_id, root, kind)


__all__ = ["Scene", "StoppedClock", "make_scene", "walking"]
