"""Movies: naming, grouping into titles, pages, and the work of keeping them dressed."""

from matinee.movies.grouping import Movies
from matinee.movies.jobs import KINDS, MOVIES_MATCH, MovieFollower, request_rebuild, request_refresh
from matinee.movies.routes import ROUTES

__all__ = ["KINDS", "MOVIES_MATCH", "ROUTES", "MovieFollower", "Movies", "request_rebuild", "request_refresh"]
