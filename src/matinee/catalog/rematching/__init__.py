"""Matching files again, by name and NFO: for a new NFO, a person's wish, a new provider."""

from matinee.catalog.rematching.repository import StoredMatch, stored_matches, stored_matches_of
from matinee.catalog.rematching.service import Rematched, differs, rematch

__all__ = ["Rematched", "StoredMatch", "differs", "rematch", "stored_matches", "stored_matches_of"]
