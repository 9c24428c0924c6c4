"""B17 to B21 on the running server with real disks (FUSE, tmpfs, overlay) that fail, go away and come back."""

import itertools
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from matinee.kit.walking import Limits
from tests.faults.scanning.disks import mount, odd_disk, unmount
from tests.journeys.shelves import Shelf
from tests.scanning.test_walk import walk
from tests.server import Server, serving, until_done
from tests.waiting import eventually

_NUMBERS = itertools.count(1)
_LONG_AGO = 1_000_000_000
"""What was written just now is looked at twice, a second later."""
_COUNTS = ("added", "updated", "moved", "missing", "returned")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data"), {"MATINEE_SCAN_WATCH": "false"}) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        yield client


class Cinema:
    """A library at a mount point, and the folder that is shown there."""

    def __init__(self, anna: httpx.Client, place: Path) -> None:
        self.anna, self.folder, self.point = anna, place / "disk", place / "mnt"
        self.named = f"Tale {next(_NUMBERS)}"
        self.folder.mkdir()
        for number in range(20):
            film = self.film(number)
            film.parent.mkdir()
            film.write_bytes(os.urandom(500 + number))
            os.utime(film, (_LONG_AGO, _LONG_AGO))

    def name(self, number: int) -> str:
        """No other library has a film of this name: it would be the same title."""
        return f"{self.named} Film {number:02} (2001)"

    def film(self, number: int, place: Path | None = None) -> Path:
        return (place or self.folder) / self.name(number) / f"{self.name(number)}.mkv"

    def more(self, numbers: range, content: Callable[[int], bytes]) -> None:
        for number in numbers:
            film = self.film(number, self.point)
            film.parent.mkdir()
            film.write_bytes(content(700 + number))

    def scanned(self) -> "Cinema":
        self.shelf = Shelf(self.anna, self.point, self.point.parent.name[:60])
        assert self.shelf.scan()["counts"]["added"] == 20
        self.known = self.shown()
        return self

    def shown(self) -> set[tuple[str, str, str | None]]:
        """Give which item each title is, and whether it is missing."""
        query = {"library": self.shelf.id, "limit": 100}
        found = self.anna.get("/movies", params=query).json()["items"]
        return {(each["id"], each["title"], each["missing_since"]) for each in found}

    def begin_scan(self) -> int:
        return self.anna.post(f"/libraries/{self.shelf.id}/scan", json={}).json()["job_id"]

    def end_scan(self, job_id: int) -> dict[str, object]:
        return until_done(self.anna, job_id)

    def heals(self) -> None:
        """The next scan finds all as it was, and asks nobody."""
        scan = self.shelf.scan()
        assert (scan["state"], [scan["counts"][each] for each in _COUNTS]) == ("completed", [0, 0, 0, 0, 0])
        assert [root["state"] for root in self.shelf.read()["roots"]] == ["online"]
        assert self.shown() == self.known


@pytest.fixture
def cinema(anna: httpx.Client, tmp_path: Path) -> Cinema:
    return Cinema(anna, tmp_path)


def test_b20_fuse_disk_whose_program_dies_under_the_walk_hides_nothing_and_is_itself_when_mounted_anew(
    cinema: Cinema,
) -> None:
    with odd_disk(cinema.folder, cinema.point) as disk:
        cinema.scanned()
        was = os.stat(cinema.point).st_dev
        cinema.film(15).unlink()
        disk.tell(f"silent at {cinema.name(10)}")
        job = cinema.begin_scan()
        disk.tell("until asked")
        disk.die()
        assert cinema.end_scan(job)["state"] == "offline"
        assert cinema.shown() == cinema.known
        assert cinema.shelf.scan()["state"] == "offline", "each call says that the transport endpoint is not connected"
        assert cinema.shown() == cinema.known
        unmount(cinema.point)
    cinema.film(15).write_bytes(b"x" * 515)
    between = cinema.point.parent / "between"
    with odd_disk(cinema.folder, between), odd_disk(cinema.folder, cinema.point):
        assert os.stat(cinema.point).st_dev != was, "the disk has another number now"
        scan = cinema.shelf.scan()
        assert (scan["state"], scan["counts"]["updated"], scan["counts"]["missing"]) == ("completed", 1, 0)
        assert cinema.shown() == cinema.known


