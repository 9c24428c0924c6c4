"""SQL of matching again: files with what was decided on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Row, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.sql.expression import bindparam

from matinee.catalog.content_type import Candidate, Placement, Reason
from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))


class StoredMatch(msgspec.Struct, frozen=True):
    """A video file, and what was decided on it."""

    file_id: UUID
    root_id: UUID
    path: bytes
    library_id: UUID
    library_kind: str
    duration_ms: int | None
    first_seen_at: datetime
    state: str | None
    candidates: list[Candidate]
    leaves: list[UUID]
    reasons: list[Reason]

    @property
    def folder(self) -> bytes:
        """The folder it lies in, below its root."""
        return self.path.rpartition(b"/")[0]


_OF = text("""
    select f.id, f.root_id, f.path, l.id, l.kind, f.duration_ms, f.first_seen_at, m.state,
           coalesce(m.candidates, '[]'::jsonb),
           coalesce((select array_agg(distinct v.item_id) from part p join version v on v.id = p.version_id
                     where p.file_id = f.id), '{}'::uuid[]),
           coalesce(m.reasons, '[]'::jsonb)
    from file f join root r on r.id = f.root_id join library l on l.id = r.library_id
    left join match m on m.file_id = f.id
    where f.kind = 'video' and f.missing_since is null and f.id in (
        select unnest(cast(:files as uuid[]))
        union
        select p.file_id from item i join version v on v.item_id = i.id join part p on p.version_id = v.id
        where i.id = any(:titles) or i.series_id = any(:titles))
    order by f.path
""").bindparams(bindparam("files", type_=_IDS), bindparam("titles", type_=_IDS))


async def stored_matches(tx: Connection, file_ids: Sequence[UUID]) -> list[StoredMatch]:
    """Give these video files, of those that are here."""
    return [_stored(row) for row in await tx.execute(_OF, {"files": list(file_ids), "titles": []})]


async def stored_matches_of(tx: Connection, title_ids: Sequence[UUID]) -> list[StoredMatch]:
    """Give the video files of these movies and series, of those that are here."""
    return [_stored(row) for row in await tx.execute(_OF, {"files": [], "titles": list(title_ids)})]


def _stored(row: Row[Any]) -> StoredMatch:
    values = list(row)
    values[8] = msgspec.convert(values[8], list[Candidate])
    values[10] = msgspec.convert(values[10], list[Reason])
    return StoredMatch(*values)


async def store_reasons(tx: Connection, decided: Sequence[Placement], now: datetime) -> None:
    """Keep why these files are where they are, by score, reasons and candidates. A person's choice stays as it is."""
    lines = [
        {
            "file": each.file_id,
            "score": each.score,
            "reasons": msgspec.json.encode(each.reasons).decode(),
            "candidates": msgspec.json.encode(each.candidates).decode(),
            "now": now,
        }
        for each in sorted(decided, key=lambda each: each.file_id)
    ]
    if lines:
        await tx.execute(_EXPLAIN, lines)


_EXPLAIN = text("""
    update match set score = :score, reasons = cast(:reasons as jsonb), candidates = cast(:candidates as jsonb),
                     updated_at = :now
    where file_id = :file and state <> 'locked'
""")
