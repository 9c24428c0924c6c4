"""The ten cases in which libraries were lost elsewhere: a naive scanner loses films in each, ours loses none.

Each case is one story told to both. The rows of HOSTILE.md in detail are in test_disk_away.py and tests/scanning.
"""

import errno
import os
import shutil
import subprocess
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.scanning.houses import House, NaiveHouse, our_house
from tests.faults.scanning.test_disk_away import mounts
from tests.scanning.scene import make_scene

__all__ = ["mounts"]

_FILMS = {f"Film {number:02} (2001)" for number in range(12)}


def _put(root: Path, name: str, content: bytes | None = None) -> Path:
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(os.fsencode(name) * 50 if content is None else content)
    return target


def _fill(root: Path) -> None:
    for name in sorted(_FILMS):
        _put(root, f"{name}/{name}.mkv")


def _away(house: House) -> Path:
    return house.root.rename(house.root.with_name("away"))


def _back(house: House) -> None:
    shutil.rmtree(house.root, ignore_errors=True)
    house.root.with_name("away").rename(house.root)


async def share_away_before_the_walk(house: House) -> set[str]:
    _away(house)
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def share_away_during_the_walk(house: House) -> set[str]:
    listed: list[Path] = []

    def unmount(folder: Path) -> None:
        listed.append(folder)
        if len(listed) == 5:
            _away(house)
            house.root.mkdir()

    house.weather.after_listing = unmount
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def share_away_after_the_walk(house: House) -> set[str]:
    """A film is out of sight for the walk's moment only; then all of it goes, before anything is hidden."""
    film = house.root / "Film 05 (2001)/Film 05 (2001).mkv"
    beside = film.rename(house.root.with_name("beside"))

    def unmount() -> None:
        beside.rename(film)
        _away(house)

    house.weather.after_walk = unmount
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def empty_mount_point_with_one_stray_file(house: House) -> set[str]:
    _away(house)
    _put(house.root, "Stray (2000).mkv")
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def a_different_disk_at_the_same_path(house: House) -> set[str]:
    _away(house)
    for number in range(20):
        _put(house.root, f"Other {number} (1999)/Other {number} (1999).mkv")
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def a_listing_that_errors_half_way(house: House) -> set[str]:
    folder = house.root / "Film 03 (2001)"
    house.weather.fails[folder] = OSError(errno.EIO, "Input/output error")
    film = (folder / "Film 03 (2001).mkv").rename(house.root.with_name("out of reach"))
    await house.scan()
    shown = await house.shown()
    film.rename(folder / "Film 03 (2001).mkv")
    return shown


async def the_root_folder_created_anew_and_empty(house: House) -> set[str]:
    _away(house)
    house.root.mkdir()
    await house.scan()
    shown = await house.shown()
    _back(house)
    return shown


async def a_library_deleted_while_another_shares_its_folder(house: House) -> set[str]:
    await house.share_folder_with_another_library_and_delete_that()
    return await house.shown()


async def a_file_replaced_by_a_better_copy(house: House) -> set[str]:
    _put(house.root, "Film 03 (2001)/Film 03 (2001).mkv", os.urandom(9000))
    await house.scan()
    return await house.shown()


async def a_folder_renamed_with_a_changed_year(house: House) -> set[str]:
    (house.root / "Film 03 (2001)").rename(house.root / "Film 03 (2003)")
    await house.scan()
    return {name.replace("2003", "2001") for name in await house.shown()}


async def the_clock_back_in_1970(house: House) -> set[str]:
    """A film is away while the clock is wrong, and back after the clock is right again."""
    film = house.root / "Film 05 (2001)/Film 05 (2001).mkv"
    beside = film.rename(house.root.with_name("beside"))
    await house.scan(datetime(1970, 1, 1, tzinfo=UTC))
    await house.scan()
    beside.rename(film)
    await house.scan()
    return await house.shown()


_CASES: list[Callable[[House], Awaitable[set[str]]]] = [
    share_away_before_the_walk,
    share_away_during_the_walk,
    share_away_after_the_walk,
    empty_mount_point_with_one_stray_file,
    a_different_disk_at_the_same_path,
    a_listing_that_errors_half_way,
    the_root_folder_created_anew_and_empty,
    a_library_deleted_while_another_shares_its_folder,
    a_file_replaced_by_a_better_copy,
    a_folder_renamed_with_a_changed_year,
    the_clock_back_in_1970,
]
case = pytest.mark.parametrize("case", _CASES, ids=lambda each: each.__name__)


@case
async def test_a_naive_scanner_loses_films(case, tmp_path):
    house = NaiveHouse(tmp_path / "m")
    _fill(house.root)
    await house.scan()
    await house.watch_all()
    assert await house.shown() == _FILMS
    assert _FILMS - await case(house)


@case
async def test_ours_loses_nothing_and_heals_by_the_next_good_scan(case, database, tmp_path):
    house = await our_house(database, tmp_path / "m")
    _fill(house.root)
    await house.scan()
    await house.watch_all()
    ids = await house.ids()
    assert await case(house) == _FILMS
    house.weather.clear()
    await house.scan()
    assert {name[:7] for name in await house.shown()} == {name[:7] for name in _FILMS}
    after = await house.ids()
    assert {title: after[title] for title in ids} == ids
    assert await house.scene.one("select state from root") == "online"


async def test_ours_keeps_the_disk_of_three_that_is_gone(database, tmp_path, mounts):
    scene = await make_scene(database, tmp_path / "m")
    for disk in ("a", "b", "c"):
        mounts(scene.root / disk)
        for number in range(6):
            scene.put(f"{disk}/Film {disk}{number} (2001)/Film {disk}{number} (2001).mkv")
    await scene.scan()
    known = await scene.paths()
    subprocess.run(["umount", str(scene.root / "b")], check=True)
    naive = NaiveHouse(scene.root)
    await naive.scan()
    await naive.watch_all()
    assert len(await naive.shown()) == 12
    scene.put("a/New (2002)/New (2002).mkv")
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["added"], outcome.counts["missing"]) == ("offline", 1, 0)
    assert await scene.paths() == known | {"a/New (2002)/New (2002).mkv"}
    assert await scene.one("select count(*) from item where presence <> 'present'") == 0
