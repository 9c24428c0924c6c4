"""Changes below a root are noticed, and asked to be scanned; what cannot be watched is said."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.walking import Disk
from matinee.libraries.repository import add as add_library
from matinee.libraries.schemas import NewLibrary
from matinee.scanning import Watcher, WatchTiming

_QUICK = WatchTiming(quiet=timedelta(seconds=0.2), look=timedelta(seconds=0.2), again=timedelta(seconds=60))
_DEADLINE_S = 60


@contextlib.asynccontextmanager
async def _watching(database: Database, timing: WatchTiming = _QUICK) -> AsyncGenerator[None]:
    task = asyncio.create_task(Watcher(database, timing).run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _library(database: Database, root: Path) -> UUID:
    root.mkdir(exist_ok=True)
    async with database.transaction() as tx:
        return await add_library(tx, NewLibrary(name="Films", kind="movies", paths=[str(root)]), [os.fsencode(root)])


async def _until(database: Database, statement: str, expected: object) -> None:
    async with asyncio.timeout(_DEADLINE_S):
        while True:
            async with database.reading() as tx:
                found = (await tx.execute(text(statement))).scalars().all()
            if found == expected:
                return
            await asyncio.sleep(0.05)


async def _scopes(database: Database) -> Sequence[str]:
    async with database.reading() as tx:
        return (await tx.execute(text(_SCOPES))).scalars().all()


_WATCH = "select watch from root"
_WATCH_IN_WORDS = "select watch from root where watch_detail like '%all of it is scanned, and timed scans find what%'"
_SCOPES = "select arguments ->> 'scope' from job where kind = 'library.scan' order by 1"


async def test_a_new_film_is_scanned_where_it_lies(database: Database, tmp_path: Path):
    root = tmp_path / "films"
    await _library(database, root)
    async with _watching(database):
        await _until(database, _WATCH, ["watching"])
        (root / "Alien (1979)").mkdir()
        (root / "Alien (1979)" / "Alien.mkv").write_bytes(b"x")
        async with asyncio.timeout(_DEADLINE_S):
            while not (scopes := await _scopes(database)):
                await asyncio.sleep(0.05)
    assert set(scopes) <= {str(root), str(root / "Alien (1979)")}


async def test_a_folder_that_was_deleted_is_looked_for_from_above(database: Database, tmp_path: Path):
    root = tmp_path / "films"
    (root / "Alien").mkdir(parents=True)
    (root / "Alien" / "Alien.mkv").write_bytes(b"x")
    await _library(database, root)
    async with _watching(database):
        await _until(database, _WATCH, ["watching"])
        (root / "Alien" / "Alien.mkv").unlink()
        (root / "Alien").rmdir()
        async with asyncio.timeout(_DEADLINE_S):
            while not (scopes := await _scopes(database)) or str(root) not in scopes:
                await asyncio.sleep(0.05)
    assert set(scopes) <= {str(root), str(root / "Alien")}, "its own only where the film was seen to go before it did"


async def test_hidden_files_start_no_scan(database: Database, tmp_path: Path):
    root = tmp_path / "films"
    await _library(database, root)
    async with _watching(database):
        await _until(database, _WATCH, ["watching"])
        (root / ".DS_Store").write_bytes(b"x")
        (root / "Seen.mkv").write_bytes(b"x")
        await _until(database, _SCOPES, [str(root)])
        async with database.reading() as tx:
            assert (await tx.execute(text("select count(*) from job"))).scalar_one() == 1


async def test_a_disabled_library_is_not_watched_any_more(database: Database, tmp_path: Path):
    root = tmp_path / "films"
    await _library(database, root)
    watcher = Watcher(database, _QUICK)
    task = asyncio.create_task(watcher.run())
    try:
        await _until(database, _WATCH, ["watching"])
        async with database.transaction() as tx:
            await tx.execute(text("update library set enabled = false"))
        async with asyncio.timeout(_DEADLINE_S):
            while any(each.get_name().startswith("watch-") for each in asyncio.all_tasks()):
                await asyncio.sleep(0.05)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_b26_a_thousand_files_at_once_are_few_scans_that_find_each_of_them_once(
    database: Database, tmp_path: Path
):
    """At 1,000 files a second for ten seconds: `python -m tests.faults.scanning.crowds`."""
    root = tmp_path / "films"
    await _library(database, root)
    for number in range(50):
        (root / f"Film {number} (2001)").mkdir()
    async with _watching(database):
        await _until(database, _WATCH, ["watching"])
        for number in range(1000):
            (root / f"Film {number % 50} (2001)" / f"Film {number % 50} (2001) - {number}.mkv").write_bytes(b"x")
        async with asyncio.timeout(_DEADLINE_S):
            while not await _covered(database, root):
                await asyncio.sleep(0.05)
    async with database.reading() as tx:
        scopes = (await tx.execute(text(_SCOPES))).scalars().all()
    assert len(scopes) == len(set(scopes)) <= 51, "one job a folder, or one for the folder of all"


async def test_a_network_share_is_said_to_be_found_by_timed_scans(database: Database, tmp_path: Path):
    await _library(database, tmp_path / "films")
    watcher = Watcher(database, _QUICK, lambda _: Disk(kind="cifs", source="//nas/films"))
    task = asyncio.create_task(watcher.run())
    try:
        await _until(database, _WATCH, ["polled"])
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_so_many_changes_that_some_may_be_lost_are_scanned_whole_and_that_is_said(
    database: Database, tmp_path: Path
):
    root = tmp_path / "films"
    await _library(database, root)
    async with _watching(database, msgspec.structs.replace(_QUICK, burst=100)):
        await _until(database, _WATCH, ["watching"])
        for number in range(400):
            (root / f"Film {number} (2001).mkv").write_bytes(b"x")
        await _until(database, _WATCH_IN_WORDS, ["watching"])
        await _until(database, _SCOPES, [str(root)])


async def _covered(database: Database, root: Path) -> bool:
    """Tell whether scans are asked for that together look into every folder."""
    async with database.reading() as tx:
        scopes = {Path(each) for each in (await tx.execute(text(_SCOPES))).scalars()}
    return root in scopes or {each for each in root.iterdir() if each.is_dir()} <= scopes


async def test_b25_a_root_that_goes_away_is_said_to_be_found_by_timed_scans(database: Database, tmp_path: Path):
    await _library(database, tmp_path / "films")
    (tmp_path / "films").rmdir()
    async with _watching(database):
        await _until(database, _WATCH, ["failed"])
        async with database.reading() as tx:
            words = (await tx.execute(text("select watch_detail from root"))).scalar_one()
    assert "timed scans" in words


_LIMITED = """
import asyncio, sys
from matinee.kit.db import Database
from matinee.scanning import Watcher, WatchTiming
from datetime import timedelta

async def main():
    async with Database(sys.argv[1]) as database:
        watcher = asyncio.create_task(Watcher(database, WatchTiming(look=timedelta(seconds=0.2))).run())
        sys.stdin.read(0)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        watcher.cancel()

asyncio.run(main())
"""


async def test_b25_without_watches_left_it_falls_back_and_says_so(
    database: Database, database_url: str, tmp_path: Path
):
    root = tmp_path / "films"
    for number in range(20):
        (root / str(number)).mkdir(parents=True)
    await _library(database, root)
    limit = "echo 5 > /proc/sys/user/max_inotify_watches && exec "
    if subprocess.run(["unshare", "-Ur", "sh", "-c", limit + "true"], check=False, capture_output=True).returncode:
        pytest.skip("this kernel lets nobody make a user namespace, so the limit cannot be lowered for one process")
    command = ["unshare", "-Ur", "sh", "-c", limit + '"$@"', "sh", sys.executable, "-c", _LIMITED, database_url]
    child = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        await _until(database, _WATCH, ["limited"])
        async with database.reading() as tx:
            words = (await tx.execute(text("select watch_detail from root"))).scalar_one()
        assert "fs.inotify.max_user_watches" in words
    finally:
        child.communicate(timeout=30)
