"""Which folders may be roots, and the folder browser. Every touch of a disk runs where it can be abandoned."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from matinee.kit.text import display_path
from matinee.libraries.errors import (
    FolderHoldsData,
    FolderIsRoot,
    FolderNests,
    FolderNotAbsolute,
    FolderNotAFolder,
    FolderNotAnswering,
    FolderNotFound,
    FolderNotReadable,
)
from matinee.libraries.schemas import Folder, FolderListing, FolderProblem

DISK_DEADLINE_S = 5.0
COUNT_DEADLINE_S = 1.5
_SYSTEM = frozenset(
    os.fsencode(name)
    for name in (
        "/proc",
        "/sys",
        "/dev",
        "/run",
        "/boot",
        "/etc",
        "/bin",
        "/sbin",
        "/lib",
        "/lib64",
        "/usr",
        "/var/lib",
    )
)
_HIDDEN = frozenset({b"lost+found", b"System Volume Information", b"$RECYCLE.BIN", b"@eaDir", b"#recycle"})
_VIDEO = frozenset(
    b"." + extension
    for extension in (
        b"mkv mp4 m4v avi mov wmv ts m2ts mts mpg mpeg webm flv vob ogv divx asf rmvb rm 3gp iso mk3d wtv dvr-ms f4v"
    ).split()
)


async def abandonable[T](function: Callable[[], T], deadline_s: float = DISK_DEADLINE_S) -> T:
    """Run a function that touches a disk in a thread of its own; `TimeoutError` leaves a hanging thread behind.

    The thread is a daemon: a dead share can neither hold the answer nor the end of the process.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(value)  # pyright: ignore[reportArgumentType]

    def work() -> None:
        try:
            value = function()
        except OSError as error:
            _tell(loop, settle, None, error)
        else:
            _tell(loop, settle, value, None)

    threading.Thread(target=work, daemon=True, name="disk").start()
    return await asyncio.wait_for(answer, deadline_s)


def _tell(loop: asyncio.AbstractEventLoop, settle: Callable[..., None], value: object, error: OSError | None) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(settle, value, error)


async def checked_folder(text: str, others: Sequence[bytes], data_dir: Path) -> bytes:
    """Give the bytes of a folder that may become a root beside `others`, or say why it may not."""
    path = _absolute(text)
    try:
        real = await abandonable(lambda: _listable(path))
        data = await abandonable(lambda: os.path.realpath(os.fsencode(data_dir)))
    except TimeoutError as error:
        raise FolderNotAnswering(
            f"The disk of {text} did not answer within {DISK_DEADLINE_S:.0f} seconds. Is the share reachable?"
        ) from error
    except FileNotFoundError as error:
        raise FolderNotFound(f"There is no folder {text} on this machine. Check the spelling and the mount.") from error
    except NotADirectoryError as error:
        raise FolderNotAFolder(f"{text} is a file. Choose the folder that holds it.") from error
    except OSError as error:
        raise FolderNotReadable(
            f"The account that runs Matinee may not list {text} ({error.strerror}). Grant it reading and entering."
        ) from error
    _refuse_system(text, path, real)
    if _lies_in(data, real) or _lies_in(real, data):
        raise FolderHoldsData(f"Matinee's own data lies at {data_dir}. Choose a folder that holds media only.")
    for other in others:
        if _lies_in(path, other) or _lies_in(other, path):
            raise FolderNests(
                f"{text} and {display_path(other)} lie in each other: files would be seen twice. Keep the outer one."
            )
    return path


def _absolute(text: str) -> bytes:
    if "\0" in text:
        raise FolderNotFound("A path cannot hold a NUL character.")
    if not text.startswith("/"):
        raise FolderNotAbsolute(f"“{text}” does not begin with a slash. Give the whole path.")
    return os.path.normpath(b"/" + os.fsencode(text).lstrip(b"/"))


def _listable(path: bytes) -> bytes:
    with os.scandir(path) as entries:
        next(entries, None)
    return os.path.realpath(path)


