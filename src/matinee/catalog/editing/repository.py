"""SQL of editing: columns of items, and the names that hang on them."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, insert, select, text, update

from matinee.catalog.naming import fold
from matinee.catalog.tables import (
    genre,
    item,
    item_genre,
    item_studio,
    item_tag,
    studio,
    tag,
)
from matinee.kit.db import Connection, register_entities
from matinee.kit.ids import new_id

type NamedKind = Literal["genre", "studio", "tag"]

_NAMED = {"genre": (genre, item_genre), "studio": (studio, item_studio), "tag": (tag, item_tag)}


async def locked_fields(tx: Connection, item_id: UUID) -> list[str]:
    """Give the fields of an item that a person set."""
    return list((await tx.execute(select(item.c.locked_fields).where(item.c.id == item_id))).scalar_one())


async def set_columns(tx: Connection, item_id: UUID, values: Mapping[str, object]) -> None:
    """Set columns of an item."""
    await tx.execute(update(item).where(item.c.id == item_id).values(**values, updated_at=func.now()))


async def hand_age_down(tx: Connection, series_id: UUID, minimum_age: int | None) -> None:
    """Let seasons and episodes carry their series' own minimum age."""
    await tx.execute(
        update(item)
        .where(item.c.series_id == series_id, item.c.minimum_age.is_distinct_from(minimum_age))
        .values(minimum_age=minimum_age)
    )


async def set_names(tx: Connection, kind: NamedKind, item_id: UUID, names: Sequence[str]) -> None:
    """Let an item have exactly these genres, studios or tags, in this order; new ones are made."""
    table, of_item = _NAMED[kind]
    wanted = {fold(each).strip(): " ".join(each.split()) for each in names}
    wanted.pop("", None)
    known = await _known(tx, kind, list(wanted))
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = new_id()
            await register_entities(tx, kind, [known[folded]])
            await tx.execute(insert(table).values(id=known[folded], name=name, name_folded=folded))
    await tx.execute(delete(of_item).where(of_item.c.item_id == item_id))
    rows = [
        {"item_id": item_id, f"{kind}_id": known[folded], "ordinal": ordinal} for ordinal, folded in enumerate(wanted)
    ]
    if rows:
        await tx.execute(insert(of_item), rows)


async def _known(tx: Connection, kind: NamedKind, folded: Sequence[str]) -> dict[str, UUID]:
    """Read under a lock: two edits at once do not make one genre twice."""
    await tx.execute(text("select pg_advisory_xact_lock(hashtext(:kind))"), {"kind": f"matinee:{kind}"})
    table = _NAMED[kind][0]
    rows = await tx.execute(select(table.c.name_folded, table.c.id).where(table.c.name_folded.in_(folded)))
    return {row[0]: row[1] for row in rows}