@pytest.mark.parametrize("in_its_place", ["nothing", "another disk"])
def test_b17_disk_unmounted_under_the_walk_hides_nothing(cinema: Cinema, in_its_place: str) -> None:
    with odd_disk(cinema.folder, cinema.point) as disk:
        cinema.scanned()
        disk.tell(f"silent at {cinema.name(10)}")
        job = cinema.begin_scan()
        disk.tell("until asked")
        unmount(cinema.point)
        if in_its_place == "another disk":
            mount(cinema.point)
            (cinema.point / cinema.name(15)).mkdir()
            (cinema.point / "Stray (1999).mkv").write_bytes(b"stray")
        disk.tell("well")
        assert cinema.end_scan(job)["state"] == "offline"
        assert cinema.known <= cinema.shown()
        assert {each for each in cinema.shown() if each[2]} == set()
    with odd_disk(cinema.folder, cinema.point):
        cinema.shelf.scan()
        assert cinema.known <= cinema.shown()
        assert [root["state"] for root in cinema.shelf.read()["roots"]] == ["online"]


def test_b17_disk_that_goes_between_the_walk_and_the_hiding_hides_nothing(cinema: Cinema) -> None:
    """One film is out of sight for the walk; when its path is looked at once more, the disk is gone."""
    with odd_disk(cinema.folder, cinema.point) as disk:
        cinema.scanned()
        beside = cinema.film(5).rename(cinema.point.parent / "beside")
        disk.tell(f"silent at {cinema.name(5)}/{cinema.name(5)}.mkv")
        job = cinema.begin_scan()
        disk.tell("until asked")
        unmount(cinema.point)
        disk.tell("well")
        cinema.end_scan(job)
        assert cinema.shown() == cinema.known
        beside.rename(cinema.film(5))
    with odd_disk(cinema.folder, cinema.point):
        cinema.heals()


@pytest.mark.parametrize("fault", ["half ", "stale {}"])
def test_b20_listing_that_errors_half_way_and_stale_handles_are_unknown_and_told(cinema: Cinema, fault: str) -> None:
    with odd_disk(cinema.folder, cinema.point) as disk:
        cinema.scanned()
        disk.tell(fault.format(cinema.name(5)))
        scan = cinema.shelf.scan()
        assert (scan["counts"]["missing"], scan["counts"]["errors"]) == (0, 1)
        issues = cinema.anna.get(f"/scans/{scan['id']}/issues").json()["items"]
        assert [each["reason"] for each in issues] == ["unreadable"]
        assert cinema.shown() == cinema.known
        disk.tell("well")
        cinema.heals()


def test_b21_disk_without_inodes_and_parts_of_a_second_is_not_scanned_in_a_loop(cinema: Cinema) -> None:
    with odd_disk(cinema.folder, cinema.point, "no_inodes"):
        assert os.stat(cinema.point / cinema.name(5)).st_ino == 0
        cinema.scanned()
        cinema.heals()
        cinema.film(5).unlink()
        scan = cinema.shelf.scan()
        assert (scan["state"], scan["counts"]["missing"]) == ("completed", 1)


def test_b18_of_three_disks_below_a_root_the_one_that_dies_is_unknown_and_the_others_go_on(cinema: Cinema) -> None:
    folders = [cinema.folder.with_name(name) for name in "abc"]
    for number in range(20):
        target = folders[number % 3] / cinema.film(number).parent.name
        target.parent.mkdir(exist_ok=True)
        cinema.film(number).parent.rename(target)
    points = [cinema.point / folder.name for folder in folders]
    with odd_disk(folders[0], points[0]), odd_disk(folders[1], points[1]) as dying, odd_disk(folders[2], points[2]):
        cinema.scanned()
        dying.die()
        gone = next(folders[0].glob("*/*.mkv"))
        gone.unlink()
        scan = cinema.shelf.scan()
        assert scan["counts"]["missing"] == 1
        assert {each[1] for each in cinema.shown() if each[2]} == {gone.stem.removesuffix(" (2001)")}
        assert len(cinema.shown()) == 20


