"""B14: folders too deep, paths too long and folders too full are bounded and told; everything beside them goes on."""

from matinee.kit.walking import Limits, Listing, RealTree, Status
from tests.faults.scanning.crowds import deep, long
from tests.scanning.scene import make_scene
from tests.scanning.test_walk import put, walk


class Crowded(RealTree):
    """A disk with one folder of so many films."""

    def __init__(self, count: int) -> None:
        self._films = [(b"Film %06d.mkv" % number, Status("file", 9, 0, number + 9, 1)) for number in range(count)]

    def listing(self, path: bytes, limit: int, inside: bytes) -> Listing:
        found = super().listing(path, limit, inside)
        if not path.endswith(b"/full"):
            return found
        return Listing(found.status, [(name, each._replace(device=found.status.device)) for name, each in self._films])


async def test_b14_five_hundred_levels_and_a_path_no_call_can_name_are_told_and_the_rest_is_scanned(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("ok/Film (2000).mkv")
    deep(tmp_path / "m")
    long(tmp_path / "m" / "ok")
    for _ in range(2):
        outcome = await scene.scan()
        assert outcome.state == "completed"
        assert await scene.titles() == [("Film", 2000, "present")]
        assert set((await scene.issues()).values()) == {"too_deep"}
        assert len(await scene.issues()) == 2


def test_b14_two_hundred_thousand_files_in_one_folder_are_all_taken(tmp_path):
    put(tmp_path, b"full/x")
    paths, issues, _ = walk(tmp_path, tree=Crowded(200_000))
    assert len(paths) == 200_000
    assert issues == {}
    assert Limits().entries_per_folder > 200_000
