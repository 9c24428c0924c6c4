"""Movies: naming, grouping into titles, pages, and the work of keeping them dressed."""

from matinee.movies.grouping import Movies
from matinee.movies.jobs import KINDS, MOVIES_MATCH, MovieFollower, request_rebuild, request_refresh

__all__ = ["KINDS", "MOVIES_MATCH", "MovieFollower", "Movies", "request_rebuild", "request_refresh"]
