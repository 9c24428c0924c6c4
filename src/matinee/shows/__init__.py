"""Shows: naming, grouping into titles, pages."""

from matinee.shows.grouping import Shows
from matinee.shows.routes import ROUTES

__all__ = ["ROUTES", "Shows"]
