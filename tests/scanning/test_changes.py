"""What changes on disk, and what becomes of titles and their history."""

import os
from uuid import uuid4

from sqlalchemy import text

from tests.scanning.scene import make_scene


async def _watched(scene, title: str):
    """Somebody watched a title."""
    item_id = await scene.one("select id from item where title = :title and kind in ('movie', 'episode')", title=title)
    account = uuid4()
    async with scene.database.transaction() as tx:
        await tx.execute(
            text("insert into account (id, username, username_folded, role) values (:id, :name, :name, 'member')"),
            {"id": account, "name": f"u{account.hex}"},
        )
        await tx.execute(
            text("insert into state (account_id, entity_id, watched, play_count) values (:account, :item, true, 1)"),
            {"account": account, "item": item_id},
        )
    return item_id


async def _library(database, tmp_path, films=12):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(films):
        scene.put(f"Film {number:03} (2001)/Film {number:03} (2001).mkv", os.urandom(500 + number))
    await scene.scan()
    return scene


async def test_one_deleted_file_is_missing_and_itself_again_when_it_returns(database, tmp_path):
    scene = await _library(database, tmp_path)
    path = scene.root / "Film 003 (2001)/Film 003 (2001).mkv"
    content = path.read_bytes()
    file_id = await scene.one("select id from file where path like '%003%'::bytea")
    path.unlink()
    outcome = await scene.scan()
    assert outcome.counts["missing"] == 1
    assert await scene.rows("select title, presence from item where presence <> 'present'") == [("Film 003", "missing")]
    assert await scene.one("select count(*) from item_library where missing_since is not null") == 1
    path.write_bytes(content)
    outcome = await scene.scan()
    assert outcome.counts["returned"] == 1
    assert await scene.one("select id from file where path like '%003%'::bytea and missing_since is null") == file_id
    assert await scene.one("select count(*) from item where presence <> 'present' or missing_since is not null") == 0


