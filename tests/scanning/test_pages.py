"""What the pages of a library ask: what a plan hides, what scans came to, a scan cancelled, ignored paths filtered."""

import pytest
from sqlalchemy import text

from matinee.access.policy import SYSTEM
from matinee.kit.clock import Clock, SystemClock
from matinee.kit.ids import new_id
from matinee.kit.jobs import Progress, enqueue
from matinee.kit.jobs.testing import InlineWorker
from matinee.libraries import DataFolder, LibraryContents
from matinee.libraries.routes import ROUTES as LIBRARY_ROUTES
from matinee.scanning import LIBRARY_SCAN, ScannedContents, request_scan
from matinee.scanning.jobs import SCAN_PERIODIC, ScanDue, ScanLibrary
from matinee.scanning.routes import ROUTES
from tests.access.small_app import QUICK, small_server
from tests.scanning.scene import make_scene
from tests.scanning.test_changes import _watched


@pytest.fixture
async def server(database_url, tmp_path_factory):
    async with small_server(database_url, QUICK, *ROUTES, *LIBRARY_ROUTES) as running:
        running.resources.put(SystemClock(), under=Clock)
        running.resources.put(ScannedContents(SystemClock()), under=LibraryContents)
        running.resources.put(DataFolder(tmp_path_factory.mktemp("data")))
        yield running


