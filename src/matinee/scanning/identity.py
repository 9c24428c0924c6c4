"""Is it the disk seen before? First by what was there, then by what the file system says of itself."""

import urllib.parse
from collections.abc import Mapping, Sequence

import msgspec

from matinee.kit.text import display_path
from matinee.kit.walking import Disk, Issue, Mount, Report
from matinee.scanning.repository.known import KnownFolder

PROBLEMS = {
    "root_missing": "The folder is not there: the disk is not mounted, or the folder was renamed.",
    "root_not_a_folder": "In place of the folder lies a file.",
    "root_unreadable": "The server may not read the folder any more.",
    "root_failing": "The disk answers with errors.",
    "not_answering": "The disk does not answer.",
}


class Remembered(msgspec.Struct, frozen=True):
    """What is remembered of a file system below a root."""

    disk: Disk
    inode: int


class Identity(msgspec.Struct, frozen=True):
    """What is remembered of a root: its file systems by where they begin, percent-escaped."""

    mounts: dict[str, Remembered] = {}
    accepts_other: bool = False
    """A person said that other content lies there now: what was known is missing, without asking once more."""

    def around(self, path: bytes) -> tuple[bytes, Remembered | None]:
        """Give the remembered file system on which a path lies."""
        above = [prefix for prefix in map(_unescaped, self.mounts) if is_below(path, prefix)]
        prefix = max(above, key=len, default=b"")
        return prefix, self.mounts.get(_escaped(prefix))


class Known(msgspec.Struct, frozen=True):
    """What was known of the walked part of a root, and what of it was found again."""

    folders: Mapping[bytes, KnownFolder]
    found: Mapping[bytes, int] = {}
    """Known files found with their size, by folder, where a folder is not exactly as known."""
    scope: bytes = b""
    witnesses: Sequence[tuple[bytes, int]] = ()
    """Known files beside the scope that were looked for."""


class Away(msgspec.Struct, frozen=True):
    """Why a disk is not there: a stable word, and words for people."""

    code: str
    words: str


class Doubt(msgspec.Struct, frozen=True):
    """How much of what is known was found on a disk that may be another one."""

    known: int
    present: int
    words: str


class Found(msgspec.Struct):
    """How a root was found: what of it is away or in doubt, and what is to be remembered."""

    offline: dict[bytes, Away] = {}
    """Where a missing disk begins, and why; the root itself is the empty path."""
    interrupted: dict[bytes, Away] = {}
    """Where a disk begins that was lost half-way: what was read of it counts, nothing is concluded of the rest."""
    doubts: dict[bytes, Doubt] = {}
    """Where a disk may be another one: nothing below may be hidden without a person."""
    identity: Identity = Identity()

    @property
    def away(self) -> list[Away]:
        """Give all that was not there to the end of the walk."""
        return [*self.offline.values(), *self.interrupted.values()]

    @property
    def is_online(self) -> bool:
        """Tell whether the root itself was there to the end of the walk."""
        return b"" not in self.offline and b"" not in self.interrupted


def identity_of(stored: dict[str, object] | None) -> Identity:
    """Read what is stored of a root's disks."""
    return msgspec.convert(stored or {}, Identity)


def why_not_walked(report: Report) -> Away | None:
    """Say why the root could not be walked at all."""
    if report.problem is None:
        return None
    return Away(report.problem, PROBLEMS.get(report.problem, report.problem_detail))


