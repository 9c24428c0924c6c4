"""Describing items: what providers and people say of a title, written into the catalog."""

from matinee.catalog.describing.records import FIELDS, CreditLine, Description

__all__ = ["FIELDS", "CreditLine", "Description"]
