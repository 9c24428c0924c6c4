"""Every table of every slice, so that migrations and their test see the whole schema."""

import matinee.access.tables
import matinee.activity.tables
import matinee.catalog.changes.tables
import matinee.catalog.tables
import matinee.journal.tables
import matinee.kit.events.tables
import matinee.kit.jobs.tables
import matinee.libraries.tables
import matinee.metadata.tables
import matinee.playback.tables
import matinee.scanning.tables
import matinee.search.tables
from matinee.kit.db import metadata

SLICES = (
    matinee.access.tables,
    matinee.catalog.tables,
    matinee.catalog.changes.tables,
    matinee.journal.tables,
    matinee.kit.events.tables,
    matinee.kit.jobs.tables,
    matinee.libraries.tables,
    matinee.metadata.tables,
    matinee.playback.tables,
    matinee.scanning.tables,
    matinee.search.tables,
    matinee.activity.tables,
)
"""The modules that declare tables on `metadata`, lowest first."""

__all__ = ["SLICES", "metadata"]
