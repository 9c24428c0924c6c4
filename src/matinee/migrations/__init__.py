"""The schema's steps, all slices together: linear, forward only, under a lock."""

from matinee.migrations.runner import SchemaTooNew, current_revision, head_revision, known_revisions, migrate

__all__ = ["SchemaTooNew", "current_revision", "head_revision", "known_revisions", "migrate"]
