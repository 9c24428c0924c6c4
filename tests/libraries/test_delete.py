"""Deleting a library: what another one holds stays, history stays, real files are never touched."""

import os
from pathlib import Path

from sqlalchemy import text

from matinee.access.policy import SYSTEM
from matinee.kit.clock import SystemClock
from matinee.libraries import LibraryWork, delete
from matinee.scanning import ScannedContents
from tests.scanning.scene import make_scene
from tests.scanning.test_changes import _watched


async def _delete(database, library_id):
    work = LibraryWork(ScannedContents(SystemClock()), Path("/nowhere"), SYSTEM)
    async with database.transaction() as tx:
        await delete(tx, work, library_id)


async def test_b24_film_in_two_libraries_keeps_everything_when_one_is_deleted(database, tmp_path):
    first = await make_scene(database, tmp_path / "m", name="One")
    for number in range(5):
        first.put(f"Film {number} (2001)/Film {number} (2001).mkv")
    await first.scan()
    second = await make_scene(database, tmp_path / "m", name="Two")
    await second.scan()
    assert await first.one("select count(*) from item") == 5
    item_id = await _watched(first, "Film 3")
    await _delete(database, second.library_id)
    assert await first.titles() == [(f"Film {n}", 2001, "present") for n in range(5)]
    assert await first.one("select count(*) from version") == 5
    assert await first.one("select count(*) from file") == 5
    assert await first.one("select watched from state where entity_id = :id", id=item_id) is True
    assert await first.one("select count(*) from entity e where kind in ('version', 'part')") == 10


async def test_deleted_library_leaves_history_and_real_files_and_nothing_else(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    for number in range(1, 5):
        scene.put(f"Lost (2004)/Season 1/Lost S01E0{number}.mkv")
        scene.put(f"Gone (2005)/Season 1/Gone S01E0{number}.mkv")
    await scene.scan()
    async with database.transaction() as tx:
        await tx.execute(
            text(
                "update item set title = 'Pilot' where kind = 'episode' and episode_number = 1 and "
                "series_id = (select id from item where kind = 'series' and title = 'Lost')"
            )
        )
    item_id = await _watched(scene, "Pilot")
    await _delete(database, scene.library_id)
    kept = await scene.rows("select kind, title, presence from item order by kind")
    assert kept == [
        ("episode", "Pilot", "missing"),
        ("season", "Season 1", "missing"),
        ("series", "Lost", "missing"),
    ]
    assert await scene.one("select watched from state where entity_id = :id", id=item_id) is True
    assert await scene.one("select count(*) from entity where kind = 'item'") == 3
    assert len(list((tmp_path / "s").rglob("*.mkv"))) == 8
    again = await make_scene(database, tmp_path / "s", "shows")
    await again.scan()
    assert await again.one("select presence from item where id = :id", id=item_id) == "present"
    assert await again.one("select count(*) from item where kind = 'series'") == 2


async def test_refused_folders_each_say_why(database, tmp_path):
    import pytest

    from matinee.kit.errors import Unprocessable
    from matinee.libraries.folders import checked_folder

    (tmp_path / "data").mkdir()
    (tmp_path / "films/inner").mkdir(parents=True)
    (tmp_path / "file").write_text("x")
    os.symlink("/", tmp_path / "whole")
    cases = {
        "/": "folder_is_root",
        str(tmp_path / "whole"): "folder_is_root",
        "/proc": "folder_is_root",
        str(tmp_path / "nope"): "folder_not_found",
        str(tmp_path / "file"): "folder_not_a_folder",
        "films": "folder_not_absolute",
        str(tmp_path): "folder_holds_data",
        str(tmp_path / "films/inner"): "folder_nests",
    }
    for path, code in cases.items():
        with pytest.raises(Unprocessable) as refused:
            await checked_folder(path, [os.fsencode(tmp_path / "films")], tmp_path / "data")
        assert refused.value.code == code, path
