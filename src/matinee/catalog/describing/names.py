"""SQL of what items share by name: genres, studios, tags, people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import Table, Text, any_, bindparam, delete, insert, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.describing.records import CreditLine
from matinee.catalog.naming import fold
from matinee.catalog.tables import credit, genre, item_genre, item_studio, item_tag, person, studio, tag
from matinee.kit.db import Connection, register_entities
from matinee.kit.ids import new_id

type Shared = Literal["genre", "studio", "tag"]

_IDS = ARRAY(PG_UUID(as_uuid=True))
_TABLES: dict[Shared, tuple[Table, Table]] = {
    "genre": (genre, item_genre),
    "studio": (studio, item_studio),
    "tag": (tag, item_tag),
}
_NAMING_LOCK = 0x4D61746E  # "Matn": two refreshes never make the same name twice


async def shared_names(tx: Connection, kind: Shared, ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Give the names of one kind that items carry, in order."""
    named, held = _TABLES[kind]
    statement = (
        select(held.c.item_id, named.c.name)
        .join(named, named.c.id == held.c[f"{kind}_id"])
        .where(held.c.item_id == any_(bindparam("ids", type_=_IDS)))
        .order_by(held.c.item_id, held.c.ordinal, named.c.name)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for row in await tx.execute(statement, {"ids": list(ids)}):
        found[row[0]] = (*found.get(row[0], ()), row[1])
    return found


async def set_shared_names(tx: Connection, kind: Shared, wanted: Mapping[UUID, tuple[str, ...]]) -> None:
    """Let items carry these names of one kind, and no others."""
    named, held = _TABLES[kind]
    known = await _known(tx, named, kind, {name for names in wanted.values() for name in names})
    await tx.execute(delete(held).where(held.c.item_id == any_(bindparam("ids", type_=_IDS))), {"ids": list(wanted)})
    rows = [
        {"item_id": item_id, f"{kind}_id": name_id, "ordinal": ordinal}
        for item_id, names in wanted.items()
        for ordinal, name_id in enumerate(dict.fromkeys(known[_folded(name)] for name in names))
    ]
    if rows:
        await tx.execute(insert(held), rows)


async def credits_of(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[CreditLine, ...]]:
    """Give who is credited with items, in order."""
    statement = (
        select(credit.c.item_id, person.c.name, credit.c.role, credit.c.character)
        .join(person, person.c.id == credit.c.person_id)
        .where(credit.c.item_id == any_(bindparam("ids", type_=_IDS)))
        .order_by(credit.c.item_id, credit.c.ordinal, credit.c.id)
    )
    found: dict[UUID, tuple[CreditLine, ...]] = {}
    for row in await tx.execute(statement, {"ids": list(ids)}):
        found[row[0]] = (*found.get(row[0], ()), CreditLine(row[1], row[2], row[3]))
    return found


async def set_credits(tx: Connection, wanted: Mapping[UUID, tuple[CreditLine, ...]]) -> None:
    """Let these people be credited with items, and no others. People of one name are taken for one person."""
    known = await _known(tx, person, "person", {line.name for lines in wanted.values() for line in lines})
    gone = delete(credit).where(credit.c.item_id == any_(bindparam("ids", type_=_IDS)))
    await tx.execute(gone, {"ids": list(wanted)})
    rows = [
        {
            "id": new_id(),
            "item_id": item_id,
            "person_id": known[_folded(line.name)],
            "role": line.role,
            "character": line.character,
            "ordinal": ordinal,
        }
        for item_id, lines in wanted.items()
        for ordinal, line in enumerate(lines)
    ]
    if rows:
        await tx.execute(insert(credit), rows)


async def _known(tx: Connection, named: Table, kind: str, names: Collection[str]) -> dict[str, UUID]:
    """Give the ids of names by their folded form; those that are new are made."""
    wanted = {_folded(name): name for name in sorted(names, reverse=True)}
    known = await _by_folded(tx, named, wanted)
    if len(known) < len(wanted):
        await tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _NAMING_LOCK})
        known = await _by_folded(tx, named, wanted)
        new = {folded: new_id() for folded in wanted if folded not in known}
        await register_entities(tx, kind, new.values())
        rows = [{"id": each, "name": wanted[folded], "name_folded": folded} for folded, each in new.items()]
        if rows:
            await tx.execute(insert(named), rows)
        known |= new
    return known


async def _by_folded(tx: Connection, named: Table, folded: Iterable[str]) -> dict[str, UUID]:
    statement = select(named.c.name_folded, named.c.id).where(
        named.c.name_folded == any_(bindparam("names", type_=ARRAY(Text)))
    )
    rows = await tx.execute(statement.order_by(named.c.id.desc()), {"names": sorted(folded)})
    return {row[0]: row[1] for row in rows}


def _folded(name: str) -> str:
    return fold(name) or name.casefold()
