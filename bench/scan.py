"""Scanning 100,000 files in 8,000 folders: the first scan, the ones after it, beside `find -printf` as the floor."""

import asyncio
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

import msgspec

from matinee.access.policy import SYSTEM
from matinee.catalog import TitleFollowers
from matinee.catalog.content_type import ContentType
from matinee.kit.clock import SystemClock
from matinee.kit.db import Connection, Database
from matinee.kit.walking import (
    Limits,
    Listing,
    Message,
    RealTree,
    Rows,
    Status,
    Walk,
    Walker,
    WalkRequest,
    rows_of,
    walk_in_process,
)
from matinee.libraries import by_id, stored_roots
from matinee.libraries.repository import add
from matinee.libraries.schemas import LibraryKind, NewLibrary
from matinee.migrations import migrate
from matinee.movies.grouping import Movies
from matinee.scanning.repository import scans
from matinee.scanning.scan import run_scan
from matinee.scanning.work import Outcome, ScanWork
from matinee.shows.grouping import Shows
from tests.postgres import running_postgres

NAME = "scan"
_MOVIES, _SHOWS = 5_000, 300
_SEASONS, _EPISODES = 10, 13
_RESCANS = 5
_CALL_S = 0.001
_CHANGES = ("added", "updated", "moved", "missing", "beside")
_A_YEAR_AGO = time.time() - 365 * 86_400
"""What was written a moment ago would be looked at twice: it may still be copied."""


class _SlowTree(RealTree):
    """A share of a network: each call takes a millisecond more; a listing is one call, and one for each entry."""

    def listing(self, path: bytes, limit: int, inside: bytes) -> Listing:
        found = super().listing(path, limit, inside)
        time.sleep(_CALL_S * (1 + len(found.entries)))
        return found

    def status(self, path: bytes, *, follow: bool = True) -> Status:
        time.sleep(_CALL_S)
        return super().status(path, follow=follow)


async def _slow_walk(request: WalkRequest) -> AsyncIterator[Rows | Message]:
    """Walk the slow share with the sixteen threads that a network share gets, in a thread of this process."""
    given: list[Rows | Message] = []

    def sink(each: list[bytes] | Message) -> None:
        given.append(rows_of(b"".join(each), len(each)) if isinstance(each, list) else each)

    asked = msgspec.structs.replace(request, limits=Limits(workers=16))
    await asyncio.to_thread(Walk(asked, _SlowTree(), sink).run)
    for each in given:
        yield each


def make_tree(root: Path) -> int:
    """Make empty files as homes have them: films with sidecars, shows with seasons; give their number."""
    count = 0
    for number in range(_MOVIES):
        folder = root / "movies" / f"Film {number} ({1950 + number % 70})"
        folder.mkdir(parents=True)
        name = folder.name
        for each in (f"{name}.1080p.mkv", f"{name}.1080p.en.srt", "poster.jpg", f"{name}.1080p.nfo"):
            _touch(folder / each)
            count += 1
    for number in range(_SHOWS):
        for season in range(1, _SEASONS + 1):
            folder = root / "shows" / f"Show {number} (2001)" / f"Season {season:02}"
            folder.mkdir(parents=True)
            for episode in range(1, _EPISODES + 1):
                for ending in ("mkv", "en.srt"):
                    _touch(folder / f"Show {number} - S{season:02}E{episode:02} - Name.{ending}")
                    count += 1
    return count


def _touch(path: Path) -> None:
    path.touch()
    os.utime(path, (_A_YEAR_AGO, _A_YEAR_AGO))


async def _scan(
    database: Database, library_id: UUID, content: ContentType, scope: bytes | None, walker: Walker
) -> Outcome:
    async with database.transaction() as tx:
        library = await by_id(tx, SYSTEM, library_id)
        roots = await stored_roots(tx, library_id)
        scan_id = await scans.add(tx, library_id, scope)
    assert library is not None

    async def tell(phase: str, current: int, total: int | None, message: str) -> None:
        pass

    async def probe(tx: Connection, videos: Sequence[tuple[UUID, bytes, UUID]]) -> None:
        pass

    async def again(tx: Connection, paths: Sequence[bytes]) -> None:
        pass

    return await run_scan(
        ScanWork(
            scan_id=scan_id,
            library=library,
            roots=roots,
            scope=scope,
            approved_by=None,
            content=content,
            walker=walker,
            clock=SystemClock(),
            transaction=database.transaction,
            tell=tell,
            probe=probe,
            follow=TitleFollowers().tell,
            again=again,
        )
    )


async def _measure(url: str, root: Path, files: int) -> list[tuple[str, float, str]]:
    rows: list[tuple[str, float, str]] = []
    async with Database(url) as database:
        libraries: list[tuple[UUID, ContentType]] = []
        kinds: list[tuple[LibraryKind, ContentType]] = [("movies", Movies()), ("shows", Shows())]
        for kind, content in kinds:
            path = os.fsencode(root / kind)
            async with database.transaction() as tx:
                libraries.append((await add(tx, NewLibrary(kind, kind, [os.fsdecode(path)]), [path]), content))

        async def timed(label: str, scope: bytes | None = None, walker: Walker = walk_in_process) -> float:
            began = time.perf_counter()
            outcomes = [
                await _scan(database, library_id, content, scope, walker)
                for library_id, content in (libraries if scope is None else libraries[:1])
            ]
            took = time.perf_counter() - began
            wrong = [o for o in outcomes if o.state != "completed" or o.counts["errors"]]
            if wrong:
                raise RuntimeError(f"{label}: a scan did not read everything: {wrong}")
            changed = sum(sum(o.counts[each] for each in _CHANGES) for o in outcomes)
            if label == "first scan" and changed != files:
                raise RuntimeError(f"the first scan took {changed} of {files} files: {outcomes}")
            rows.append((label, took, f"{files / took:,.0f} files/s, {changed} changes"))
            return took

        await timed("first scan")
        again = [await timed("nothing changed") for _ in range(_RESCANS)]
        rows.append(("nothing changed, p50 / worst", statistics.median(again), f"{max(again):.2f} s at worst"))
        await timed("nothing changed, 1 ms a call", walker=_slow_walk)
        for number in range(100):
            folder = root / "movies" / f"Film {number} ({1950 + number % 70})"
            (folder / "poster.jpg").write_bytes(b"x")
        await timed("100 files changed")
        await timed("one path", os.fsencode(root / "movies" / "Film 7 (1957)"))
    return rows


def run() -> None:
    """Print the table."""
    root = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        files = make_tree(root)
        began = time.perf_counter()
        subprocess.run(["find", root, "-printf", "%s %T@ %i %p\n"], stdout=subprocess.DEVNULL, check=True)
        floor = time.perf_counter() - began
        with running_postgres() as url:
            migrate(url)
            rows = asyncio.run(_measure(url, root, files))
        print(f"{files:,} files, {os.cpu_count()} cores")
        print(f"{'find -printf (floor)':24} {floor:8.2f} s")
        for label, took, note in rows:
            print(f"{label:24} {took:8.2f} s   {note}")
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{'memory, most at once':24} {own:8.0f} MB here, {child:.0f} MB the largest child")
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    run()
