"""Shows: naming, grouping into titles, pages, and the work of keeping them dressed."""

from matinee.shows.grouping import Shows
from matinee.shows.indexing import request_rebuild
from matinee.shows.jobs import (
    KINDS,
    SHOWS_MATCH,
    SeriesFollower,
    request_episode_refresh,
    request_refresh,
    request_season_refresh,
)

__all__ = [
    "KINDS",
    "SHOWS_MATCH",
    "SeriesFollower",
    "Shows",
    "request_episode_refresh",
    "request_rebuild",
    "request_refresh",
    "request_season_refresh",
]
