"""B17-B20: whatever a disk does, nothing that is known is hidden, and the next good scan heals everything."""

import errno
import os
import shutil
import subprocess

import pytest

from matinee.kit.walking import RealTree
from tests.scanning.scene import make_scene, walking


async def _library(database, tmp_path, films: int = 30):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(films):
        scene.put(f"Film {number:03} (2001)/Film {number:03} (2001).mkv")
    await scene.scan()
    return scene


async def _state(scene):
    return await scene.one("select state from root")


async def test_b17_share_gone_before_the_walk_hides_nothing_and_comes_back_whole(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    (tmp_path / "m").rename(tmp_path / "away")
    outcome = await scene.scan()
    assert outcome.state == "offline"
    assert await _state(scene) == "offline"
    assert await scene.paths() == known
    (tmp_path / "away").rename(tmp_path / "m")
    assert (await scene.scan()).state == "completed"
    assert await _state(scene) == "online"
    assert await scene.paths() == known
    names = {row[0] for row in await scene.rows("select name from outbox")}
    assert {"library.offline", "library.online"} <= names


@pytest.mark.parametrize("stray", [None, ".DS_Store", "lost+found/x", "Stray (2000).mkv"])
async def test_b19_empty_mount_point_even_with_a_stray_file_is_offline(database, tmp_path, stray):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    (tmp_path / "m").rename(tmp_path / "away")
    (tmp_path / "m").mkdir()
    if stray:
        scene.put(stray)
    outcome = await scene.scan()
    assert outcome.state == "offline"
    assert await scene.paths() == known
    assert await scene.one("select count(*) from item where presence <> 'present'") == 0


async def test_b17_another_disk_at_the_path_adds_and_hides_nothing(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    (tmp_path / "m").rename(tmp_path / "away")
    for number in range(40):
        scene.put(f"Other {number} (1999)/Other {number} (1999).mkv")
    outcome = await scene.scan()
    assert outcome.state == "offline"
    assert await scene.paths() == known


class FailingTree(RealTree):
    """A disk that fails on demand."""

    def __init__(self) -> None:
        self.fails: dict[bytes, OSError] = {}
        self.after_listing = lambda _path: None

    def listing(self, path, limit, inside):
        for prefix, error in self.fails.items():
            if path == prefix:
                raise error
        found = super().listing(path, limit, inside)
        self.after_listing(path)
        return found


async def test_b20_listing_that_fails_half_way_means_unknown_never_gone(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    tree = FailingTree()
    tree.fails[os.fsencode(scene.root / "Film 003 (2001)")] = OSError(errno.EIO, "Input/output error")
    scene.walker = walking(tree)
    shutil.rmtree(scene.root / "Film 003 (2001)")
    (scene.root / "Film 003 (2001)").mkdir()
    outcome = await scene.scan()
    assert outcome.counts["missing"] == 0
    assert await scene.paths() == known
    assert (await scene.issues())["Film 003 (2001)"] == "unreadable"


async def test_b17_disk_that_goes_away_during_the_walk_hides_nothing(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    tree = FailingTree()
    listed = []

    def unmount(path: bytes) -> None:
        listed.append(path)
        if len(listed) == 5:
            (tmp_path / "m").rename(tmp_path / "away")
            (tmp_path / "m").mkdir()

    tree.after_listing = unmount
    scene.walker = walking(tree)
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["missing"]) == ("offline", 0)
    assert await scene.rows("select state, state_code from root") == [("offline", "disk_changed")]
    assert await scene.paths() == known


async def test_b16_folder_without_permission_is_unknown_and_told(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    tree = FailingTree()
    tree.fails[os.fsencode(scene.root / "Film 003 (2001)")] = PermissionError(errno.EACCES, "Permission denied")
    scene.walker = walking(tree)
    assert (await scene.scan()).counts["missing"] == 0
    assert await scene.paths() == known
    assert (await scene.issues())["Film 003 (2001)"] == "permission_denied"


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def mounts():
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    made = []

    def mount(path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        if not _mount("-t", "tmpfs", "matinee-test", str(path)):
            pytest.skip("this machine does not let tests mount")
        made.append(path)

    yield mount
    for path in reversed(made):
        subprocess.run(["umount", "-l", str(path)], capture_output=True, check=False)


async def test_b18_one_of_three_disks_below_a_root_goes_away_and_only_it_is_unknown(database, tmp_path, mounts):
    scene = await make_scene(database, tmp_path / "m")
    for disk in ("a", "b", "c"):
        mounts(scene.root / disk)
        for number in range(8):
            scene.put(f"{disk}/Film {disk}{number} (2001)/Film {disk}{number} (2001).mkv")
    await scene.scan()
    known = await scene.paths()
    subprocess.run(["umount", str(scene.root / "b")], check=True)
    (scene.root / "a/Film a1 (2001)/Film a1 (2001).mkv").unlink()
    outcome = await scene.scan()
    assert outcome.state == "offline"
    assert await scene.paths() == known - {"a/Film a1 (2001)/Film a1 (2001).mkv"}
    mounts(scene.root / "b")
    for number in range(8):
        scene.put(f"b/Film b{number} (2001)/Film b{number} (2001).mkv")
    assert (await scene.scan()).state == "completed"
    assert await scene.paths() == known - {"a/Film a1 (2001)/Film a1 (2001).mkv"}


async def test_b17_real_file_system_unmounted_under_the_walk_hides_nothing(database, tmp_path, mounts):
    scene = await make_scene(database, tmp_path / "m")
    mounts(scene.root)
    for number in range(30):
        scene.put(f"Film {number:03} (2001)/Film {number:03} (2001).mkv")
    await scene.scan()
    known = await scene.paths()
    tree, listed = FailingTree(), []

    def unmount(path: bytes) -> None:
        listed.append(path)
        if len(listed) == 5:
            subprocess.run(["umount", "-l", str(scene.root)], check=True)

    tree.after_listing = unmount
    scene.walker = walking(tree)
    assert (await scene.scan()).counts["missing"] == 0
    assert await scene.paths() == known


async def test_c_clock_in_1970_loses_nothing(database, tmp_path):
    scene = await _library(database, tmp_path)
    known = await scene.paths()
    scene.clock.at = scene.clock.at.replace(year=1970)
    scene.put("New (2020)/New (2020).mkv")
    (scene.root / "Film 003 (2001)/Film 003 (2001).mkv").unlink()
    outcome = await scene.scan()
    assert (outcome.counts["added"], outcome.counts["missing"]) == (1, 1)
    assert len(await scene.paths()) == len(known)
    assert await scene.one("select min(missing_since) > now() - interval '1 day' from file") is True
    assert await scene.one("select extract(year from added_at) from item where title = 'New'") > 2020
