"""Nothing outside a root is ever opened: not by a name, not by a link, not by a swap in between."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matinee.kit.files import LeavesRoot, NotARegularFile, UnsafeName, below, open_below, open_root, safe_segment

SECRET = b"root:x:0:0"


@pytest.fixture(params=["kernel", "step by step"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Open by `openat2`, and as where it is forbidden."""
    if request.param != "kernel":

        def forbidden(*_: object) -> int:
            raise OSError(errno.EPERM, "seccomp")

        monkeypatch.setattr(below, "_openat2", forbidden)
    return request.param


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "film.mkv").write_bytes(b"film")
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "library-two").mkdir()
    (tmp_path / "library-two" / "secret").write_bytes(SECRET)
    return folder


@pytest.fixture
def read(root: Path, way: str) -> Iterator[Callable[[bytes], bytes]]:
    handle = open_root(os.fsencode(root))

    def reading(relative: bytes) -> bytes:
        descriptor = open_below(handle, relative)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()

    yield reading
    os.close(handle)


def test_a_file_below_is_opened(read: Callable[[bytes], bytes]) -> None:
    assert read(b"a/film.mkv") == b"film"


@pytest.mark.parametrize(
    "path",
    [b"../secret", b"a/../../secret", b"/etc/passwd", b"a//film.mkv", b"./a/film.mkv", b"a/film.mkv\0.jpg", b"", b".."],
)
def test_h1_no_path_leaves(read: Callable[[bytes], bytes], path: bytes) -> None:
    with pytest.raises(LeavesRoot):
        read(path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret", "../../library-two/secret", "/proc/self/environ"])
def test_h2_a_link_that_leads_out_is_refused(read: Callable[[bytes], bytes], root: Path, target: str) -> None:
    (root / "a" / "link.mkv").symlink_to(target)
    with pytest.raises(LeavesRoot):
        read(b"a/link.mkv")


def test_h2_a_folder_link_that_leads_out_is_refused(read: Callable[[bytes], bytes], root: Path) -> None:
    (root / "out").symlink_to(root.parent)
    with pytest.raises(LeavesRoot):
        read(b"out/secret")


def test_links_that_stay_inside_are_followed(read: Callable[[bytes], bytes], root: Path) -> None:
    (root / "b.mkv").symlink_to("a/film.mkv")
    (root / "absolute.mkv").symlink_to(root / "a" / "film.mkv")
    (root / "c").symlink_to("a")
    assert [read(each) for each in (b"b.mkv", b"absolute.mkv", b"c/film.mkv")] == [b"film"] * 3


def test_a_loop_of_links_ends(read: Callable[[bytes], bytes], root: Path) -> None:
    (root / "x").symlink_to("y")
    (root / "y").symlink_to("x")
    with pytest.raises(OSError):
        read(b"x")


def test_pipes_and_folders_are_not_opened_and_do_not_block(read: Callable[[bytes], bytes], root: Path) -> None:
    os.mkfifo(root / "pipe.mkv")
    for path in (b"pipe.mkv", b"a"):
        with pytest.raises(NotARegularFile):
            read(path)


def test_missing_is_missing(read: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FileNotFoundError):
        read(b"a/gone.mkv")


@pytest.mark.parametrize("place", ["file", "folder"])
def test_h3_a_link_swapped_in_between_never_shows_the_target(
    read: Callable[[bytes], bytes], root: Path, place: str
) -> None:
    """10,000 tries against a thread that swaps a real file or folder for a link as fast as it can."""
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "film.mkv").write_bytes(SECRET)
    true, link, name = root / "true", root / "link", root / "swapped"
    if place == "file":
        true.write_bytes(b"film")
        link.symlink_to(outside / "film.mkv")
        path = b"swapped"
    else:
        true.mkdir()
        (true / "film.mkv").write_bytes(b"film")
        link.symlink_to(outside)
        path = b"swapped/film.mkv"
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            true.rename(name)
            name.rename(true)
            link.rename(name)
            name.rename(link)

    swapping = threading.Thread(target=swap)
    swapping.start()
    seen: set[bytes] = set()
    try:
        for _ in range(10_000):
            try:
                seen.add(read(path))
            except OSError:
                continue
    finally:
        over.set()
        swapping.join()
    assert seen <= {b"film"}


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fetc",
        "..\\..\\boot.ini",
        "../x",
        "a/b",
        "a\\b",
        "a\x00.jpg",
        "",
        ".",
        "..",
        ".hidden",
        "��",
        "%c0%af",
        "x" * 201,
        "a\nb",
        "a\x7fb",
    ],
)
def test_h1_segment_names_that_are_refused_and_counted(name: str) -> None:
    before = below.PATHS_REFUSED._value.get()
    with pytest.raises(UnsafeName):
        safe_segment(name)
    assert below.PATHS_REFUSED._value.get() == before + 1


@pytest.mark.parametrize("name", ["poster.webp", "Ein Film (1999).de.srt", "片名.ass", "a..b", "font-1_2.ttf"])
def test_plain_names_pass(name: str) -> None:
    assert safe_segment(name) == name
