"""Libraries and their folders: making, changing and deleting them; which folders are refused, and why."""

from matinee.libraries.contents import LibraryContents
from matinee.libraries.errors import LibraryNotFound
from matinee.libraries.folders import abandonable
from matinee.libraries.repository import all_seen, by_id, due_for_scan, note_root, note_scanned, stored_roots
from matinee.libraries.schemas import Counts, Library, LibraryView, Overview, Root, RootReport, StoredRoot

__all__ = [
    "Counts",
    "Library",
    "LibraryContents",
    "LibraryNotFound",
    "LibraryView",
    "Overview",
    "Root",
    "RootReport",
    "StoredRoot",
    "abandonable",
    "all_seen",
    "by_id",
    "due_for_scan",
    "note_root",
    "note_scanned",
    "stored_roots",
]
