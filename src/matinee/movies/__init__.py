"""Movies: naming, grouping into titles, pages, and the work of keeping them dressed."""

from matinee.movies.grouping import Movies
from matinee.movies.jobs import KINDS, MovieFollower, request_match, request_rebuild, request_refresh
from matinee.movies.routes import ROUTES

__all__ = ["KINDS", "ROUTES", "MovieFollower", "Movies", "request_match", "request_rebuild", "request_refresh"]
