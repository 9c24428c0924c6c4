"""SQL of describing: what items say now, and writing only what differs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.describing.records import COLUMNS, Description
from matinee.catalog.tables import external_id, item, item_library
from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))


class Described(msgspec.Struct, frozen=True):
    """An item as it is: its columns, and the fields that a person locked."""

    id: UUID
    kind: str
    series_id: UUID | None
    parent_id: UUID | None
    minimum_age: int | None
    locked: frozenset[str]
    columns: Description


async def described(tx: Connection, ids: Collection[UUID]) -> dict[UUID, Described]:
    """Give items as they are, their rows locked until the transaction ends."""
    columns = [item.c[name] for name in COLUMNS]
    statement = (
        select(item.c.id, item.c.kind, item.c.series_id, item.c.parent_id, item.c.minimum_age, item.c.locked_fields)
        .add_columns(*columns)
        .where(item.c.id == any_(bindparam("ids", type_=_IDS)))
        .order_by(item.c.id)
        .with_for_update()
    )
    found: dict[UUID, Described] = {}
    for row in await tx.execute(statement, {"ids": sorted(ids)}):
        said = Description(**dict(zip(COLUMNS, row[6:], strict=True)))
        found[row.id] = Described(row[0], row[1], row[2], row[3], row[4], frozenset(row[5]), said)
    return found


async def set_columns(tx: Connection, item_id: UUID, values: Mapping[str, object]) -> None:
    """Write columns of one item."""
    await tx.execute(update(item).where(item.c.id == item_id).values(**values, updated_at=func.now()))


async def touch(tx: Connection, ids: Sequence[UUID]) -> None:
    """Note that rows beside these items changed."""
    await tx.execute(_with_ids("update item set updated_at = now() where id = any(:ids)"), {"ids": list(ids)})


async def external_ids_of(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Give the provider ids of items."""
    statement = select(external_id.c.owner_id, external_id.c.provider, external_id.c.value).where(
        external_id.c.owner_id == any_(bindparam("ids", type_=_IDS))
    )
    found: dict[UUID, dict[str, str]] = {}
    for row in await tx.execute(statement.order_by(external_id.c.value), {"ids": list(ids)}):
        found.setdefault(row[0], {})[row[1]] = row[2]
    return found


async def set_external_ids(tx: Connection, rows: Sequence[tuple[UUID, str, str]]) -> None:
    """Let these be the items' ids with these providers; those with other providers stay."""
    given = {"owners": [r[0] for r in rows], "providers": [r[1] for r in rows], "values": [r[2] for r in rows]}
    await tx.execute(_REPLACED_IDS, given)
    await tx.execute(_NEW_IDS, given)


_ID_PARAMETERS = (
    bindparam("owners", type_=_IDS),
    bindparam("providers", type_=ARRAY(Text)),
    bindparam("values", type_=ARRAY(Text)),
)
_ID_ROWS = "unnest(:owners, :providers, :values) as given (owner_id, provider, value)"
_REPLACED_IDS = text(f"""
    delete from external_id e using {_ID_ROWS}
    where e.owner_id = given.owner_id and e.provider = given.provider and e.value <> given.value
""").bindparams(*_ID_PARAMETERS)  # noqa: S608 - put together from a constant
_NEW_IDS = text(f"""
    insert into external_id (owner_id, provider, value)
    select owner_id, provider, value from {_ID_ROWS} on conflict do nothing
""").bindparams(*_ID_PARAMETERS)  # noqa: S608 - put together from a constant


async def hand_age_down(tx: Connection, ids: Sequence[UUID]) -> None:
    """Let items whose certificate or age changed, and what hangs below them, ask for the age that applies.

    An item without a certificate of its own asks for that of what it hangs on; an age that a person set stays.
    """
    await take_age_from_above(tx, ids)
    await tx.execute(_INHERIT_AGE, {"ids": list(ids)})


async def take_age_from_above(tx: Connection, ids: Sequence[UUID]) -> None:
    """Let new items below a title ask for the age that it asks for."""
    await tx.execute(_TAKE_AGE, {"ids": list(ids)})


def _with_ids(sql: str) -> Any:  # noqa: ANN401 - a statement with its parameter typed
    return text(sql).bindparams(bindparam("ids", type_=_IDS))


_INHERIT_AGE = _with_ids("""
    update item below set minimum_age = above.minimum_age
    from item above
    where above.id = any(:ids)
      and (below.series_id = above.id or (below.kind = 'extra' and below.parent_id = above.id))
      and below.certificate is null and not ('minimum_age' = any(below.locked_fields))
      and below.minimum_age is distinct from above.minimum_age
""")
_TAKE_AGE = _with_ids("""
    update item below set minimum_age = above.minimum_age
    from item above
    where below.id = any(:ids) and above.minimum_age is not null
      and below.certificate is null and not ('minimum_age' = any(below.locked_fields))
      and above.id = coalesce(below.series_id, below.parent_id)
      and below.minimum_age is distinct from above.minimum_age
""")


AGE_AWAITED = 1000
"""Stands for the age of a title about which somebody is yet to be asked: until then no viewer with a limit sees it."""


async def await_age(tx: Connection, ids: Sequence[UUID]) -> None:
    """Keep titles of unknown age, and what hangs below them, from viewers with a limit until `settle_age`."""
    await tx.execute(_AWAIT_AGE, {"ids": list(ids), "awaited": AGE_AWAITED})
    await tx.execute(_INHERIT_AGE, {"ids": list(ids)})


async def settle_age(tx: Connection, ids: Sequence[UUID]) -> None:
    """Let titles whose age nobody knew, though all were asked, be unrated."""
    await tx.execute(_SETTLE_AGE, {"ids": list(ids), "awaited": AGE_AWAITED})


_AWAIT_AGE = _with_ids("""
    update item set minimum_age = :awaited
    where id = any(:ids) and minimum_age is null and certificate is null
      and not ('minimum_age' = any(locked_fields))
""")
_SETTLE_AGE = _with_ids("""
    update item set minimum_age = null
    where minimum_age = :awaited
      and (id = any(:ids) or series_id = any(:ids) or (kind = 'extra' and parent_id = any(:ids)))
""")


async def ages_of(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Give the ages that items ask for; those that ask for none are left out."""
    statement = select(item.c.id, item.c.minimum_age).where(
        item.c.id == any_(bindparam("ids", type_=_IDS)), item.c.minimum_age.is_not(None)
    )
    return {row[0]: row[1] for row in await tx.execute(statement, {"ids": list(ids)})}


class Audience(msgspec.Struct, frozen=True):
    """Who may hear of an item."""

    library_ids: list[UUID]
    minimum_age: int | None


async def audiences(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, Audience]:
    """Give who may hear of these items, as they are now."""
    statement = (
        select(item.c.id, func.array_agg(item_library.c.library_id), item.c.minimum_age)
        .join(item_library, item_library.c.item_id == item.c.id)
        .where(item.c.id == any_(bindparam("ids", type_=_IDS)))
        .group_by(item.c.id)
    )
    return {row[0]: Audience(list(row[1]), row[2]) for row in await tx.execute(statement, {"ids": list(ids)})}
