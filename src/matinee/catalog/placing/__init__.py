"""From what names say to items, versions and parts."""

from matinee.catalog.placing.records import NewItem, Placed, PlacingRun
from matinee.catalog.placing.repository import retitle, title_exists
from matinee.catalog.placing.service import place

__all__ = ["NewItem", "Placed", "PlacingRun", "place", "retitle", "title_exists"]
