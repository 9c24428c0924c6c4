"""Libraries and their folders: making, changing and deleting them; which folders are refused, and why."""

from matinee.libraries.contents import LibraryContents
from matinee.libraries.errors import LibraryNotFound, RootNotFound
from matinee.libraries.folders import abandonable
from matinee.libraries.repository import (
    all_seen,
    by_id,
    due_for_scan,
    note_root,
    note_scanned,
    note_watch,
    stored_roots,
    watched_roots,
)
from matinee.libraries.schemas import (
    Counts,
    Library,
    LibraryChanges,
    LibraryView,
    NewLibrary,
    Overview,
    Release,
    Root,
    RootMove,
    RootReport,
    RootState,
    RootWatch,
    StoredRoot,
    WatchReport,
)
from matinee.libraries.service import DataFolder, LibraryWork, change, create, delete, list_all, move_root

__all__ = [
    "Counts",
    "DataFolder",
    "Library",
    "LibraryChanges",
    "LibraryContents",
    "LibraryNotFound",
    "LibraryView",
    "LibraryWork",
    "NewLibrary",
    "Overview",
    "Release",
    "Root",
    "RootMove",
    "RootNotFound",
    "RootReport",
    "RootState",
    "RootWatch",
    "StoredRoot",
    "WatchReport",
    "abandonable",
    "all_seen",
    "by_id",
    "change",
    "create",
    "delete",
    "due_for_scan",
    "list_all",
    "move_root",
    "note_root",
    "note_scanned",
    "note_watch",
    "stored_roots",
    "watched_roots",
]
