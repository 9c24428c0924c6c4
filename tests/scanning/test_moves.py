"""B22: files that went elsewhere are the same files, with their version, their title and all its history."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from matinee.kit.walking import Listing, RealTree
from matinee.scanning.work import Quiet
from tests.scanning.scene import make_scene, walking

_SAME = """
select f.id, p.id, v.id, i.id, i.added_at from file f join part p on p.file_id = f.id
join version v on v.id = p.version_id join item i on i.id = v.item_id
where i.title = :title order by f.id
"""


def _fill(root: Path, films: int = 12) -> None:
    for number in range(films):
        path = root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(70_000 + number))


async def _library(database, tmp_path, **kind):
    scene = await make_scene(database, tmp_path / "m", **kind)
    _fill(scene.root)
    await scene.scan()
    await scene.probe()
    return scene


def _copy_anew(source: Path, target: Path) -> None:
    """As a move to another disk does it: other inode, other time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    os.utime(target, (1_500_000_000, 1_500_000_000))
    source.unlink()


def _path(scene, number: int) -> Path:
    return scene.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv"


async def test_b22_file_with_another_name_place_inode_and_time_is_known_by_its_content(database, tmp_path):
    scene = await _library(database, tmp_path)
    before = await scene.rows(_SAME, title="Film 003")
    _copy_anew(_path(scene, 3), scene.root / "Sorted/Film 003 (2001)/film.003.2001.1080p.mkv")
    outcome = await scene.scan()
    assert (outcome.counts["moved"], outcome.counts["added"], outcome.counts["missing"]) == (1, 0, 0)
    assert await scene.rows(_SAME, title="Film 003") == before


async def test_b22_missing_file_that_turns_up_elsewhere_is_itself_again(database, tmp_path):
    scene = await _library(database, tmp_path)
    before = await scene.rows(_SAME, title="Film 003")
    content = _path(scene, 3).read_bytes()
    _path(scene, 3).unlink()
    assert (await scene.scan()).counts["missing"] == 1
    scene.put("Found again/Film 003 (2001).mkv", content)
    outcome = await scene.scan()
    assert (outcome.counts["moved"], outcome.counts["added"]) == (1, 0)
    assert await scene.rows(_SAME, title="Film 003") == before
    assert await scene.one("select count(*) from item where presence <> 'present'") == 0


@pytest.mark.parametrize("order", ["a", "z"])
async def test_b22_file_moved_between_two_folders_of_a_library_is_the_same_whichever_is_walked_first(
    database, tmp_path, order
):
    other = tmp_path / order
    scene = await _library(database, tmp_path, more=[other])
    before = await scene.rows(_SAME, title="Film 003")
    _copy_anew(_path(scene, 3), other / "Film 003 (2001)/Film 003 (2001).mkv")
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["moved"], outcome.counts["added"]) == ("completed", 1, 0)
    assert outcome.counts["missing"] == 0
    assert await scene.rows(_SAME, title="Film 003") == before


@pytest.mark.parametrize("order", ["a", "z"])
async def test_whole_folder_that_went_to_another_folder_of_the_library_needs_nobodys_word(database, tmp_path, order):
    other = tmp_path / order
    scene = await _library(database, tmp_path, more=[other])
    before = await scene.rows("select id from file order by id")
    for number in range(12):
        _copy_anew(_path(scene, number), other / f"Film {number:03} (2001)/Film {number:03} (2001).mkv")
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["moved"], outcome.counts["added"]) == ("completed", 12, 0)
    assert await scene.rows("select id from file order by id") == before
    assert await scene.one("select count(*) from item where presence <> 'present'") == 0


@pytest.mark.parametrize("scanned_before", [True, False])
async def test_b22_file_moved_to_another_library_takes_version_item_and_date_along(database, tmp_path, scanned_before):
    scene = await _library(database, tmp_path)
    other = await make_scene(database, tmp_path / "other", name="Other")
    if scanned_before:
        other.put("Own (1990)/Own (1990).mkv")
        await other.scan()
    before = await scene.rows(_SAME, title="Film 003")
    _copy_anew(_path(scene, 3), other.root / "Film 003 (2001)/Film 003 (2001).mkv")
    outcome = await other.scan()
    assert (outcome.counts["moved"], outcome.counts["missing"]) == (1, 0)
    assert await scene.rows(_SAME, title="Film 003") == before
    held = "select library_id from item_library il join item i on i.id = il.item_id where i.title = 'Film 003'"
    assert await scene.rows(held) == [(other.library_id,)]
    assert await scene.rows(
        "select v.library_id from version v join item i on i.id = v.item_id where title = 'Film 003'"
    ) == [(other.library_id,)]
    outcome = await scene.scan()
    assert (outcome.counts["missing"], outcome.counts["added"]) == (0, 0)


