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


async def _work_until_done(database, job_id: int) -> None:
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    resources.put(ContentTypes(Movies(), Shows()))
    worker = Worker(database, Registry([LIBRARY_SCAN]), resources, None)
    task = asyncio.create_task(worker.run())
    try:
        async with database.reading() as tx:
            while True:
                row = (await tx.exec_driver_sql(f"select state from job where id = {job_id}")).one()
                if row.state in {"completed", "cancelled", "discarded"}:
                    return
                await asyncio.sleep(0.02)
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

    async def titles_changed(self, tx, kind, title_ids) -> None:
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
