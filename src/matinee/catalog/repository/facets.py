"""Values that titles can be filtered by, counted over what the viewer may see."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.schemas import FacetCount
from matinee.catalog.tables import genre, item, item_genre, item_library
from matinee.catalog.visibility import held_is_visible
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
    sizes = (
        select(item_genre.c.genre_id, func.count().label("size"))
        .where(item_genre.c.item_id.in_(_held(shape)))
        .group_by(item_genre.c.genre_id)
        .subquery("sizes")
    )
    return (
        select(genre.c.id, genre.c.name, sizes.c.size)
        .join(sizes, sizes.c.genre_id == genre.c.id)
        .order_by(genre.c.name)
    )


@cache
def _years(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    return (
        select(item.c.year, func.count().label("size"))
        .where(item.c.id.in_(_held(shape)), item.c.year.is_not(None))
        .group_by(item.c.year)
        .order_by(item.c.year.desc())
    )


def _held(shape: ViewerShape) -> Select[UUID]:
    """Give the titles by their holdings alone, which carry all that decides who sees them."""
    kinds = bindparam("kinds", type_=ARRAY(Text()))
    return select(item_library.c.item_id).where(
        item_library.c.kind == any_(kinds), held_is_visible(shape, item_library)
    )
