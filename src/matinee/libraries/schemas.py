"""What crosses the border of this slice: libraries, their folders, and what may be asked of them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

type LibraryKind = Literal["movies", "shows"]
type FolderProblem = Literal["not_found", "not_a_folder", "permission_denied", "not_answering"]
type RootState = Literal["unknown", "online", "offline"]
type WatchState = Literal["watching", "polled", "limited", "failed"]
type Name = Annotated[str, Meta(min_length=1, max_length=200)]
type FolderPath = Annotated[str, Meta(min_length=1, max_length=4096)]
type Seconds = Annotated[int, Meta(ge=0, le=31_536_000)]
type Globs = Annotated[list[Annotated[str, Meta(min_length=1, max_length=500)]], Meta(max_length=200)]


class NewLibrary(Struct, frozen=True, forbid_unknown_fields=True):
    """A library to be made."""

    name: Name
    kind: LibraryKind
    paths: Annotated[list[FolderPath], Meta(min_length=1, max_length=100)]
    enabled: bool = True
    scan_interval_s: Seconds | None = None
    ignore_globs: Globs = []
    language: str | None = None


class LibraryChanges(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to a library: absent = unchanged, null = cleared. `paths` is the whole new list of folders."""

    name: Name | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    scan_interval_s: Seconds | UnsetType | None = UNSET
    ignore_globs: Globs | UnsetType | None = UNSET
    language: str | UnsetType | None = UNSET
    paths: Annotated[list[FolderPath], Meta(min_length=1, max_length=100)] | UnsetType = UNSET


class RootDisk(Struct, frozen=True):
    """What a folder lies on: the kind of its file system (ext4, nfs4, cifs…), where that comes from, and its room."""

    kind: str
    source: str
    is_remote: bool
    free_bytes: int
    total_bytes: int


class Root(Struct, frozen=True):
    """A folder of a library. `path` is null for who may not manage libraries, and so is all that tells of its disk."""

    id: UUID
    path: str | None
    state: RootState
    state_detail: str | None = None
    state_code: str | None = None
    """A stable word for what of it is away: root_missing, not_answering, other_content, not_mounted…"""
    seen_at: datetime | None = None
    """When it was last there and itself."""
    files: int | None = None
    missing: int | None = None
    disk: RootDisk | None = None
    """Null while it does not answer."""
    free_bytes: int | None = None
    watch: WatchState | None = None
    """How changes are noticed beside timed scans; null while that is not known."""
    watch_detail: str | None = None


class Counts(Struct, frozen=True, omit_defaults=False):
    """How much a library holds; `movies` or `series` and `episodes` by its kind, the others null."""

    movies: int | None = None
    series: int | None = None
    episodes: int | None = None
    files: int = 0
    missing: int = 0
    inbox: int = 0


class Counted(Struct, frozen=True):
    """How much a library holds, and each of its folders: files present and missing."""

    counts: Counts
    roots: dict[UUID, tuple[int, int]] = {}


class Overview[S](Struct, frozen=True):
    """What upper slices know about a library."""

    counts: Counts
    active_scan: S | None = None
    last_scan: S | None = None
    held_scan: S | None = None
    roots: dict[UUID, tuple[int, int]] = {}
    """Files present and missing, by folder of the library."""


class Release(Struct, frozen=True):
    """What goes and what stays when a library or one of its folders is taken away. Real files always stay."""

    files: int
    """Files that are forgotten; on the disk they stay."""
    titles_gone: int
    titles_shared: int
    """Titles that other libraries hold, too: they stay as they are."""
    titles_remembered: int
    """Titles that somebody's history, ratings or lists name: they stay known, without a file."""


class Library(Struct, frozen=True):
    """A library as stored, with its folders."""

    id: UUID
    name: str
    kind: LibraryKind
    enabled: bool
    scan_interval_s: int | None
    ignore_globs: list[str]
    language: str | None
    first_scanned_at: datetime | None
    last_scanned_at: datetime | None
    created_at: datetime
    roots: list[Root] = []


class LibraryView(Struct, frozen=True):
    """A library as clients see it."""

    id: UUID
    name: str
    kind: LibraryKind
    enabled: bool
    scan_interval_s: int | None
    ignore_globs: list[str]
    language: str | None
    first_scanned_at: datetime | None
    last_scanned_at: datetime | None
    created_at: datetime
    roots: list[Root]
    counts: Counts
    active_scan: object | None = None
    last_scan: object | None = None
    """The last scan that came to its end, of all of it or of one path."""
    held_scan: object | None = None
    """The scan whose plan waits for a person."""


class LibraryList(Struct, frozen=True):
    """All libraries a viewer may see."""

    items: list[LibraryView]
    next_cursor: str | None = None


class Folder(Struct, frozen=True):
    """One folder in the folder browser."""

    name: str
    path: str


class FolderListing(Struct, frozen=True):
    """What the folder browser shows: folders inside, and a plain count of what lies below."""

    path: str | None
    parent: str | None
    folders: list[Folder]
    videos: int
    subfolders: int
    complete: bool
    """False when counting was stopped by its time limit: the counts are then at least these."""
    problem: FolderProblem | None = None
    problem_detail: str | None = None


class RootMove(Struct, frozen=True, forbid_unknown_fields=True):
    """A root's new path. With `trial`, only what is known to be found there is told."""

    path: FolderPath
    trial: bool = True
    accept_other_content: bool = False


class RootMoveResult(Struct, frozen=True):
    """What a root's new path holds of what is known."""

    known_files: int
    found_files: int
    moved: bool


class StoredRoot(Struct, frozen=True):
    """A root as the scanner needs it."""

    id: UUID
    library_id: UUID
    path: bytes
    state: RootState
    identity: dict[str, object] | None = None


class RootWatch(Struct, frozen=True):
    """A root whose changes are to be noticed."""

    id: UUID
    library_id: UUID
    path: bytes


class WatchReport(Struct, frozen=True):
    """How the changes of a root are noticed, with words where that is less than at once."""

    root_id: UUID
    watch: WatchState
    detail: str | None


class RootReport(Struct, frozen=True):
    """How a root was found by a scan."""

    root_id: UUID
    state: RootState
    detail: str | None
    identity: dict[str, object] | None
    """Null: keep what is stored."""
    code: str | None = None
    """A stable word for what is away."""
