"""SQL of answers: what providers said of items, and what it came to when last written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import any_, bindparam, delete, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.describing import Description
from matinee.kit.db import Connection
from matinee.metadata.port import Answer
from matinee.metadata.tables import item_answer, item_dressing

_IDS = ARRAY(PG_UUID(as_uuid=True))
type ByProvider = dict[str, Stored]


class Stored(msgspec.Struct, frozen=True):
    """An answer as kept."""

    mark: str
    said: Description


class Dressing(msgspec.Struct, frozen=True):
    """What stood underneath, and what was written over it."""

    underneath: Description = Description()
    written: Description = Description()


async def answers_of(tx: Connection, item_ids: Collection[UUID]) -> dict[UUID, ByProvider]:
    """Give all kept answers about items."""
    statement = select(item_answer.c.item_id, item_answer.c.provider, item_answer.c.mark, item_answer.c.said).where(
        item_answer.c.item_id == any_(bindparam("ids", type_=_IDS))
    )
    found: dict[UUID, ByProvider] = {}
    for row in await tx.execute(statement, {"ids": sorted(item_ids)}):
        found.setdefault(row[0], {})[row[1]] = Stored(row[2], msgspec.convert(row[3], Description))
    return found


async def store(tx: Connection, answers: Mapping[tuple[UUID, str], tuple[str, Answer]], now: datetime) -> None:
    """Keep answers, by (item, provider), each with its mark."""
    if not answers:
        return
    statement = insert(item_answer)
    renewed = {name: statement.excluded[name] for name in ("mark", "said", "watched", "notes", "asked_at")}
    rows = [
        {
            "item_id": item_id,
            "provider": provider,
            "mark": mark,
            "said": msgspec.to_builtins(answer.said),
            "watched": None if answer.watched is None else msgspec.to_builtins(answer.watched),
            "notes": list(answer.notes),
            "asked_at": now,
        }
        for (item_id, provider), (mark, answer) in answers.items()
    ]
    await tx.execute(statement.on_conflict_do_update(index_elements=["item_id", "provider"], set_=renewed), rows)


async def forget(tx: Connection, pairs: Sequence[tuple[UUID, str]]) -> None:
    """Let go of answers whose source is gone, by (item, provider)."""
    if pairs:
        await tx.execute(delete(item_answer).where(tuple_(item_answer.c.item_id, item_answer.c.provider).in_(pairs)))


async def dressings_of(tx: Connection, item_ids: Collection[UUID]) -> dict[UUID, Dressing]:
    """Give what was written over items, and what stood there."""
    statement = select(item_dressing.c.item_id, item_dressing.c.underneath, item_dressing.c.written).where(
        item_dressing.c.item_id == any_(bindparam("ids", type_=_IDS))
    )
    rows = await tx.execute(statement, {"ids": sorted(item_ids)})
    return {
        row[0]: Dressing(msgspec.convert(row[1], Description), msgspec.convert(row[2], Description)) for row in rows
    }


async def dress(tx: Connection, dressings: Mapping[UUID, Dressing], now: datetime) -> None:
    """Remember what was written over items, and that they were looked at now."""
    if not dressings:
        return
    statement = insert(item_dressing)
    renewed = {name: statement.excluded[name] for name in ("underneath", "written", "refreshed_at")}
    rows = [{"item_id": item_id, "refreshed_at": now, **_plain(each)} for item_id, each in dressings.items()]
    await tx.execute(statement.on_conflict_do_update(index_elements=["item_id"], set_=renewed), rows)


def _plain(dressing: Dressing) -> dict[str, object]:
    return {"underneath": msgspec.to_builtins(dressing.underneath), "written": msgspec.to_builtins(dressing.written)}
