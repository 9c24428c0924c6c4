"""The ten cases in which libraries were lost elsewhere: what a naive scanner would do, and what ours does.

A naive scanner takes what is not listed for gone. The rows of HOSTILE.md in detail are in test_disk_away.py and
tests/scanning.
"""

import errno
import os
import shutil
import subprocess

import pytest
from sqlalchemy import text

from matinee.catalog.presence import release_library
from matinee.kit.walking import RealTree
from tests.faults.scanning.test_disk_away import FailingTree, mounts
from tests.scanning.scene import make_scene, walking
from tests.scanning.test_changes import _watched

__all__ = ["mounts"]


async def _library(database, tmp_path, name="m"):
    scene = await make_scene(database, tmp_path / name)
    for number in range(12):
        scene.put(f"Film {number:02} (2001)/Film {number:02} (2001).mkv")
    await scene.scan()
    await _watched(scene, "Film 03")
    return scene


def _listed(root) -> set[str]:
    """What a naive scanner sees: it takes an error for an empty folder."""
    return {os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names}


async def _lost_by_the_naive(scene) -> set[str]:
    return await scene.paths() - _listed(scene.root)


async def _nothing_is_lost(scene, known: set[str]) -> None:
    assert await scene.paths() == known
    assert await scene.one("select count(*) from item where presence <> 'present'") == 0
    assert await scene.one("select count(*) from state where watched") == 1


async def test_share_away_before_the_walk(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    scene.root.rename(tmp_path / "away")
    assert await _lost_by_the_naive(scene) == known
    assert (await scene.scan()).state == "offline"
    await _nothing_is_lost(scene, known)
    (tmp_path / "away").rename(scene.root)
    assert (await scene.scan()).state == "completed"
    await _nothing_is_lost(scene, known)


@pytest.mark.parametrize("when", ["during", "after"])
async def test_share_away_during_and_after_the_walk(database, tmp_path, when):
    scene = await _library(database, tmp_path)
    known, listed = await scene.paths(), []
    tree = FailingTree()

    def unmount(path: bytes) -> None:
        listed.append(path)
        if when == "during" and len(listed) == 5:
            scene.root.rename(tmp_path / "away")
            scene.root.mkdir()

    tree.after_listing = unmount
    scene.walker = walking(tree)
    if when == "after":
        (scene.root / "Film 05 (2001)/Film 05 (2001).mkv").rename(tmp_path / "kept")
        walker = scene.walker

        async def then_away(request):
            async for each in walker(request):
                yield each
            (tmp_path / "kept").rename(scene.root / "Film 05 (2001)/Film 05 (2001).mkv")
            scene.root.rename(tmp_path / "away")

        scene.walker = then_away
    outcome = await scene.scan()
    assert await _lost_by_the_naive(scene) == known
    assert outcome.counts["missing"] == 0
    shutil.rmtree(scene.root, ignore_errors=True)
    (tmp_path / "away").rename(scene.root)
    scene.walker = walking(RealTree())
    assert (await scene.scan()).state == "completed"
    await _nothing_is_lost(scene, known)


@pytest.mark.parametrize("stray", ["Stray (2000).mkv", "lost+found/x", ".DS_Store"])
async def test_empty_mount_point_with_one_stray_file(database, tmp_path, stray):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    scene.root.rename(tmp_path / "away")
    scene.put(stray)
    assert await _lost_by_the_naive(scene) == known
    assert (await scene.scan()).state == "offline"
    await _nothing_is_lost(scene, known)


async def test_one_disk_of_three_gone(database, tmp_path, mounts):
    scene = await make_scene(database, tmp_path / "m")
    for disk in ("a", "b", "c"):
        mounts(scene.root / disk)
        for number in range(6):
            scene.put(f"{disk}/Film {disk}{number} (2001)/Film {disk}{number} (2001).mkv")
    await scene.scan()
    await _watched(scene, "Film b3")
    known = await scene.paths()
    subprocess.run(["umount", str(scene.root / "b")], check=True)
    assert len(await _lost_by_the_naive(scene)) == 6
    scene.put("a/New (2002)/New (2002).mkv")
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["added"], outcome.counts["missing"]) == ("offline", 1, 0)
    await _nothing_is_lost(scene, known | {"a/New (2002)/New (2002).mkv"})


