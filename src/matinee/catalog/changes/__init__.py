"""Changes to titles: kept with the rows as they were, listed, and undone."""

from matinee.catalog.changes.errors import AlreadyUndone, CannotUndo, ChangeNotFound
from matinee.catalog.changes.recording import Act, Recorded, Recording
from matinee.catalog.changes.records import ChangeKind, ChangeRecord, Scope
from matinee.catalog.changes.repository import page
from matinee.catalog.changes.telling import announce_touched, tell
from matinee.catalog.changes.undoing import undo_change, version_items

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
    "undo_change",
    "version_items",
]
