"""Matching files again, by name and NFO: for a new NFO, a person's wish, a new provider."""

from matinee.catalog.rematching.repository import StoredMatch, store_reasons, stored_matches, stored_matches_of
from matinee.catalog.rematching.service import Rematched, differs, rematch, told_anew

__all__ = [
    "Rematched",
    "StoredMatch",
    "differs",
    "rematch",
    "store_reasons",
    "stored_matches",
    "stored_matches_of",
    "told_anew",
]
