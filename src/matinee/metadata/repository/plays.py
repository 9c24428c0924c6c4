"""SQL of taking over what other servers remember of being watched, and of taking that back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from matinee.metadata.repository.remembered import Remembered


async def add(tx: Connection, account_id: UUID, wanted: Sequence[Remembered], now: datetime) -> None:
    """Add to the log and to the states of a person, and keep what that changed, in one transaction."""
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
    before = await _states(tx, account_id, wanted)
    await tx.execute(_PLAY, lines)
    await tx.execute(_STATE, lines)
    after = await _states(tx, account_id, wanted)
    changes = [
        {
            "item": str(line["item"]),
            "play": str(line["id"]),
            "before": before.get(each.item_id),
            "after": after[each.item_id],
        }
        for each, line in zip(wanted, lines, strict=True)
    ]
    kept = {"id": new_id(), "account": account_id, "now": now, "changes": msgspec.json.encode(changes).decode()}
    await tx.execute(_KEEP, kept)


async def take_back(tx: Connection, account_id: UUID, now: datetime) -> tuple[int, int] | None:
    """Set back what the last import changed and nobody went on with; give how many of how many. None: no import."""
    found = (await tx.execute(_LAST, {"account": account_id, "now": now})).one_or_none()
    if found is None:
        return None
    undone: Any = await tx.execute(_TAKE_BACK, {"account": account_id, "import": found.id})
    return undone.rowcount, found.titles


async def _states(tx: Connection, account_id: UUID, wanted: Sequence[Remembered]) -> dict[UUID, object]:
    rows = await tx.execute(_STATES, {"account": account_id, "ids": [each.item_id for each in wanted]})
    return {row.entity_id: row.said for row in rows}


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

_STATES = text("""
    select entity_id, jsonb_build_object('watched', watched, 'play_count', play_count, 'last', last_played_at) as said
    from state where account_id = :account and entity_id = any(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True))))
_KEEP = text("""
    insert into play_import (id, account_id, at, changes) values (:id, :account, :now, cast(:changes as jsonb))
""")
_LAST = text("""
    update play_import set undone_at = :now
    where id = (select id from play_import where account_id = :account and undone_at is null
                order by at desc, id desc limit 1 for update)
    returning id, jsonb_array_length(changes) as titles
""")
_TAKE_BACK = text("""
    with changed as (
        select c.* from play_import i,
               jsonb_to_recordset(i.changes) as c (item uuid, play uuid, before jsonb, after jsonb)
        where i.id = :import
    ), back as (
        update state s
        set watched = coalesce(cast(c.before ->> 'watched' as boolean), false),
            play_count = coalesce(cast(c.before ->> 'play_count' as integer), 0),
            last_played_at = cast(c.before ->> 'last' as timestamptz), updated_at = now()
        from changed c
        where s.account_id = :account and s.entity_id = c.item
          and s.watched = cast(c.after ->> 'watched' as boolean)
          and s.play_count = cast(c.after ->> 'play_count' as integer)
          and s.last_played_at is not distinct from cast(c.after ->> 'last' as timestamptz)
        returning c.play
    )
    delete from play p using back where p.id = back.play
""")
