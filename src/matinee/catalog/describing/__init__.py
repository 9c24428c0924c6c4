"""Describing items: what providers and people say of a title, written into the catalog."""

from matinee.catalog.describing.certificates import minimum_age_of
from matinee.catalog.describing.names import Shared, set_shared_names
from matinee.catalog.describing.records import COLUMNS, FIELDS, CreditLine, Description
from matinee.catalog.describing.repository import (
    AGE_AWAITED,
    Described,
    ages_of,
    await_age,
    described,
    external_ids_of,
    hand_age_down,
    settle_age,
    take_age_from_above,
)
from matinee.catalog.describing.service import describe, without

__all__ = [
    "AGE_AWAITED",
    "COLUMNS",
    "FIELDS",
    "CreditLine",
    "Described",
    "Description",
    "Shared",
    "ages_of",
    "await_age",
    "describe",
    "described",
    "external_ids_of",
    "hand_age_down",
    "minimum_age_of",
    "set_shared_names",
    "settle_age",
    "take_age_from_above",
    "without",
]
