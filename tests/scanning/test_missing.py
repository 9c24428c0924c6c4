"""Missing is a state with a date; forgetting is an act of a person, of what was listed, never before 30 days."""

import pytest
from sqlalchemy import insert, text

from matinee.catalog.tables import state
from matinee.kit.cache import Caches
from matinee.kit.clock import Clock, SystemClock
from matinee.scanning.routes import ROUTES
from tests.access.small_app import QUICK, small_server
from tests.scanning.scene import make_scene
from tests.scanning.test_changes import _watched


@pytest.fixture
async def server(database_url):
    async with small_server(database_url, QUICK, *ROUTES) as running:
        running.resources.put(SystemClock(), under=Clock)
        yield running


async def _three_missing(database, tmp_path, days: int):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(30):
        scene.put(f"Film {number:02} (2001)/Film {number:02} (2001).mkv")
    await scene.scan()
    for number in range(3):
        (scene.root / f"Film {number:02} (2001)/Film {number:02} (2001).mkv").unlink()
    assert (await scene.scan()).counts["missing"] == 3
    async with database.transaction() as tx:
        for table in ("file", "item", "item_library"):
            await tx.execute(
                text(f"update {table} set missing_since = missing_since - make_interval(days => {days})"
                     " where missing_since is not null"))  # fmt: skip
    return scene


async def test_missing_files_are_listed_and_forgotten_exactly_as_listed(database, tmp_path, server):
    scene = await _three_missing(database, tmp_path, 31)
    async with server.client() as admin:
        await admin.set_up(server.database)
        watched = await _watched(scene, "Film 01")
        first = (await admin.get(f"/libraries/{scene.library_id}/missing", params={"limit": 2})).json()
        rest = (
            await admin.get(f"/libraries/{scene.library_id}/missing", params={"cursor": first["next_cursor"]})
        ).json()
        assert [each["title"] for each in first["items"] + rest["items"]] == ["Film 00", "Film 01", "Film 02"]
        assert all(each["may_be_forgotten"] for each in first["items"])
        listed = first["forgettable"]
        assert listed["files"] == 3
        wrong = await admin.post(
            f"/libraries/{scene.library_id}/forget", json={"older_than_days": 30, "token": "of another list"}
        )
        assert (wrong.status_code, wrong.json()["code"]) == (409, "listing_changed")
        done = await admin.post(
            f"/libraries/{scene.library_id}/forget", json={"older_than_days": 30, "token": listed["token"]}
        )
        assert done.json() == {"files": 3, "titles": 2}
    assert await scene.one("select count(*) from file") == 27
    assert await scene.one("select count(*) from item") == 28
    assert await scene.one("select watched from state where entity_id = :id", id=watched) is True
    assert await scene.one("select count(*) from version v where not exists"
                           " (select from part p where p.version_id = v.id)") == 0  # fmt: skip
    scene.put("Film 01 (2001)/Film 01 (2001).mkv")
    await scene.scan()
    assert await scene.one("select id from item where title = 'Film 01'") == watched


async def test_files_of_a_title_that_somebody_hides_are_neither_listed_nor_forgotten_by_them(
    database, tmp_path, server
):
    scene = await _three_missing(database, tmp_path, 31)
    async with server.client() as admin:
        await admin.set_up(server.database)
        me = (await admin.get("/me")).json()["id"]
        listing = f"/libraries/{scene.library_id}/missing"
        (hidden, *others) = (await admin.get(listing)).json()["items"]
        with server.resources.get(Caches).changing():
            async with database.transaction() as tx:
                await tx.execute(insert(state).values(account_id=me, entity_id=hidden["item_id"], hidden=True))
        now = (await admin.get(listing)).json()
        assert now["items"] == others
        forget = {"file_ids": [hidden["file_id"]]}
        assert (await admin.post(f"/libraries/{scene.library_id}/forget", json=forget)).status_code == 409
        listed = {"older_than_days": 30, "token": now["forgettable"]["token"]}
        assert (await admin.post(f"/libraries/{scene.library_id}/forget", json=listed)).json()["files"] == 2


async def test_nothing_present_or_missing_for_less_than_thirty_days_is_forgotten(database, tmp_path, server):
    scene = await _three_missing(database, tmp_path, 29)
    ids = [str(row[0]) for row in await scene.rows("select id from file where missing_since is not null")]
    present = str(await scene.one("select id from file where missing_since is null limit 1"))
    async with server.client() as admin:
        await admin.set_up(server.database)
        listed = (await admin.get(f"/libraries/{scene.library_id}/missing")).json()
        assert listed["forgettable"]["files"] == 0
        for wanted in (ids, [present]):
            refused = await admin.post(f"/libraries/{scene.library_id}/forget", json={"file_ids": wanted})
            assert (refused.status_code, refused.json()["code"]) == (409, "not_forgettable")
        for body in ({}, {"older_than_days": 30}, {"file_ids": ids, "older_than_days": 30, "token": "x"}):
            assert (await admin.post(f"/libraries/{scene.library_id}/forget", json=body)).status_code == 422
        sooner = {"older_than_days": 3, "token": listed["forgettable"]["token"]}
        assert (await admin.post(f"/libraries/{scene.library_id}/forget", json=sooner)).status_code == 400
    assert await scene.one("select count(*) from file") == 30


async def test_missing_ignored_and_forgetting_are_for_who_manages_libraries(database, tmp_path, server):
    scene = await _three_missing(database, tmp_path, 31)
    scene.put("Film 05 (2001)/readme.txt")
    scene.put(".hidden/x.mkv")
    await scene.scan()
    async with server.client() as admin, server.client() as stranger:
        assert (await stranger.get(f"/libraries/{scene.library_id}/missing")).status_code == 401
        await admin.set_up(server.database)
        async with server.database.transaction() as tx:
            await tx.execute(text("update account set role = 'member'"))
        for path in ("missing", "ignored"):
            assert (await admin.get(f"/libraries/{scene.library_id}/{path}")).status_code in {403, 404}
        body = {"file_ids": [str(scene.library_id)]}
        assert (await admin.post(f"/libraries/{scene.library_id}/forget", json=body)).status_code in {403, 404}
    assert await scene.one("select count(*) from file where missing_since is not null") == 3


async def test_every_ignored_path_is_listed_with_its_reason_page_by_page(database, tmp_path, server):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Film (2001)/Film (2001).mkv")
    expected = {
        "a.strm": "link_file",
        "Film (2001)/readme.txt": "not_media",
        ".hidden": "hidden",
        "@eaDir": "system_folder",
    }
    for path in ("a.strm", "Film (2001)/readme.txt", ".hidden/x.mkv", "@eaDir/x.mkv"):
        scene.put(path)
    await scene.scan()
    async with server.client() as admin:
        await admin.set_up(server.database)
        found, cursor = {}, None
        while True:
            query = {"limit": 1, **({} if cursor is None else {"cursor": cursor})}
            page = (await admin.get(f"/libraries/{scene.library_id}/ignored", params=query)).json()
            found |= {each["path"]: each["reason"] for each in page["items"]}
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert found == {str(scene.root / path): reason for path, reason in expected.items()}
    (scene.root / "a.strm").unlink()
    before = await scene.rows("select path, xmin::text from ignored_path where path <> 'a.strm'::bytea order by 1")
    await scene.scan()
    assert await scene.rows("select path, xmin::text from ignored_path order by 1") == before
