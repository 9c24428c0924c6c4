"""Search over HTTP."""

from typing import Annotated

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.kit.resources import Resources
from matinee.search.cached import search
from matinee.search.records import KINDS, SearchKind
from matinee.search.service import SearchPage, SearchQuery
from matinee.search.text import MOST_LETTERS

Text = Annotated[
    str,
    QueryParameter(
        name="q", min_length=1, max_length=MOST_LETTERS, description="A name, misspelt or begun; a year may follow."
    ),
]
Kinds = Annotated[
    list[SearchKind] | None, QueryParameter(name="kind", max_items=len(KINDS), description="Only these kinds.")
]


@get("/search", guards=[needs(Permission.READ)], tags=["Search"], operation_id="search")
async def get_search(
    text: Text,
    viewer: Viewer,
    resources: Resources,
    kinds: Kinds = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 30,
    cursor: Annotated[str | None, Parameter(max_length=2000)] = None,
) -> SearchPage:
    """Find titles, episodes and people by a name, whatever its accents and most of its misspellings."""
    query = SearchQuery(text, tuple(dict.fromkeys(kinds or KINDS)), limit, cursor)
    return await search(resources, viewer, query)


ROUTES: list[HTTPRouteHandler] = [get_search]
"""The routes of this room."""
