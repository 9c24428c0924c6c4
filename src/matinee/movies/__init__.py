"""Movies: naming, matching, pages, jobs."""

from matinee.movies.routes import ROUTES

__all__ = ["ROUTES"]
