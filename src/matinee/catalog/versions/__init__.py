"""Versions that are the parts of one: a film on two discs whose names do not say so."""

from matinee.catalog.versions.service import merge_versions

__all__ = ["merge_versions"]
