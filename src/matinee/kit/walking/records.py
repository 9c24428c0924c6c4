"""What goes into a walk and what comes out of it. Paths are bytes, below the root, without a leading slash."""

from typing import Literal, NamedTuple

import msgspec

type EntryKind = Literal["folder", "file", "link", "other", "vanished", "denied", "failing"]
"""The last three: listed, but what it is cannot be told."""


class Status(NamedTuple):
    """What a file system says of one entry."""

    kind: EntryKind
    size_bytes: int
    mtime_ns: int
    inode: int
    device: int


class Listing(NamedTuple):
    """A folder and all that lies in it."""

    status: Status
    entries: list[tuple[bytes, Status]]


class Disk(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file system says of itself. None of it is stable on all of them: it decides never alone."""

    kind: str = ""
    """As the kernel names it: ext4, nfs4, fuse.mergerfs…"""
    source: str = ""
    root: str = ""
    fsid: int = 0

    def is_surely(self, other: "Disk") -> bool:
        """Tell whether two are one and the same file system, beyond doubt."""
        if self.kind != other.kind:
            return False
        if self.fsid and self.fsid == other.fsid:
            return True
        is_named = bool(self.source) and self.source not in {"none", self.kind} and not self.source.startswith("/dev/")
        return self.kind not in VOLATILE and is_named and (self.source, self.root) == (other.source, other.root)

    @property
    def is_remote(self) -> bool:
        """Tell whether each call on it crosses a network or a daemon."""
        return self.kind in REMOTE or self.kind.startswith("fuse")


REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "afs", "ceph", "glusterfs", "virtiofs", "davfs"})
VOLATILE = frozenset({"tmpfs", "ramfs", "overlay"})


class Rules(msgspec.Struct, frozen=True):
    """What is taken and what is passed over, as data: the walker knows no business word."""

    kinds: dict[str, str]
    """Extension with its dot, lower case, to the kind of file."""
    folders: list[tuple[str, str]] = []
    """(reason, regular expression) for names of folders that are passed over."""
    files: list[tuple[str, str]] = []
    rule_files: tuple[str, ...] = (".ignore", ".plexignore", ".nomedia")
    """Files with gitignore rules for their folder; an empty one passes over the whole folder."""
    globs: list[str] = []
    """Gitignore rules for the whole root."""
    refused: dict[str, str] = {}
    """Extension to the reason why such a file is refused by name."""


class Limits(msgspec.Struct, frozen=True):
    """Bounds of one walk."""

    depth: int = 64
    entries_per_folder: int = 250_000
    rule_file_bytes: int = 65_536
    answer_s: float = 30.0
    """A file system that leaves one call without an answer for so long is abandoned, alone."""
    issues: int = 250_000
    workers: int | None = None
    """Null: one for local disks, sixteen where each call crosses a network."""


class WalkRequest(msgspec.Struct, frozen=True):
    """One root to walk; with `scope`, only what lies at or below that path."""

    root: bytes
    rules: Rules
    scope: bytes = b""
    limits: Limits = Limits()
    known: list[tuple[bytes, bytes]] = []
    """Folders with the fingerprint of the files known there: where it is met again, no rows are sent."""
    witnesses: list[tuple[bytes, int]] = []
    """Paths with their size that are looked at beside the scope: do they still lie there?"""


class Issue(msgspec.Struct, frozen=True, array_like=True):
    """A path that was passed over or could not be read; `reason` is a stable word."""

    path: bytes
    reason: str
    detail: str = ""


class Mount(msgspec.Struct, frozen=True):
    """A file system met in the walk: where it begins below the root ("" is the root), and what it says of itself."""

    prefix: bytes
    disk: Disk
    inode: int
    device: int


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """A sign of life."""

    files: int
    folders: int
    path: bytes = b""
    """The folder that was read last."""


class Issues(msgspec.Struct, frozen=True, tag="issues"):
    """Some of the issues."""

    issues: list[Issue]


class Report(msgspec.Struct, frozen=True, tag="report"):
    """How the walk ended."""

    files: int = 0
    folders: int = 0
    ignored: int = 0
    mounts: list[Mount] = []
    unknown: list[bytes] = []
    """Paths at or below which nothing may be concluded: an error while listing means unknown, never empty."""
    problem: str | None = None
    """Set when the root itself could not be walked: a stable word (root_missing, root_unreadable, not_answering…)."""
    problem_detail: str = ""
    same: list[bytes] = []
    """Folders whose files are exactly those known."""
    witnessed: list[bytes] = []
    """The witnesses that were found."""
    lost: list[Issue] = []
    """File systems, by where they begin, that fell silent or went away under the walk: the rest of them is unknown."""


type Message = Progress | Issues | Report
type Row = bytes
"""One row in PostgreSQL's binary COPY format, columns as in `ROW_COLUMNS`."""

ROW_COLUMNS = ("path", "folder", "size_bytes", "mtime_ns", "inode", "kind")
