"""The list of titles over HTTP, as every content type offers it: the list and its jump rail."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog.ports import ImageTags
from matinee.catalog.rails import cached_rail
from matinee.catalog.repository.lists import TitleQuery
from matinee.catalog.schemas import ListIndex
from matinee.catalog.titles import Anchors, TitlePage, Window, list_titles
from matinee.kit.db import Connection
from matinee.kit.errors import Invalid
from matinee.kit.resources import Resources

Limit = Annotated[int, Parameter(ge=1, le=1000, description="Rows of one page.")]
Cursor = Annotated[str | None, Parameter(max_length=2000, description="`next_cursor` of the page before.")]
Offset = Annotated[int | None, Parameter(ge=0, le=10_000_000, description="0-based place in the list, for grids.")]
Total = Annotated[bool, Parameter(description="Also count the whole list.")]
SortBy = Annotated[
    str, QueryParameter(name="sort", description="title, added_at, year, rating or last_played_at; `-` turns it round.")
]
Genre = Annotated[str | None, Parameter(max_length=200, description="A genre's name.")]
Year = Annotated[int | None, Parameter(ge=0, le=9999)]
Library = Annotated[UUID | None, QueryParameter(name="library", description="Only titles of this library.")]


def provide_query(
    sort_by: SortBy = "title",
    genre: Genre = None,
    year: Year = None,
    watched: bool | None = None,  # noqa: FBT001 - a query parameter
    favourite: bool | None = None,  # noqa: FBT001 - a query parameter
    library_id: Library = None,
) -> TitleQuery:
    """Read sort and filters; the kind is the route's to say."""
    sort, descending = TitleQuery.parse_sort(sort_by)
    return TitleQuery(
        kind="",
        sort=sort,
        descending=descending,
        genre=genre,
        year=year,
        watched=watched,
        favourite=favourite,
        library_id=library_id,
    )


def provide_window(
    limit: Limit = 50,
    cursor: Cursor = None,
    offset: Offset = None,
    total: Total = False,  # noqa: FBT002 - a query parameter
) -> Window:
    """Read which part of the list is asked for."""
    if cursor is not None and offset is not None:
        raise Invalid("Ask by cursor or by offset, not by both.")
    return Window(limit=limit, cursor=cursor, offset=offset, with_total=total)


def title_routes(kind: str, path: str, tag: str) -> list[HTTPRouteHandler]:
    """Make the two routes of one kind of title: `path` and `path/index`."""
    shared: dict[str, Any] = {
        "guards": [needs(Permission.READ)],
        "tags": [tag],
    }
    provide = {"titles": Provide(provide_query, sync_to_thread=False)}
    provide_both = provide | {"window": Provide(provide_window, sync_to_thread=False)}

    @get(path, dependencies=provide_both, name=f"{kind}.list", operation_id=f"list_{tag.lower()}", **shared)
    async def list_route(
        viewer: Viewer, tx: Connection, resources: Resources, titles: TitleQuery, window: Window
    ) -> TitlePage:
        """List the titles of this kind that the viewer may see, by any sort and filter."""
        asked = msgspec.structs.replace(titles, kind=kind)
        return await list_titles(tx, viewer, asked, window, resources.get(Anchors), resources.get(ImageTags))

    @get(f"{path}/index", dependencies=provide, name=f"{kind}.index", operation_id=f"index_{tag.lower()}", **shared)
    async def index_route(viewer: Viewer, resources: Resources, titles: TitleQuery) -> ListIndex:
        """Give the jump rail of the same list: letters, months or years with their first place."""
        return await cached_rail(resources, viewer, msgspec.structs.replace(titles, kind=kind))

    return [list_route, index_route]
