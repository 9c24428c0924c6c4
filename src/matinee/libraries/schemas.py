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
    ignore_globs: Globs | UnsetType = UNSET
    language: str | UnsetType | None = UNSET
    paths: Annotated[list[FolderPath], Meta(min_length=1, max_length=100)] | UnsetType = UNSET


class Root(Struct, frozen=True):
    """A folder of a library. `path` is null for who may not manage libraries."""

    id: UUID
    path: str | None
    state: RootState
    state_detail: str | None = None
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


class Overview[S](Struct, frozen=True):
    """What upper slices know about a library."""

    counts: Counts
    active_scan: S | None = None


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