def identify(stored: dict[str, object] | None, report: Report, known: Known) -> Found:
    """Judge each file system of a walked root by the files known on it.

    Half of the known files found with their size make it the disk seen before. Fewer do, where the file system surely
    is the same; where it is not, a person decides. Where not one is found, it is away, or (surely the same) emptied,
    and a person decides, too: an empty mount point, another disk and a folder made anew look like that.
    Identities in doubt are not remembered.
    """
    remembered = identity_of(stored)
    before, is_accepted = remembered.mounts, remembered.accepts_other
    now = {mount.prefix: mount for mount in report.mounts}
    prefixes = sorted({*now, *map(_unescaped, before)}, key=len)
    tallies = _tallies(prefixes, report, known)
    found = Found(identity=Identity(dict(before), accepts_other=is_accepted and bool(known.scope)))
    for prefix in prefixes:
        if any(is_below(prefix, away) for away in found.offline) or not _is_concerned(prefix, known.scope):
            continue
        tally, old, new = tallies[prefix], before.get(_escaped(prefix)), now.get(prefix)
        is_same = old is not None and new is not None and old.disk.is_surely(new.disk) and old.inode == new.inode
        is_new_place = (stored is None or is_accepted) and not prefix  # a person pointed the root at another folder
        if tally.known and not tally.present and not is_same and not is_new_place:
            found.offline[prefix] = _away(prefix, new)
        elif (
            tally.known and not is_accepted and (not tally.present or (2 * tally.present < tally.known and not is_same))
        ):
            found.doubts[prefix] = _doubt(prefix, tally)
        elif new is not None:
            found.identity.mounts[_escaped(prefix)] = Remembered(new.disk, new.inode)
        else:
            found.identity.mounts.pop(_escaped(prefix), None)
    for each in report.lost:
        if not any(is_below(each.path, away) for away in found.offline):
            found.interrupted[each.path] = _interrupted(each)
    return found


class _Tally(msgspec.Struct):
    known: int = 0
    present: int = 0


def _tallies(prefixes: Sequence[bytes], report: Report, known: Known) -> dict[bytes, _Tally]:
    """Count known and found files by the file system they lie on; above a scope, its witnesses stand for the rest."""
    tallies = {prefix: _Tally() for prefix in prefixes}
    longest_first = sorted(prefixes, key=len, reverse=True)

    def of(path: bytes) -> _Tally:
        return next((tallies[each] for each in longest_first if is_below(path, each)), _Tally())

    same = set(report.same)
    for folder, each in known.folders.items():
        tally = of(folder)
        tally.known += each.files
        tally.present += each.files if folder in same else known.found.get(folder, 0)
    if known.scope:
        witnessed = set(report.witnessed)
        for path, _ in known.witnesses:
            tally = of(path)
            tally.known = max(1, tally.known)
            if path in witnessed:
                tally.present = tally.known
    return tallies


def _is_concerned(prefix: bytes, scope: bytes) -> bool:
    return is_below(scope, prefix) or is_below(prefix, scope)


def _away(prefix: bytes, new: Mount | None) -> Away:
    where = f"“{display_path(prefix)}”" if prefix else "The folder"
    if new is None:
        return Away("not_mounted", f"{where} was a disk of its own that is not mounted now.")
    words = f"{where} holds none of the files known there: the disk is not mounted, or it is another one."
    return Away("other_content", words)


def _interrupted(lost: Issue) -> Away:
    where = f"“{display_path(lost.path)}”" if lost.path else "The folder"
    what = "stopped answering" if lost.reason == "not_answering" else "went away or changed"
    return Away(lost.reason, f"{where} {what} while it was read: what was not read yet waits for the next scan.")


def _doubt(prefix: bytes, tally: _Tally) -> Doubt:
    where = f"“{display_path(prefix)}”" if prefix else "The folder"
    words = f"{where} holds {tally.present} of the {tally.known} files known there, and may be another disk."
    if not tally.present:
        words = f"{where} holds none of the {tally.known} files known there."
    return Doubt(tally.known, tally.present, words)


def is_below(path: bytes, folder: bytes) -> bool:
    """Tell whether a path is a folder or lies in it; all lies in the empty path."""
    return not folder or path == folder or path.startswith(folder + b"/")


def _escaped(prefix: bytes) -> str:
    return urllib.parse.quote_from_bytes(prefix)


def _unescaped(prefix: str) -> bytes:
    return urllib.parse.unquote_to_bytes(prefix)