def _refuse_system(text: str, path: bytes, real: bytes) -> None:
    if path == b"/" or real == b"/":
        raise FolderIsRoot("“/” is the whole system. Choose the folder that holds the films or the shows.")
    if any(each in _SYSTEM for each in (path, real)) or _lies_in(real, b"/proc") or _lies_in(real, b"/sys"):
        raise FolderIsRoot(f"{text} belongs to the system. Choose the folder that holds the films or the shows.")


def _lies_in(path: bytes, folder: bytes) -> bool:
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


async def browse(text: str | None) -> FolderListing:
    """List the folders inside one, with a count of what lies below that ends when its time is over."""
    if text is None:
        return await _places()
    path = _absolute(text)
    shown, parent = display_path(path), None if path == b"/" else display_path(os.path.dirname(path))
    tally = _Tally()
    try:
        folders = await abandonable(lambda: _folders(path))
    except TimeoutError:
        return _unread(shown, parent, "not_answering", "The disk does not answer. Is the share reachable?")
    except FileNotFoundError:
        return _unread(shown, parent, "not_found", "There is no such folder.")
    except NotADirectoryError:
        return _unread(shown, parent, "not_a_folder", "That is a file, not a folder.")
    except OSError as error:
        words = f"The account that runs Matinee may not list this folder ({error.strerror})."
        return _unread(shown, parent, "permission_denied", words)
    complete = path != b"/" and await _counted(path, tally)
    return FolderListing(shown, parent, folders, tally.videos, tally.folders, complete)


def _unread(shown: str, parent: str | None, problem: FolderProblem, words: str) -> FolderListing:
    return FolderListing(shown, parent, [], 0, 0, complete=True, problem=problem, problem_detail=words)


async def _places() -> FolderListing:
    home = os.fsencode(Path.home())
    wanted = [b"/media", b"/mnt", b"/srv", b"/data", b"/home", home, b"/volume1", b"/Volumes", b"/"]
    there: list[Folder] = []
    for path in dict.fromkeys(wanted):
        try:
            if await abandonable(lambda path=path: os.path.isdir(path) and os.access(path, os.R_OK | os.X_OK), 1.0):
                there.append(Folder(name=display_path(path), path=display_path(path)))
        except TimeoutError:
            continue
    return FolderListing(None, None, there, 0, 0, complete=True)


def _folders(path: bytes) -> list[Folder]:
    with os.scandir(path) as entries:
        found = [entry.name for entry in entries if _is_shown(path, entry.name) and _is_folder(entry)]
    found.sort(key=lambda name: name.lower())
    return [Folder(name=display_path(name), path=display_path(os.path.join(path, name))) for name in found[:5000]]


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_shown(parent: bytes, name: bytes) -> bool:
    return not name.startswith(b".") and name not in _HIDDEN and os.path.join(parent, name) not in _SYSTEM


class _Tally:
    """Counts that a thread writes and its abandoner reads."""

    def __init__(self) -> None:
        self.videos = 0
        self.folders = 0
        self.ends_at = time.monotonic() + COUNT_DEADLINE_S


async def _counted(path: bytes, tally: _Tally) -> bool:
    try:
        return await abandonable(lambda: _count_below(path, tally), COUNT_DEADLINE_S + 0.5)
    except TimeoutError:
        return False


def _count_below(path: bytes, tally: _Tally) -> bool:
    waiting = [path]
    while waiting:
        if time.monotonic() > tally.ends_at:
            return False
        for entry in _entries(waiting.pop()):
            if entry.is_symlink() or entry.name.startswith(b".") or entry.name in _HIDDEN:
                continue
            if _is_folder(entry):
                tally.folders += 1
                waiting.append(entry.path)
            elif os.path.splitext(entry.name)[1].lower() in _VIDEO:
                tally.videos += 1
    return True


def _entries(path: bytes) -> Iterator[os.DirEntry[bytes]]:
    try:
        with os.scandir(path) as entries:
            yield from entries
    except OSError:
        return
