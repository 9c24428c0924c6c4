"""Changes to titles: kept with the rows as they were, listed and told; `catalog.undoing` takes them back."""

from matinee.catalog.changes.errors import AlreadyUndone, CannotUndo, ChangeNotFound
from matinee.catalog.changes.recording import Act, Recorded, Recording
from matinee.catalog.changes.records import ChangeKind, ChangeRecord, Scope
from matinee.catalog.changes.repository import page
from matinee.catalog.changes.rows import version_items
from matinee.catalog.changes.telling import announce_touched, tell

__all__ = [
    "Act",
    "AlreadyUndone",
    "CannotUndo",
    "ChangeKind",
    "ChangeNotFound",
    "ChangeRecord",
    "Recorded",
    "Recording",
    "Scope",
    "announce_touched",
    "page",
    "tell",
    "version_items",
]
