"""`python -m tests.faults.scanning.crowds [FILMS]`: a folder of 200,000 films, 1,000 files a second (B14, B26).

At full size this takes minutes; the suite holds the same at a smaller one (`test_b14_crowds.py`, `test_watching.py`).
"""

import asyncio
import contextlib
import itertools
import os
import resource
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

from matinee.kit.db import Database
from matinee.kit.jobs.testing import InlineWorker
from matinee.migrations import migrate
from matinee.scanning import Watcher
from tests.metadata.dressed import Dressed
from tests.postgres import running_postgres
from tests.scanning.scene import Scene, make_scene

CROWD = 200_000
RATE, SECONDS, FOLDERS = 1_000, 10, 200
LEVELS = 500
_NAME = b"n" * 250


def deep(root: Path, levels: int = LEVELS) -> None:
    """Put a film below so many folders, one in the other."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(levels):
        os.mkdir(b"d", dir_fd=folder)
        below = os.open(b"d", os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(os.open(b"Deep (2001).mkv", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)


def long(root: Path, count: int = 20) -> None:
    """Put a film at a path of more than 4,096 bytes: no call can name it whole."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    for number in range(count):
        name = b"%02d" % number + _NAME
        os.mkdir(name, dir_fd=folder)
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=folder)
        os.close(folder)
        folder = below
    os.close(os.open(b"Long (2001).mkv", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)


def crowd(folder: Path, count: int) -> None:
    """Fill one folder with films."""
    folder.mkdir(parents=True)
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for number in range(count):
        film = os.open(b"Film %06d (2001).mkv" % number, os.O_CREAT | os.O_WRONLY, dir_fd=inside)
        os.write(film, b"%d" % number)
        os.close(film)
    os.close(inside)


async def crowded(database: Database, root: Path, films: int = CROWD) -> list[str]:
    """Scan a folder of 200,000 films (or so many) beside one 500 levels deep, one of an impossible path, and a film as usual."""
    scene = await make_scene(database, root)
    scene.put("ok/Film (2000).mkv")
    crowd(root / "full", films)
    deep(root)
    long(root / "ok")
    began = time.monotonic()
    outcome = await scene.scan()
    took = time.monotonic() - began
    again = time.monotonic()
    await scene.scan()
    unchanged = time.monotonic() - again
    count = await scene.one("select count(*) from item where kind = 'movie'")
    changed = await _emptied_and_renamed(scene, films)
    reasons = sorted(set((await scene.issues()).values()))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [
        f"{outcome.state}: {count:,} films in {took:.0f} s, again without change in {unchanged:.1f} s; "
        f"told: {', '.join(reasons)}; {memory} MB at most in the scanning process",
        changed,
    ]


async def _emptied_and_renamed(scene: Scene, films: int) -> str:
    """A quarter gone beside as much junk: held, then applied; the rest in a folder of another name."""
    for number in range(0, films, 4):
        film = scene.root / f"full/Film {number:06d} (2001).mkv"
        film.rename(film.with_suffix(".txt"))
    times = [time.monotonic()]
    held = await scene.scan()
    times.append(time.monotonic())
    applied = await scene.scan(approve=scene.last_scan)
    times.append(time.monotonic())
    (scene.root / "full").rename(scene.root / "fuller")
    moved = await scene.scan()
    times.append(time.monotonic())
    took = [later - earlier for earlier, later in itertools.pairwise(times)]
    return (
        f"a quarter of them gone: {held.state} after {took[0]:.0f} s, {applied.counts['missing']:,} hidden when approved "
        f"in {took[1]:.0f} s; folder renamed: {moved.counts['moved']:,} moved in {took[2]:.0f} s"
    )


async def arriving(database: Database, root: Path) -> list[str]:
    """Let 1,000 files a second arrive in 200 folders while the library is watched; scan whatever is asked for."""
    dressed = Dressed(await make_scene(database, root))
    async with _watched(database):
        while await dressed.scene.one("select watch from root") != "watching":
            await asyncio.sleep(0.1)
        await asyncio.to_thread(_arrive, root)
        ended = time.monotonic()
        while await dressed.scene.one("select count(*) from job where kind = 'library.scan'") == 0:
            await asyncio.sleep(0.1)
        asked = time.monotonic() - ended
    jobs = await dressed.scene.one("select count(*) from job where kind = 'library.scan'")
    await _all(dressed.worker, dressed)
    found = await dressed.scene.one("select count(*) from file where kind = 'video' and missing_since is null")
    return [
        f"{RATE * SECONDS:,} files in {SECONDS} s over {FOLDERS} folders: {jobs} scans asked for, the first "
        f"{asked:.1f} s after the last file; {found:,} files known, each once",
    ]


def _arrive(root: Path) -> None:
    began = time.monotonic()
    for number in range(RATE * SECONDS):
        folder = root / f"Film {number % FOLDERS} (2001)"
        folder.mkdir(exist_ok=True)
        (folder / f"Film {number % FOLDERS} (2001) - {number}.mkv").write_bytes(b"%d" % number)
        if (early := began + number / RATE - time.monotonic()) > 0:
            time.sleep(early)


async def _all(worker: InlineWorker, dressed: Dressed) -> None:
    """Run the scans that are asked for; what they ask for in turn is let go: the files hold no video."""
    while await dressed.scene.one("select count(*) from job where kind = 'library.scan' and state = 'waiting'"):
        async with dressed.scene.database.transaction() as tx:
            await tx.exec_driver_sql("delete from job where kind <> 'library.scan'")
        await worker.run_waiting(most=1)


@contextlib.asynccontextmanager
async def _watched(database: Database) -> AsyncGenerator[None]:
    task = asyncio.create_task(Watcher(database).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _main(films: int) -> None:
    for part in (arriving, partial(crowded, films=films)):
        with running_postgres() as url, tempfile.TemporaryDirectory(prefix="matinee-crowds-") as folder:
            migrate(url)
            async with Database(url) as database:
                for line in await part(database, Path(folder) / "media"):
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else CROWD))
