"""Every table of every slice, so that migrations and their test see the whole schema."""

import matinee.access.tables
import matinee.catalog.tables
import matinee.journal.tables
import matinee.kit.events.tables
import matinee.libraries.tables
import matinee.scanning.tables  # noqa: F401
from matinee.kit.db import metadata

__all__ = ["metadata"]
