"""Editing what is said of a title: kept from providers and scans from then on, and undoable."""

from matinee.catalog.editing.schemas import LOCKABLE, ItemChanges
from matinee.catalog.editing.service import edit

__all__ = ["LOCKABLE", "ItemChanges", "edit"]