async def test_plan_that_hides_much_waits_and_is_applied_when_approved(database, tmp_path):
    scene = await _library(database, tmp_path, films=60)
    for number in range(12):
        (scene.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv").unlink()
    outcome = await scene.scan()
    assert outcome.state == "held"
    assert "12 of 60" in (outcome.hold_reason or "")
    held = scene.last_scan
    assert len(await scene.paths()) == 60
    outcome = await scene.scan(approve=held)
    assert outcome.state == "completed"
    assert len(await scene.paths()) == 48
    assert await scene.one("select state from scan where id = :id", id=held) == "completed"


async def test_approval_covers_only_what_was_shown(database, tmp_path):
    scene = await _library(database, tmp_path, films=60)
    for number in range(12):
        (scene.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv").unlink()
    await scene.scan()
    held = scene.last_scan
    for number in range(12, 40):
        (scene.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv").unlink()
    outcome = await scene.scan(approve=held)
    assert outcome.state == "held"
    assert len(await scene.paths()) == 60


async def test_ten_of_a_hundred_are_hidden_at_once(database, tmp_path):
    scene = await _library(database, tmp_path, films=100)
    for number in range(10):
        (scene.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv").unlink()
    assert (await scene.scan()).state == "completed"
    assert len(await scene.paths()) == 90


async def test_every_file_of_a_root_waits_however_few(database, tmp_path):
    scene = await _library(database, tmp_path, films=1)
    (scene.root / "Film 000 (2001)/Film 000 (2001).mkv").unlink()
    assert (await scene.scan()).state == "held"
    assert len(await scene.paths()) == 1


async def test_over_half_of_a_large_folder_waits(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(50):
        scene.put(f"flat/Film {number:03} (2001).mkv")
    for number in range(500):
        scene.put(f"Other {number:03} (2001)/Other {number:03} (2001).mkv")
    await scene.scan()
    for number in range(26):
        (scene.root / f"flat/Film {number:03} (2001).mkv").unlink()
    outcome = await scene.scan()
    assert outcome.state == "held"
    assert "26 of 50" in (outcome.hold_reason or "")


async def test_b22_folder_renamed_with_a_changed_year_keeps_item_file_and_history(database, tmp_path):
    scene = await _library(database, tmp_path)
    item_id = await _watched(scene, "Film 003")
    before = await scene.rows("select id from file union all select id from version union all select id from part")
    old = scene.root / "Film 003 (2001)"
    (old / "Film 003 (2001).mkv").rename(old / "Film 003 (2003).mkv")
    old.rename(scene.root / "Film 003 (2003)")
    outcome = await scene.scan()
    assert (outcome.counts["moved"], outcome.counts["added"], outcome.counts["missing"]) == (1, 0, 0)
    assert await scene.rows("select title, year, presence from item where id = :id", id=item_id) == [
        ("Film 003", 2003, "present")
    ]
    assert await scene.one("select count(*) from item") == 12
    after = await scene.rows("select id from file union all select id from version union all select id from part")
    assert sorted(after) == sorted(before)


async def test_file_moved_to_another_folder_is_the_same_file(database, tmp_path):
    scene = await _library(database, tmp_path)
    target = scene.root / "Sorted/Film 003 (2001)/Film 003 (2001).mkv"
    target.parent.mkdir(parents=True)
    (scene.root / "Film 003 (2001)/Film 003 (2001).mkv").rename(target)
    outcome = await scene.scan()
    assert (outcome.counts["moved"], outcome.counts["added"]) == (1, 0)
    assert await scene.one("select count(*) from item") == 12


async def test_b23_better_copy_in_place_keeps_title_history_and_date(database, tmp_path):
    scene = await _library(database, tmp_path)
    item_id = await _watched(scene, "Film 003")
    added = await scene.one("select added_at from item where id = :id", id=item_id)
    scene.probed.clear()
    scene.put("Film 003 (2001)/Film 003 (2001).mkv", os.urandom(9000))
    outcome = await scene.scan()
    assert outcome.counts["updated"] == 1
    assert len(scene.probed) == 1
    assert await scene.one("select added_at from item where id = :id", id=item_id) == added
    assert await scene.one("select watched from state where entity_id = :id", id=item_id) is True


async def test_b23_second_copy_is_a_second_version_and_makes_nothing_new(database, tmp_path):
    scene = await _library(database, tmp_path)
    added = await scene.one("select added_at from item where title = 'Film 003'")
    scene.put("Film 003 (2001)/Film 003 (2001) - 2160p.mkv", os.urandom(9000))
    await scene.scan()
    assert await scene.one("select count(*) from item") == 12
    assert await scene.one("select count(*) from version") == 13
    assert await scene.one("select added_at from item where title = 'Film 003'") == added
    assert (
        await scene.one(
            "select il.added_at from item_library il join item i on i.id = il.item_id where title = 'Film 003'"
        )
        == added
    )


async def test_added_at_is_the_files_time_at_first_and_the_time_found_later(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Old (1990)/Old (1990).mkv", at=1_000_000_000)
    scene.put("Future (1991)/Future (1991).mkv", at=4_000_000_000)
    await scene.scan()
    assert await scene.one("select extract(epoch from added_at)::bigint from item where title = 'Old'") == 1_000_000_000
    assert await scene.one("select added_at <= now() from item where title = 'Future'") is True
    scene.put("Later (1992)/Later (1992).mkv", at=1_000_000_000)
    await scene.scan()
    assert await scene.one("select added_at > now() - interval '1 hour' from item where title = 'Later'") is True


async def test_one_path_is_scanned_without_the_rest(database, tmp_path):
    scene = await _library(database, tmp_path)
    scene.put("Film 100 (2001)/Film 100 (2001).mkv")
    scene.put("Film 101 (2001)/Film 101 (2001).mkv")
    (scene.root / "Film 003 (2001)/Film 003 (2001).mkv").unlink()
    (scene.root / "Film 004 (2001)/Film 004 (2001).mkv").unlink()
    outcome = await scene.scan(str(scene.root / "Film 100 (2001)"))
    assert (outcome.counts["added"], outcome.counts["missing"]) == (1, 0)
    outcome = await scene.scan(str(scene.root / "Film 003 (2001)"))
    assert (outcome.counts["added"], outcome.counts["missing"]) == (0, 1)


async def test_scan_cut_off_at_any_batch_ends_as_if_it_had_not_been(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(700):
        scene.put(f"Film {number:03} (2001)/Film {number:03} (2001).mkv")

    class Killed(Exception):
        pass

    for allowed in (2, 4, 5, 6, 7):
        left = [allowed]

        def cut(left=left):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return database.transaction()

        try:
            await scene.scan(transaction=cut)
        except Killed:
            continue
    assert (await scene.scan()).state == "completed"
    assert await scene.one("select count(*) from file") == 700
    assert await scene.one("select count(*) from item") == 700
    assert await scene.one("select count(*) from part") == 700
    assert await scene.one("select count(*) from item_library where present_files = 1") == 700


async def test_counts_are_films_and_what_lies_beside_them_is_told_apart(database, tmp_path):
    """A person who sees "+2" looks for two films, not for their subtitles and pictures."""
    scene = await make_scene(database, tmp_path / "m")
    for name in ("Alien (1979)", "Heat (1995)"):
        for ending in (".mkv", ".en.srt", ".nfo", "-poster.jpg"):
            scene.put(f"{name}/{name}{ending}")
    counts = (await scene.scan()).counts
    assert (counts["found"], counts["added"], counts["beside"]) == (8, 2, 6)
    (scene.root / "Heat (1995)/Heat (1995).mkv").unlink()
    (scene.root / "Heat (1995)/Heat (1995).en.srt").unlink()
    scene.put("Alien (1979)/Alien (1979).en.srt", b"changed")
    counts = (await scene.scan()).counts
    assert [counts[each] for each in ("added", "updated", "missing", "beside")] == [0, 0, 1, 2]
    payload = await scene.one("select payload from outbox where name = 'library.scan_done' order by id desc limit 1")
    assert (payload["missing"], payload["beside"], payload["seconds"] >= 0) == (1, 2, True)
