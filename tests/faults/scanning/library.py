"""Libraries that live: films and episodes that come, move, change and go, and somebody's history on them."""

import os
import random
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import text

from matinee.access.policy import SYSTEM
from matinee.catalog.jobs import request_probing
from matinee.catalog.probe import repository as probing
from matinee.catalog.probe.boxed import probe
from matinee.catalog.probe.records import ProbeOrder
from matinee.kit.clock import SystemClock
from matinee.kit.db import Connection, Database
from matinee.libraries import by_id, stored_roots
from matinee.movies import Movies
from matinee.scanning.scan import run_scan
from matinee.scanning.work import Outcome, Quiet, ScanWork
from matinee.shows import Shows


class Work(msgspec.Struct):
    """One film or episode: where it lies now, None while it is away."""

    number: int
    kind: str
    content: bytes
    path: Path | None
    year: int
    item_id: UUID | None = None
    is_watched: bool = False


class Disk:
    """Three roots (two of films, one of shows) and what lies in them."""

    def __init__(self, root: Path, seed: int) -> None:
        self.roots = {"movies": [root / "films", root / "more films"], "shows": [root / "shows"]}
        for folders in self.roots.values():
            for folder in folders:
                folder.mkdir(parents=True)
        self.works: list[Work] = []
        self._random = random.Random(seed)
        for _ in range(40):
            self.add("movies")
            self.add("shows")

    def add(self, kind: str) -> None:
        """Let a new film or episode appear."""
        number = len(self.works)
        size = 3_000 + number
        work = Work(number, kind, self._random.randbytes(size), None, 1950 + number % 60)
        self.works.append(work)
        self.put(work, self._random.choice(self.roots[kind]))

    def put(self, work: Work, root: Path) -> None:
        """Lay a work where its name belongs; one that lay elsewhere is moved."""
        if work.kind == "movies":
            name = f"Film {work.number:04} ({work.year})"
            target = root / name / f"{name}.mkv"
        else:
            show = f"Show {work.number % 5}"
            target = root / show / "Season 01" / f"{show} - S01E{work.number + 1:03}.mkv"
        target.parent.mkdir(parents=True, exist_ok=True)
        if work.path is not None and work.path.exists():
            old = work.path.parent
            work.path.rename(target)
            if not any(old.iterdir()):
                old.rmdir()
        else:
            target.write_bytes(work.content)
        work.path = target

    def describe(self, work: Work) -> None:
        """Lay an NFO beside a film, with nothing but an id."""
        if work.path is not None and work.path.exists():
            nfo = f'<movie><uniqueid type="tmdb">{1000 + work.number}</uniqueid></movie>'
            work.path.with_suffix(".nfo").write_text(nfo)

    def live(self) -> None:
        """Let a day pass: some come, some are renamed, moved, replaced, some go and some return."""
        there = [work for work in self.works if work.path is not None]
        films = [work for work in there if work.kind == "movies"]
        renamed, moved = self._random.sample(films, 2), self._random.sample(films, 2)
        for work in renamed:
            work.year += 1
            self.put(work, self._root_of(work))
        for work in moved:
            self.put(work, self._random.choice(self.roots["movies"]))
        as_before = [work for work in there if work not in (*renamed, *moved)]
        for work in self._random.sample(as_before, 2):  # of another name and other content, nobody could know it again
            work.content = self._random.randbytes(len(work.content) + 1000)
            if work.path is not None:
                work.path.write_bytes(work.content)
        for work in self._random.sample(films, 2):
            self.describe(work)
        away = [work for work in self.works if work.path is None]
        for work in away[:2]:
            self.put(work, self._random.choice(self.roots[work.kind]))
        for work in self._random.sample(there, 2):
            if work.path is not None and len(away) < 6:
                work.path.unlink()
                work.path = None
        if len(there) < 90:
            self.add("movies")
            self.add("shows")

    def _root_of(self, work: Work) -> Path:
        return next(root for root in self.roots[work.kind] if work.path is not None and work.path.is_relative_to(root))


async def scan_library(database: Database, library_id: UUID, scan_id: UUID, *, walker, tell) -> Outcome:
    """Scan as the job does; a scan that was cut off is begun again by its id."""
    async with database.transaction() as tx:
        library = await by_id(tx, SYSTEM, library_id)
        roots = await stored_roots(tx, library_id)
        await tx.execute(
            text("update scan set state = 'running', started_at = coalesce(started_at, now()) where id = :id"),
            {"id": scan_id},
        )
    assert library is not None

    async def ignore(_tx: Connection, _what: Collection[UUID] | Sequence[bytes]) -> None:
        pass

    work = ScanWork(
        scan_id=scan_id,
        library=library,
        roots=roots,
        scope=None,
        approved_by=None,
        content=Movies() if library.kind == "movies" else Shows(),
        walker=walker,
        clock=SystemClock(),
        transaction=database.transaction,
        tell=tell,
        probe=request_probing,
        follow=ignore,
        again=ignore,
        quiet=Quiet(pause=timedelta(milliseconds=20)),
    )
    return await run_scan(work)


async def examine(database: Database, between: Callable[[], None]) -> None:
    """Examine every present video that waits for it, file by file, as the background job does."""
    async with database.reading() as tx:
        ids = list(
            (await tx.execute(text("select id from file where probe_state = 'pending' and kind = 'video'"))).scalars()
        )
        waiting = await probing.waiting(tx, ids)
    for seen in waiting:
        found = probe(ProbeOrder(seen.path))
        async with database.transaction() as tx:
            await probing.store(tx, seen, found)
            between()


def path_bytes(path: Path) -> bytes:
    """Give a path as the file system's bytes."""
    return os.fsencode(path)
