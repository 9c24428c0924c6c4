"""Libraries and their folders: making, changing and deleting them; which folders are refused, and why."""

from matinee.libraries.contents import LibraryContents
from matinee.libraries.errors import LibraryNotFound
from matinee.libraries.folders import abandonable
from matinee.libraries.repository import all_seen, by_id, due_for_scan, note_root, note_scanned, stored_roots
from matinee.libraries.routes import ROUTES
from matinee.libraries.schemas import Counts, Library, LibraryView, NewLibrary, Overview, Root, RootReport, StoredRoot
from matinee.libraries.service import DataFolder, LibraryWork, create, delete, list_all

__all__ = [
    "ROUTES",
    "Counts",
    "DataFolder",
    "Library",
    "LibraryContents",
    "LibraryNotFound",
    "LibraryView",
    "LibraryWork",
    "NewLibrary",
    "Overview",
    "Root",
    "RootReport",
    "StoredRoot",
    "abandonable",
    "all_seen",
    "by_id",
    "create",
    "delete",
    "due_for_scan",
    "list_all",
    "note_root",
    "note_scanned",
    "stored_roots",
]
