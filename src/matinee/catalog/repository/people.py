"""A person as far as a viewer may know them: by the titles they are credited with that the viewer may see."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.tables import credit, item, person
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection

_MOST_CREDITS = 500


class PersonFacts(msgspec.Struct, frozen=True):
    """What is known of a person."""

    id: UUID
    name: str
    biography: str | None
    born_on: date | None
    died_on: date | None


class CreditFacts(msgspec.Struct, frozen=True):
    """A part in a movie or series; those in its episodes are told together."""

    title_id: UUID
    role: str
    character: str | None
    episodes: int
    """In how many of a series' episodes that the viewer may see; 0 for movies and whole series."""


async def person_facts(tx: Connection, person_id: UUID) -> PersonFacts | None:
    """Give a person, whoever asks: the caller asks for visible credits too."""
    columns = [person.c[name] for name in PersonFacts.__struct_fields__]
    row = (await tx.execute(select(*columns).where(person.c.id == person_id))).one_or_none()
    return None if row is None else PersonFacts(*row)


async def load_people(tx: Connection, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give the names of people whose visibility the caller has already asked."""
    rows = await tx.execute(select(person.c.id, person.c.name).where(person.c.id.in_(person_ids)))
    return {row[0]: row[1] for row in rows}


async def visible_credits(tx: Connection, viewer: Viewer, person_id: UUID) -> list[CreditFacts]:
    """Give the person's parts in titles that the viewer may see, the newest first."""
    parameters = {**viewer_parameters(viewer), "person": person_id, "limit": _MOST_CREDITS}
    return [CreditFacts(*row[:4]) for row in await tx.execute(_credits(shape_of(viewer)), parameters)]


@cache
def _credits(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    title = item.alias("title")
    title_id = func.coalesce(item.c.series_id, item.c.id)
    return (
        select(
            title.c.id,
            credit.c.role,
            func.min(credit.c.character),
            func.count().filter(item.c.kind == "episode"),
            func.max(title.c.year).label("year"),
        )
        .select_from(credit)
        .join(item, item.c.id == credit.c.item_id)
        .join(title, and_(title.c.id == title_id, title.c.merged_into.is_(None)))
        .where(
            credit.c.person_id == bindparam("person", type_=PG_UUID(as_uuid=True)),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
            item_is_visible(shape, title),
        )
        .group_by(title.c.id, credit.c.role)
        .order_by(func.max(title.c.year).desc().nulls_last(), title.c.id, credit.c.role)
        .limit(bindparam("limit"))
    )