async def test_different_disk_at_the_same_path(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    scene.root.rename(tmp_path / "away")
    for number in range(20):
        scene.put(f"Other {number} (1999)/Other {number} (1999).mkv")
    assert await _lost_by_the_naive(scene) == known
    assert (await scene.scan()).state == "offline"
    await _nothing_is_lost(scene, known)


async def test_listing_that_errors_half_way(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    folder = scene.root / "Film 03 (2001)"
    (folder / "Film 03 (2001).mkv").rename(tmp_path / "out of reach")
    assert await _lost_by_the_naive(scene) == {"Film 03 (2001)/Film 03 (2001).mkv"}
    tree = FailingTree()
    tree.fails[os.fsencode(folder)] = OSError(errno.EIO, "Input/output error")
    scene.walker = walking(tree)
    outcome = await scene.scan()
    assert (outcome.counts["missing"], outcome.counts["errors"]) == (0, 1)
    await _nothing_is_lost(scene, known)


async def test_root_folder_created_anew_and_empty(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    shutil.rmtree(scene.root)
    scene.root.mkdir()
    assert await _lost_by_the_naive(scene) == known
    assert (await scene.scan()).state in {"offline", "held"}
    await _nothing_is_lost(scene, known)


async def test_library_deleted_while_another_shares_its_folder(database, tmp_path):
    scene = await _library(database, tmp_path)
    other = await make_scene(database, tmp_path / "m", name="Other")
    await other.scan()
    async with database.transaction() as tx:
        await release_library(tx, scene.library_id, scene.clock.now())
        await tx.execute(text("delete from library where id = :id"), {"id": scene.library_id})
    assert await scene.one("select count(*) from file") == 12
    await _nothing_is_lost(other, await other.paths())
    assert (await other.scan()).counts["missing"] == 0
    assert len(_listed(scene.root)) == 12


async def test_file_replaced_by_a_better_copy(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    item = await scene.one("select id from item where title = 'Film 03'")
    scene.put("Film 03 (2001)/Film 03 (2001).mkv", os.urandom(9000))
    outcome = await scene.scan()
    assert (outcome.counts["updated"], outcome.counts["added"], outcome.counts["missing"]) == (1, 0, 0)
    assert await scene.one("select id from item where title = 'Film 03'") == item
    await _nothing_is_lost(scene, known)


async def test_folder_renamed_with_a_changed_year(database, tmp_path):
    scene = await _library(database, tmp_path)
    item = await scene.one("select id from item where title = 'Film 03'")
    (scene.root / "Film 03 (2001)").rename(scene.root / "Film 03 (2003)")
    assert len(await _lost_by_the_naive(scene)) == 1
    outcome = await scene.scan()
    assert (outcome.counts["moved"], outcome.counts["added"], outcome.counts["missing"]) == (1, 0, 0)
    assert await scene.one("select id from item where title = 'Film 03'") == item
    assert await scene.one("select count(*) from item") == 12
    await _nothing_is_lost(scene, await scene.paths())


async def test_clock_back_in_1970(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    scene.clock.at = scene.clock.at.replace(year=1970)
    assert (await scene.scan()).state == "completed"
    await _nothing_is_lost(scene, known)
    (scene.root / "Film 05 (2001)/Film 05 (2001).mkv").unlink()
    assert (await scene.scan()).counts["missing"] == 1
    assert await scene.one("select min(missing_since) > now() - interval '1 day' from file") is True
    assert await scene.one("select watched from state") is True