def test_b18_b20_disk_below_a_root_that_never_answers_costs_the_others_nothing(cinema: Cinema) -> None:
    """Its mount point is not even looked at by who lists the folder around it."""
    with odd_disk(cinema.folder, cinema.point / "dead") as disk:
        (cinema.point / "good").mkdir()
        (cinema.point / "good/Film.mkv").write_bytes(b"x")
        (cinema.point / "Beside.mkv").write_bytes(b"x")
        disk.tell("silent")
        paths, issues, report = walk(cinema.point, limits=Limits(answer_s=1.0))
        assert paths == {b"good/Film.mkv", b"Beside.mkv"}
        assert issues == {b"dead": "not_answering"}
        assert set(report.unknown) == {b"dead"}


def test_b17_overlay_and_bind_mounts_that_come_back_with_other_numbers_need_nobodys_word(cinema: Cinema) -> None:
    work = cinema.point.parent
    mount(work / "above")
    for name in ("upper", "work"):
        (work / "above" / name).mkdir()
    layers = f"lowerdir={cinema.folder},upperdir={work}/above/upper,workdir={work}/above/work"
    try:
        mount(cinema.point, "overlay", "-o", layers)
        cinema.scanned()
        unmount(cinema.point)
        assert cinema.shelf.scan()["state"] == "offline"
        assert cinema.shown() == cinema.known
        mount(cinema.point, "overlay", "-o", layers)
        cinema.heals()
        unmount(cinema.point)
        subprocess.run(["mount", "--bind", cinema.folder, cinema.point], check=True)
        cinema.heals()
    finally:
        unmount(cinema.point)
        unmount(work / "above")


def test_b17_disk_of_which_thirty_of_a_hundred_went_while_it_was_away_is_the_same_and_asks_about_them(
    cinema: Cinema,
) -> None:
    mount(cinema.point)
    shutil.copytree(cinema.folder, cinema.point, dirs_exist_ok=True)
    try:
        cinema.more(range(20, 40), os.urandom)
        cinema.shelf = Shelf(cinema.anna, cinema.point, "Thirty")
        cinema.shelf.scan()
        unmount(cinema.point)
        assert cinema.shelf.scan()["state"] == "offline"
        mount(cinema.point)
        shutil.copytree(cinema.folder, cinema.point, dirs_exist_ok=True)
        cinema.more(range(20, 28), bytes)
        scan = cinema.shelf.scan()
        assert (scan["state"], [each["code"] for each in scan["holds"]]) == ("held", ["share_of_root"])
        assert {each for each in cinema.shown() if each[2]} == set()
        assert [root["state"] for root in cinema.shelf.read()["roots"]] == ["online"]
    finally:
        unmount(cinema.point)


def test_b19_first_scan_of_an_empty_mount_point_takes_the_disk_when_it_comes(cinema: Cinema) -> None:
    cinema.point.mkdir()
    cinema.shelf = Shelf(cinema.anna, cinema.point, "Empty at first")
    scan = cinema.shelf.scan()
    assert (scan["state"], scan["counts"]["found"]) == ("completed", 0)
    with odd_disk(cinema.folder, cinema.point):
        scan = cinema.shelf.scan()
        assert (scan["state"], scan["counts"]["added"]) == ("completed", 20)


def test_b20_dead_disk_holds_neither_pages_nor_the_servers_end_and_it_starts_again_beside_it(
    cinema: Cinema, server: Server
) -> None:
    """Last of its module: the server ends. A thread in a call to this disk cannot even be killed."""
    with odd_disk(cinema.folder, cinema.point) as disk:
        cinema.scanned()
        file = cinema.anna.get(f"/items/{min(cinema.known)[0]}/files").json()["items"][0]["file_id"]
        disk.tell("silent")
        assert cinema.anna.get("/libraries").status_code == 200
        refused = cinema.anna.get(f"/files/{file}/stream")
        assert (refused.status_code, refused.json()["code"]) == (503, "root_offline")
        assert cinema.anna.get("/libraries").status_code == 200
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(120) == 0
        with serving(server.data, {"MATINEE_SCAN_WATCH": "false"}) as again, again.log_in("anna") as client:
            assert client.get("/libraries").status_code == 200
            disk.tell("well")
            cinema.anna = cinema.shelf.anna = client
            eventually(lambda: not cinema.shelf.read()["active_scan"])
            cinema.heals()
