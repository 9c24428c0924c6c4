"""Movies: naming, grouping into titles, pages."""

from matinee.movies.grouping import Movies
from matinee.movies.routes import ROUTES

__all__ = ["ROUTES", "Movies"]
