"""Values that titles can be filtered by, counted over what the viewer may see."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.schemas import FacetCount
from matinee.catalog.tables import genre, item, item_genre
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection


async def count_genres(tx: Connection, viewer: Viewer, kinds: Sequence[str]) -> list[FacetCount]:
    """Give the genres of the titles of these kinds."""
    rows = await tx.execute(_genres(shape_of(viewer)), {**viewer_parameters(viewer), "kinds": list(kinds)})
    return [FacetCount(id=row.id, name=row.name, count=row.size) for row in rows]


async def count_years(tx: Connection, viewer: Viewer, kinds: Sequence[str]) -> list[FacetCount]:
    """Give the years of the titles of these kinds, newest first."""
    rows = await tx.execute(_years(shape_of(viewer)), {**viewer_parameters(viewer), "kinds": list(kinds)})
    return [FacetCount(name=str(row.year), count=row.size) for row in rows]


@cache
def _genres(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    return (
        select(genre.c.id, genre.c.name, func.count().label("size"))
        .join(item_genre, item_genre.c.genre_id == genre.c.id)
        .join(item, item.c.id == item_genre.c.item_id)
        .where(
            item.c.kind == func.any(bindparam("kinds", type_=ARRAY(Text()))),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
        )
        .group_by(genre.c.id)
        .order_by(genre.c.name)
    )


@cache
def _years(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    return (
        select(item.c.year, func.count().label("size"))
        .where(
            item.c.kind == func.any(bindparam("kinds", type_=ARRAY(Text()))),
            item.c.year.is_not(None),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
        )
        .group_by(item.c.year)
        .order_by(item.c.year.desc())
    )
