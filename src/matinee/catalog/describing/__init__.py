"""Describing items: what providers and people say of a title, written into the catalog."""

from matinee.catalog.describing.certificates import minimum_age_of
from matinee.catalog.describing.records import COLUMNS, FIELDS, CreditLine, Description
from matinee.catalog.describing.repository import Described, described, external_ids_of, take_age_from_above
from matinee.catalog.describing.service import describe, without

__all__ = [
    "COLUMNS",
    "FIELDS",
    "CreditLine",
    "Described",
    "Description",
    "describe",
    "described",
    "external_ids_of",
    "minimum_age_of",
    "take_age_from_above",
    "without",
]
