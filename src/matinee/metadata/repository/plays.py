"""SQL of taking over what other servers remember of being watched."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from matinee.metadata.port import WatchedFact


class Remembered(msgspec.Struct, frozen=True):
    """A movie or episode that a source says was watched."""

    item_id: UUID
    title: str
    year: int | None
    external_ids: dict[str, str]
    fact: WatchedFact


async def remembered(tx: Connection, account_id: UUID) -> tuple[list[Remembered], int]:
    """Give what is still to be taken over into this person's history, and how much was before."""
    rows = (await tx.execute(_REMEMBERED, {"account": account_id})).all()
    found = [
        Remembered(row.item_id, row.title, row.year, row.external_ids or {}, msgspec.convert(row.watched, WatchedFact))
        for row in rows
        if not row.is_imported
    ]
    return found, len(rows) - len(found)


_REMEMBERED = text("""
    select distinct on (i.id) i.id as item_id, i.title, i.year, a.watched,
           (select jsonb_object_agg(e.provider, e.value) from external_id e where e.owner_id = i.id) as external_ids,
           exists (select from play p where p.account_id = :account and p.entity_id = i.id and p.origin = 'import')
               as is_imported
    from item_answer a join item i on i.id = a.item_id
    where a.watched is not null and i.kind in ('movie', 'episode') and i.merged_into is null
    order by i.id, a.provider
""")


async def add(tx: Connection, account_id: UUID, wanted: Sequence[Remembered], now: datetime) -> None:
    """Add to the log and to the states of a person, in one transaction."""
    if not wanted:
        return
    lines = [
        {
            "id": new_id(),
            "account": account_id,
            "item": each.item_id,
            "at": each.fact.last_played or now,
            "watched": each.fact.watched,
            "count": max(each.fact.play_count, int(each.fact.watched)),
            "last": each.fact.last_played,
            "title": each.title,
            "year": each.year,
            "ids": msgspec.json.encode(each.external_ids).decode(),
        }
        for each in wanted
    ]
    await tx.execute(_PLAY, lines)
    await tx.execute(_STATE, lines)


_PLAY = text("""
    insert into play (id, account_id, entity_id, at, origin, completed, title, year, external_ids)
    values (:id, :account, :item, :at, 'import', :watched, :title, :year, cast(:ids as jsonb))
""")
_STATE = text("""
    insert into state as known (account_id, entity_id, watched, play_count, last_played_at)
    values (:account, :item, :watched, :count, :last)
    on conflict (account_id, entity_id) do update
    set watched = known.watched or excluded.watched,
        play_count = greatest(known.play_count, excluded.play_count),
        last_played_at = greatest(known.last_played_at, excluded.last_played_at),
        updated_at = now()
""")
