"""SQL of missing files: what is known and not there, since when, and of which title."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection

_MISSING = """
select f.id, r.path || '/' || f.path as path, f.kind, f.size_bytes, f.missing_since, t.id as title_id, t.title, t.year,
       f.missing_since <= now() - make_interval(days => :days) as may_be_forgotten
from file f join root r on r.id = f.root_id
left join lateral (
    select i.id, i.title, i.year from part p join version v on v.id = p.version_id join item i on i.id = v.item_id
    where p.file_id = f.id order by p.id limit 1
) t on true
where r.library_id = :library and f.missing_since is not null
"""


class MissingRow(msgspec.Struct, frozen=True):
    """A missing file as stored."""

    file_id: UUID
    path: bytes
    kind: str
    size_bytes: int
    missing_since: datetime
    item_id: UUID | None
    title: str | None
    year: int | None
    may_be_forgotten: bool


class Within(msgspec.Struct, frozen=True):
    """After how many days a file may be forgotten; and, to list only those, for how many it has been missing."""

    kept_days: int
    missing_for_days: int | None = None


async def page(
    tx: Connection, library_id: UUID, within: Within, after: tuple[datetime, UUID] | None, limit: int
) -> list[MissingRow]:
    """Give a page of the missing files of a library, longest missing first."""
    beyond = "" if after is None else "and (f.missing_since, f.id) > (:since, :id)"
    given: dict[str, object] = {"library": library_id, "days": within.kept_days, "limit": limit}
    if within.missing_for_days is not None:
        beyond += " and f.missing_since <= now() - make_interval(days => :missing_for)"
        given["missing_for"] = within.missing_for_days
    if after is not None:
        given |= {"since": after[0], "id": after[1]}
    statement = text(f"{_MISSING} {beyond} order by f.missing_since, f.id limit :limit")
    return [MissingRow(*row) for row in await tx.execute(statement, given)]


async def forgettable(tx: Connection, library_id: UUID, days: int, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Give the files of a library, of all or of some, that have been missing for so many days."""
    statement = text("""
        select f.id from file f join root r on r.id = f.root_id
        where r.library_id = :library and f.missing_since <= now() - make_interval(days => :days)
        and (cast(:ids as uuid[]) is null or f.id = any(:ids)) order by f.id
    """).bindparams(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True))))
    given = {"library": library_id, "days": days, "ids": None if ids is None else list(ids)}
    return list((await tx.execute(statement, given)).scalars())
