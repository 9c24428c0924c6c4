"""What an id points to: an item itself, the one it was merged into, or the item of a version or part."""

from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.errors import ItemNotFound
from matinee.catalog.tables import item
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection

_RESOLVE = text("""
    select coalesce(i.merged_into, i.id) from item i where i.id = :id
    union all
    select coalesce(i.merged_into, i.id) from version v join item i on i.id = v.item_id where v.id = :id
    union all
    select coalesce(i.merged_into, i.id) from part p join version v on v.id = p.version_id
    join item i on i.id = v.item_id where p.id = :id
    limit 1
""").bindparams(bindparam("id", type_=PG_UUID(as_uuid=True)))


class Pointed(msgspec.Struct, frozen=True):
    """An item that somebody acts on, as far as the act must know it."""

    id: UUID
    kind: str
    title: str
    year: int | None
    parent_id: UUID | None
    series_id: UUID | None
    season_number: int | None
    episode_number: int | None
    match_key: str


async def resolved(tx: Connection, any_id: UUID) -> UUID:
    """Give the item that an id stands for; an id that stands for nothing is given back as it is.

    Says nothing of what a viewer may see: ask that with the id that is given.
    """
    return (await tx.execute(_RESOLVE, {"id": any_id})).scalar_one_or_none() or any_id


async def pointed(tx: Connection, viewer: Viewer, any_id: UUID) -> Pointed:
    """Give the item that an id stands for; `ItemNotFound` when the viewer may not see it."""
    columns = [item.c[name] for name in Pointed.__struct_fields__]
    statement = select(*columns).where(
        item.c.id == bindparam("id", type_=PG_UUID(as_uuid=True)),
        item.c.merged_into.is_(None),
        item_is_visible(shape_of(viewer)),
    )
    given = {**viewer_parameters(viewer), "id": await resolved(tx, any_id)}
    row = (await tx.execute(statement, given)).one_or_none()
    if row is None:
        raise ItemNotFound
    return Pointed(*row)
