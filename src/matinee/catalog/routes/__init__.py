"""The HTTP routes of titles: the list that every content type offers, images, matching, editing."""

from matinee.catalog.routes.editing import EDITING_ROUTES
from matinee.catalog.routes.images import IMAGE_ROUTES
from matinee.catalog.routes.matching import MATCHING_ROUTES, UNDO_HEADER, act_of, explained_match
from matinee.catalog.routes.titles import title_routes

__all__ = [
    "EDITING_ROUTES",
    "IMAGE_ROUTES",
    "MATCHING_ROUTES",
    "UNDO_HEADER",
    "act_of",
    "explained_match",
    "title_routes",
]
