"""The append-only record of who did what, written in the act's transaction."""

from matinee.journal.entries import SYSTEM_ACTOR, Actor, Entry, JournalFilter, Recorded, Result
from matinee.journal.repository import entries, forget_older_than, record

__all__ = [
    "SYSTEM_ACTOR",
    "Actor",
    "Entry",
    "JournalFilter",
    "Recorded",
    "Result",
    "entries",
    "forget_older_than",
    "record",
]
