"""B20: a disk that falls silent in the middle of a walk is told of as that, and never taken for all there is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from matinee.kit.walking import Limits, RealTree
from tests.scanning.scene import make_scene, walking


class SilentTree(RealTree):
    """A disk that answers so many listings, and then none until it is let go."""

    def __init__(self, answers: int) -> None:
        self._answers, self._wakes = answers, threading.Event()

    def listing(self, path, limit, inside):
        self._answers -= 1
        if self._answers < 0:
            self._wakes.wait()
        return super().listing(path, limit, inside)

    @contextmanager
    def silent(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._wakes.set()


def _impatient(tree):
    async def walker(request):
        async for each in walking(tree)(msgspec.structs.replace(request, limits=Limits(answer_s=0.3))):
            yield each

    return walker


async def test_b20_first_scan_of_a_disk_that_falls_silent_half_way_says_so_and_the_next_takes_the_rest(
    database, tmp_path
):
    scene = await make_scene(database, tmp_path / "m")
    films = [f"Film {number:02} (2001)/Film {number:02} (2001).mkv" for number in range(20)]
    for film in films:
        scene.put(film)
    usual, tree = scene.walker, SilentTree(10)
    scene.walker = _impatient(tree)
    with tree.silent():
        outcome = await scene.scan()
    assert outcome.state == "offline"
    assert "waits for the next scan" in (outcome.error or "")
    assert outcome.counts["errors"] >= 1
    assert "not_answering" in (await scene.issues()).values()
    assert await scene.rows("select state, state_code from root") == [("offline", "not_answering")]
    assert await scene.one("select first_scanned_at is null from library")
    assert await scene.paths() < set(films)
    scene.walker = usual
    assert (await scene.scan()).state == "completed"
    assert await scene.paths() == set(films)
    assert await scene.rows("select state, state_code from root") == [("online", None)]


async def test_b20_disk_that_falls_silent_half_way_hides_nothing_and_what_was_read_of_it_counts(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    films = {f"Film {number:02} (2001)/Film {number:02} (2001).mkv" for number in range(20)}
    for film in films:
        scene.put(film)
    await scene.scan()
    scene.put("Film 00 (2001)/Film 00 (2001).en.srt")
    (scene.root / "Film 19 (2001)/Film 19 (2001).mkv").unlink()
    usual, tree = scene.walker, SilentTree(10)
    scene.walker = _impatient(tree)
    with tree.silent():
        outcome = await scene.scan()
    assert (outcome.state, outcome.counts["missing"]) == ("offline", 0)
    assert films <= await scene.paths()
    scene.walker = usual
    outcome = await scene.scan()
    assert (outcome.state, outcome.counts["missing"]) == ("completed", 1)
    assert "Film 00 (2001)/Film 00 (2001).en.srt" in await scene.paths()