async def test_copy_is_no_move(database, tmp_path):
    scene = await _library(database, tmp_path)
    other = await make_scene(database, tmp_path / "other", name="Other")
    target = other.root / "Film 003 (2001)/Film 003 (2001).mkv"
    target.parent.mkdir(parents=True)
    target.write_bytes(_path(scene, 3).read_bytes())
    outcome = await other.scan()
    assert (outcome.counts["moved"], outcome.counts["added"]) == (0, 1)
    assert await scene.one("select count(*) from item where title = 'Film 003'") == 1


async def test_disk_that_is_away_does_not_make_its_backup_a_move(database, tmp_path):
    scene = await _library(database, tmp_path)
    backup = await make_scene(database, tmp_path / "backup", name="Backup")
    for number in range(12):
        target = backup.root / f"Film {number:03} (2001)/Film {number:03} (2001).mkv"
        target.parent.mkdir(parents=True)
        target.write_bytes(_path(scene, number).read_bytes())
    scene.root.rename(tmp_path / "away")
    scene.root.mkdir()
    outcome = await backup.scan()
    assert (outcome.counts["moved"], outcome.counts["added"]) == (0, 12)


async def test_two_libraries_on_one_folder_each_keep_their_own_file(database, tmp_path):
    scene = await _library(database, tmp_path)
    other = await make_scene(database, tmp_path / "m", name="Other")
    outcome = await other.scan()
    assert (outcome.counts["moved"], outcome.counts["added"]) == (0, 12)
    await scene.probe()
    _path(scene, 3).rename(scene.root / "Film 003 (2001)/Film 003 (2001) 1080p.mkv")
    for each in (scene, other):
        outcome = await each.scan()
        assert (outcome.counts["moved"], outcome.counts["added"], outcome.counts["missing"]) == (1, 0, 0)
    roots = await scene.rows("select root_id, count(*) from file where missing_since is null group by 1")
    assert [row[1] for row in roots] == [12, 12]


async def test_path_scan_finds_what_moved_into_it_from_outside(database, tmp_path):
    scene = await _library(database, tmp_path)
    before = await scene.rows(_SAME, title="Film 003")
    _copy_anew(_path(scene, 3), scene.root / "New/Film 003 (2001).mkv")
    outcome = await scene.scan(str(scene.root / "New"))
    assert (outcome.state, outcome.counts["moved"], outcome.counts["added"]) == ("completed", 1, 0)
    assert await scene.rows(_SAME, title="Film 003") == before


async def test_path_scan_takes_no_hard_link_for_a_move(database, tmp_path):
    scene = await _library(database, tmp_path)
    (scene.root / "New").mkdir()
    os.link(_path(scene, 3), scene.root / "New/Film 003 (2001).mkv")
    outcome = await scene.scan(str(scene.root / "New"))
    assert (outcome.counts["moved"], outcome.counts["added"]) == (0, 1)


async def test_path_scan_of_one_file_looks_at_that_file_alone(database, tmp_path):
    scene = await _library(database, tmp_path)
    scene.put("Film 003 (2001)/Film 003 (2001) - 2160p.mkv")
    outcome = await scene.scan(str(_path(scene, 3)))
    assert (outcome.counts["added"], outcome.counts["missing"]) == (0, 0)
    outcome = await scene.scan(str(scene.root / "Film 003 (2001)/Film 003 (2001) - 2160p.mkv"))
    assert (outcome.counts["added"], outcome.counts["missing"]) == (1, 0)
    _path(scene, 4).unlink()
    outcome = await scene.scan(str(_path(scene, 4)))
    assert outcome.counts["missing"] == 1


