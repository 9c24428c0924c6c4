"""Shows: naming, matching, pages, jobs."""

from matinee.shows.routes import ROUTES

__all__ = ["ROUTES"]
