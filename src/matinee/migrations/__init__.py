"""The schema's steps, all slices together: linear, forward only, under a lock."""

from matinee.migrations.known import head_revision, known_revisions
from matinee.migrations.runner import SchemaTooNew, current_revision, migrate

__all__ = ["SchemaTooNew", "current_revision", "head_revision", "known_revisions", "migrate"]