class OddShare(RealTree):
    """A share that does not tell case apart, or numbers no inodes, or keeps whole seconds only."""

    def __init__(self, *, spelling=bytes, no_inodes: bool = False, at_ns: int | None = None) -> None:
        self.spelling, self.no_inodes, self.at_ns = spelling, no_inodes, at_ns

    def _seen(self, status):
        if self.no_inodes:
            status = status._replace(inode=0)
        return status if self.at_ns is None or status.kind != "file" else status._replace(mtime_ns=self.at_ns)

    def listing(self, path, limit, inside):
        status, entries = super().listing(path, limit, inside)
        return Listing(self._seen(status), [(self.spelling(name), self._seen(each)) for name, each in entries])

    def status(self, path, *, follow=True):
        return self._seen(super().status(path, follow=follow))


async def test_b13_spelling_that_flaps_on_a_case_blind_share_changes_nothing(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Film (2001)/Film (2001).mkv")
    # What the share calls by two names is here one file by two names, as its server keeps it.
    for other in ("Film (2001)/film (2001).mkv", "Film (2001)/FILM (2001).mkv"):
        os.link(scene.root / "Film (2001)/Film (2001).mkv", scene.root / other)

    def only(name: bytes):
        class OneName(RealTree):
            def listing(self, path, limit, inside):
                status, entries = super().listing(path, limit, inside)
                return Listing(status, [each for each in entries if each[1].kind == "folder" or each[0] == name])

        return walking(OneName())

    scene.walker = only(b"Film (2001).mkv")
    assert (await scene.scan()).counts["added"] == 1
    for name in (b"film (2001).mkv", b"FILM (2001).mkv", b"Film (2001).mkv"):
        scene.walker = only(name)
        counts = (await scene.scan()).counts
        assert [counts[each] for each in ("added", "moved", "missing", "updated", "returned")] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("at", [0, 1, 4_291_747_200])
async def test_b21_share_without_inodes_in_1970_or_2106_is_not_scanned_in_a_loop(database, tmp_path, at):
    scene = await make_scene(database, tmp_path / "m")
    _fill(scene.root)
    scene.walker = walking(OddShare(no_inodes=True, at_ns=at * 1_000_000_000))
    assert (await scene.scan()).counts["added"] == 12
    for _ in range(2):
        counts = (await scene.scan()).counts
        assert [counts[each] for each in ("added", "moved", "missing", "updated")] == [0, 0, 0, 0]
    await scene.probe()
    _path(scene, 3).rename(scene.root / "Other (1999).mkv")
    counts = (await scene.scan()).counts
    assert [counts[each] for each in ("added", "missing")] == [0, 0]


async def test_b21_seconds_instead_of_nanoseconds_are_no_change(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    path = scene.put("Film (2001)/Film (2001).mkv", at=1_600_000_000.75)
    await scene.scan()
    scene.walker = walking(OddShare(at_ns=1_600_000_000 * 1_000_000_000))
    counts = (await scene.scan()).counts
    assert [counts[each] for each in ("added", "updated", "missing")] == [0, 0, 0]
    assert path.exists()


async def test_b2_file_still_being_copied_waits_until_it_is_quiet(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.quiet = Quiet(window=timedelta(minutes=10), pause=timedelta(milliseconds=50))
    done = scene.put("Done (2001)/Done (2001).mkv")
    growing = scene.put("Growing (2002)/Growing (2002).mkv", b"x" * 100)
    tree = RealTree()

    class StillWritten(RealTree):
        def listing(self, path, limit, inside):
            found = super().listing(path, limit, inside)
            if path.endswith(b"Growing (2002)"):
                with growing.open("ab") as file:
                    file.write(b"x" * 100)
            return found

    scene.walker = walking(StillWritten())
    for _ in range(2):
        await scene.scan()
        assert await scene.titles() == [("Done", 2001, "present")]
        assert scene.asked_again.pop() == os.fsencode(growing)
        assert (await scene.issues())["Growing (2002)/Growing (2002).mkv"] == "still_written"
    scene.walker = walking(tree)
    await scene.scan()
    assert await scene.titles() == [("Done", 2001, "present"), ("Growing", 2002, "present")]
    assert await scene.one("select count(*) from match") == 2
    assert not scene.asked_again
    assert done.exists()