async def test_held_plan_is_told_folder_by_folder_with_its_reason_as_a_stable_word(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(12):
        scene.put(f"Big (2001)/Film {number:02}.mkv")
    scene.put("Small (2002)/Small (2002).mkv")
    scene.put("Kept (2003)/Kept (2003).mkv")
    await scene.scan()
    for path in scene.root.glob("Big*/*"):
        path.unlink()
    (scene.root / "Small (2002)/Small (2002).mkv").unlink()
    scene.put("New (2004)/New (2004).mkv")
    assert (await scene.scan()).state == "held"
    async with server.client() as admin:
        await admin.set_up(server.database)
        library = (await admin.get(f"/libraries/{scene.library_id}")).json()
        held = library["held_scan"]
        assert (held["id"], library["last_scan"]["id"]) == (str(scene.last_scan), str(scene.last_scan))
        assert [(each["code"], each["hidden"], each["files"]) for each in held["holds"]] == [("share_of_root", 13, 14)]
        first = (await admin.get(f"/scans/{scene.last_scan}/plan/hidden", params={"limit": 1})).json()
        rest = (
            await admin.get(f"/scans/{scene.last_scan}/plan/hidden", params={"cursor": first["next_cursor"]})
        ).json()
        told = [(each["path"], each["hidden"], each["files"]) for each in first["items"] + rest["items"]]
        assert told == [(str(scene.root / "Big (2001)"), 12, 12), (str(scene.root / "Small (2002)"), 1, 1)]
        assert first["items"][0]["examples"] == ["Film 00.mkv", "Film 01.mkv", "Film 02.mkv"]
        assert (first["counts"], first["titles"]) == ({"add": 1, "hide": 13}, 13)
        hides = (await admin.get(f"/scans/{scene.last_scan}/plan", params={"action": "hide"})).json()["items"]
        assert len(hides) == 13
        assert {each["action"] for each in hides} == {"hide"}


async def test_library_tells_of_each_folder_its_disk_its_files_and_since_when_it_is_away(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Film (2001)/Film (2001).mkv")
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)
        [root] = (await admin.get(f"/libraries/{scene.library_id}")).json()["roots"]
        assert (root["state"], root["files"], root["missing"], root["state_code"]) == ("online", 1, 0, None)
        assert root["disk"]["total_bytes"] >= root["disk"]["free_bytes"] == root["free_bytes"]
        assert root["disk"]["kind"]
        scene.root.rename(tmp_path / "away")
        assert (await scene.scan()).state == "offline"
        [away] = (await admin.get(f"/libraries/{scene.library_id}")).json()["roots"]
        assert (away["state"], away["state_code"], away["disk"]) == ("offline", "root_missing", None)
        assert away["seen_at"] == root["seen_at"]
        (tmp_path / "m").mkdir()
        await scene.scan()
        [empty] = (await admin.get(f"/libraries/{scene.library_id}")).json()["roots"]
        assert (empty["state"], empty["state_code"]) == ("offline", "other_content")


async def test_waiting_scan_is_cancelled_and_keeps_no_timed_scan_away(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    async with server.database.transaction() as tx:
        asked = await request_scan(tx, SYSTEM, scene.library_id)
    async with server.client() as admin, server.client() as stranger:
        assert (await stranger.post(f"/scans/{asked.scan_id}/cancel")).status_code == 401
        await admin.set_up(server.database)
        assert (await admin.post(f"/scans/{asked.scan_id}/cancel")).status_code == 204
        told = (await admin.get(f"/scans/{asked.scan_id}")).json()
        assert (told["state"], told["finished_at"] is not None) == ("cancelled", True)
        async with server.database.reading() as tx:
            told_to_pages = (await tx.execute(text("select name, payload->>'state' from outbox order by id"))).all()
        assert ("library.scan_done", "cancelled") in [tuple(each) for each in told_to_pages]
        again = await admin.post(f"/scans/{asked.scan_id}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "scan_is_over")
        assert (await admin.get(f"/libraries/{scene.library_id}")).json()["active_scan"] is None


async def test_a_scan_whose_job_was_given_up_is_closed_and_scanned_for_again(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    async with database.transaction() as tx:
        asked = await request_scan(tx, SYSTEM, scene.library_id)
        await tx.execute(
            text("update job set state = 'discarded', finished_at = now() where id = :id"), {"id": asked.job_id}
        )
        await enqueue(tx, SCAN_PERIODIC, ScanDue())
    await InlineWorker(database, [SCAN_PERIODIC]).run_waiting(most=1)
    rows = await scene.rows("select state, job_id = :job from scan order by requested_at", job=asked.job_id)
    assert rows == [("failed", True), ("waiting", False)]


async def test_each_library_is_scanned_after_its_own_interval_and_none_that_is_off(database, tmp_path):
    intervals = {"never": 0, "servers": None, "minute": 60, "week": 604_800, "off": 60}
    scenes = {name: await make_scene(database, tmp_path / name, name=name) for name in intervals}
    async with database.transaction() as tx:
        for name, seconds in intervals.items():
            await tx.execute(
                text(
                    "update library set scan_interval_s = :every, enabled = :on,"
                    " last_scanned_at = now() - interval '2 hours' where id = :id"
                ),
                {"every": seconds, "on": name != "off", "id": scenes[name].library_id},
            )
        await enqueue(tx, SCAN_PERIODIC, ScanDue())
    await InlineWorker(database, [SCAN_PERIODIC]).run_waiting(most=1)
    asked = {row[0] for row in await scenes["never"].rows("select library_id from scan where state = 'waiting'")}
    assert asked == {scenes["servers"].library_id, scenes["minute"].library_id}


async def test_ignored_paths_are_filtered_by_reason_and_by_letters_and_counted(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    for path in ("Film (2001)/Film (2001).mkv", "Film (2001)/ReadMe.txt", "notes.txt", ".hidden/x.mkv", "a.strm"):
        scene.put(path)
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)

        async def told(**query: str) -> set[str]:
            page = (await admin.get(f"/libraries/{scene.library_id}/ignored", params=query)).json()
            assert page["reasons"] == [
                {"reason": "not_media", "count": 2},
                {"reason": "hidden", "count": 1},
                {"reason": "link_file", "count": 1},
            ]
            return {each["path"].removeprefix(f"{scene.root}/") for each in page["items"]}

        assert await told(reason="not_media") == {"Film (2001)/ReadMe.txt", "notes.txt"}
        assert await told(q="readme") == {"Film (2001)/ReadMe.txt"}
        assert await told(q="%") == set()


async def test_rule_line_that_does_not_count_is_said_in_the_list_and_refused_for_a_library(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Film (2001)/Film (2001).mkv")
    scene.put(".plexignore", b"*.nothing\n**/a/**/b/**/c/**/d\nbehind\n")
    scene.put("behind/Other (2002).mkv")
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)
        listed = (await admin.get(f"/libraries/{scene.library_id}/ignored")).json()["items"]
        told = {each["path"].removeprefix(f"{scene.root}/"): (each["reason"], each["detail"]) for each in listed}
        assert told["behind"] == ("rule", None)
        assert told[".plexignore"] == ("rule_left_out", "Line 2: More than 3 times ** in one rule.")
        refused = await admin.patch(f"/libraries/{scene.library_id}", json={"ignore_globs": ["**/a/**/b/**/c/**/d"]})
        assert (refused.status_code, refused.json()["code"]) == (422, "ignore_rule_not_readable")


async def test_deletion_says_before_what_goes_and_what_stays(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    for title in ("Alone", "Watched", "Shared"):
        scene.put(f"{title} (2001)/{title} (2001).mkv")
    other = await make_scene(database, tmp_path / "m/Shared (2001)", name="Other")
    await scene.scan()
    await other.scan()
    async with server.client() as admin, server.client() as stranger:
        assert (await stranger.get(f"/libraries/{scene.library_id}/deletion")).status_code == 401
        await admin.set_up(server.database)
        await _watched(scene, "Watched")
        told = (await admin.get(f"/libraries/{scene.library_id}/deletion")).json()
        assert told == {"files": 3, "titles_gone": 1, "titles_shared": 1, "titles_remembered": 1}
        assert (await admin.delete(f"/libraries/{scene.library_id}")).status_code == 204
    titles = [row[0] for row in await scene.titles()]
    assert titles == ["Shared", "Watched"]
    assert len(list(scene.root.rglob("*.mkv"))) == 3


async def test_where_a_walk_is_stays_out_of_what_everybody_hears():
    arguments = ScanLibrary(new_id())
    assert LIBRARY_SCAN.progress_event is not None
    event = LIBRARY_SCAN.progress_event(arguments, Progress("walk", 12, None, "/mnt/secret/folder"))
    assert event.payload == {"phase": "walk", "current": 12, "total": None, "message": ""}
