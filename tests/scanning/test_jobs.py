"""Scans as jobs: asked for, met, followed, and what they ask for in turn."""

import asyncio

from matinee.access.policy import SYSTEM
from matinee.catalog import TitleFollowers
from matinee.catalog.content_type import ContentTypes
from matinee.kit.clock import Clock, SystemClock
from matinee.kit.jobs import Registry, Worker
from matinee.kit.jobs.testing import InlineWorker
from matinee.kit.resources import Resources
from matinee.movies import Movies
from matinee.scanning import LIBRARY_SCAN, request_scan
from matinee.shows import Shows
from tests.scanning.scene import make_scene
from tests.waiting import until


async def _work_until_done(database, job_id: int) -> None:
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    resources.put(ContentTypes(Movies(), Shows()))
    worker = Worker(database, Registry([LIBRARY_SCAN]), resources, None)
    task = asyncio.create_task(worker.run())
    try:
        async with database.reading() as tx:

            async def is_done() -> bool:
                row = (await tx.exec_driver_sql(f"select state from job where id = {job_id}")).one()
                return row.state in {"completed", "cancelled", "discarded"}

            await until(is_done)
    finally:
        worker.stop()
        await task


async def test_scan_job_fills_the_library_and_asks_for_probes_by_folder(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Heat (1995)/heat-cd1.avi")
    scene.put("Heat (1995)/heat-cd2.avi")
    scene.put("Alien (1979)/Alien (1979).mkv")
    async with database.transaction() as tx:
        first = await request_scan(tx, SYSTEM, scene.library_id)
        again = await request_scan(tx, SYSTEM, scene.library_id)
    assert first == again
    await _work_until_done(database, first.job_id)
    assert await scene.one("select state from scan where id = :id", id=first.scan_id) == "completed"
    assert await scene.one("select result ->> 'state' from job where id = :id", id=first.job_id) == "completed"
    probes = await scene.rows(
        "select jsonb_array_length(arguments -> 'file_ids') from job where kind = 'file.probe' order by 1"
    )
    assert probes == [(1,), (2,)]
    names = [row[0] for row in await scene.rows("select name from outbox order by id")]
    assert names[0] == "library.scan_started"
    assert names[-1] == "library.scan_done" or "library.scan_done" in names
    assert names.count("movie.added") == 2


class _Follower:
    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []

    async def titles_changed(self, tx, kind, title_ids, priority) -> None:
        self.told.append((kind, len(title_ids)))


async def test_followers_of_titles_are_told_of_exactly_what_a_batch_changed(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    follower = _Follower()
    resources = Resources()
    resources.put(ContentTypes(Movies(), Shows()))
    resources.put(TitleFollowers(follower))
    worker = InlineWorker(database, [LIBRARY_SCAN], resources)

    async def told_by_scan():
        follower.told.clear()
        async with database.transaction() as tx:
            await tx.exec_driver_sql("delete from job where kind = 'file.probe'")
            await request_scan(tx, SYSTEM, scene.library_id)
        await worker.run_waiting(most=1)
        return follower.told

    for number in (1, 2):
        scene.put(f"Alpha/Season 1/Alpha S01E0{number}.mkv")
        scene.put(f"Beta/Season 1/Beta S01E0{number}.mkv")
    assert await told_by_scan() == [("series", 2)]
    assert await told_by_scan() == []
    scene.put("Beta/Season 1/Beta S01E03.mkv")
    assert await told_by_scan() == [("series", 1)]


async def test_h23_new_episodes_of_a_series_for_grown_ups_are_told_to_grown_ups_only(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    resources = Resources()
    resources.put(ContentTypes(Movies(), Shows()))
    worker = InlineWorker(database, [LIBRARY_SCAN], resources)

    async def scan() -> None:
        async with database.transaction() as tx:
            await tx.exec_driver_sql("delete from job where kind = 'file.probe'")
            await request_scan(tx, SYSTEM, scene.library_id)
        await worker.run_waiting(most=1)

    scene.put("Dark/Season 01/Dark S01E01.mkv")
    await scan()
    async with database.transaction() as tx:
        await tx.exec_driver_sql("update item set minimum_age = 16 where kind = 'series'")
        await tx.exec_driver_sql("delete from outbox")
    scene.put("Dark/Season 01/Dark S01E02.mkv")
    scene.put("Dark/Season 02/Dark S02E01.mkv")
    await scan()
    told = await scene.rows("select minimum_age from outbox where name = 'episode.added'")
    assert told == [(16,), (16,)]


async def test_h40_file_added_behind_the_walker_is_found_by_the_follow_up(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(3):
        scene.put(f"Film {number} (2001)/Film {number} (2001).mkv")
    async with database.transaction() as tx:
        first = await request_scan(tx, SYSTEM, scene.library_id)
    async with database.transaction() as holding:
        await holding.exec_driver_sql("lock table item in share mode")  # the walk is over when the first title waits
        working = asyncio.create_task(_work_until_done(database, first.job_id))
        waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%%item%%'"
        await until(lambda: scene.one(waits))
        scene.put("Film 0 (2001)/Late (2002).mkv")
        async with database.transaction() as tx:
            second = await request_scan(tx, SYSTEM, scene.library_id)
            third = await request_scan(tx, SYSTEM, scene.library_id)
        assert second.job_id == third.job_id != first.job_id
    await working
    await _work_until_done(database, second.job_id)
    assert await scene.one("select count(*) from file where missing_since is null") == 4
