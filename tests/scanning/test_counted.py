"""What libraries hold is not counted anew for each page, and is right when a scan has ended."""

import pytest
from sqlalchemy import event, text

from matinee.access.policy import SYSTEM
from matinee.kit.cache import Caches
from matinee.kit.clock import Clock, SystemClock
from matinee.libraries import DataFolder, LibraryContents
from matinee.libraries.routes import ROUTES as LIBRARY_ROUTES
from matinee.scanning import KeptCounts, ScannedContents, request_scan
from tests.access.small_app import QUICK, small_server
from tests.scanning.scene import make_scene


@pytest.fixture
async def server(database_url, tmp_path_factory):
    async with small_server(database_url, QUICK, *LIBRARY_ROUTES) as running:
        kept = KeptCounts(running.database, running.resources.get(Caches), many_files=0)
        running.resources.put(SystemClock(), under=Clock)
        running.resources.put(ScannedContents(SystemClock(), kept), under=LibraryContents)
        running.resources.put(DataFolder(tmp_path_factory.mktemp("data")))
        yield running


async def _held(admin, scene):
    """Give films, files and missing files as the list, the library's page and its folder tell them."""
    [listed] = (await admin.get("/libraries")).json()["items"]
    one = (await admin.get(f"/libraries/{scene.library_id}")).json()
    assert one["counts"] == listed["counts"]
    counts, [root] = one["counts"], one["roots"]
    assert (root["files"], root["missing"]) == (counts["files"], counts["missing"])
    return counts["movies"], counts["files"], counts["missing"]


async def test_pages_of_libraries_read_no_files_until_something_changes(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("One (2001)/One (2001).mkv")
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)
        assert await _held(admin, scene) == (1, 1, 0)
        asked: list[str] = []
        event.listen(server.database.engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert await _held(admin, scene) == (1, 1, 0)
        assert any("FROM library" in each for each in asked)
        assert not [each for each in asked if "FROM file" in each or "JOIN file" in each or "FROM item_library" in each]
        scene.put("Two (2002)/Two (2002).mkv")
        await scene.scan()
        assert await _held(admin, scene) == (2, 2, 0)
        assert [each for each in asked if "FROM file" in each]


async def test_counts_may_be_seconds_old_while_work_on_many_files_runs_but_not_when_a_scan_has_ended(
    database, tmp_path, server
):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("One (2001)/One (2001).mkv")
    scene.put("Two (2002)/Two (2002).mkv")
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)
        async with server.database.transaction() as tx:
            asked = await request_scan(tx, SYSTEM, scene.library_id)
            await tx.execute(text("update job set state = 'running' where id = :id"), {"id": asked.job_id})
        assert await _held(admin, scene) == (2, 2, 0)
        async with server.database.transaction() as tx:
            await tx.execute(text("update file set missing_since = now() where path like 'One%'"))
        assert await _held(admin, scene) == (2, 2, 0)
        scene.put("Three (2003)/Three (2003).mkv")
        scene.clock.at = SystemClock().now()
        await scene.scan()
        assert await _held(admin, scene) == (3, 3, 0)
        async with server.database.transaction() as tx:
            await tx.execute(text("update file set missing_since = now() where path like 'One%'"))
            await tx.execute(
                text("update job set state = 'completed', finished_at = now() where id = :id"), {"id": asked.job_id}
            )
        assert await _held(admin, scene) == (3, 2, 1)
