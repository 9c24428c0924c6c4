"""SQL of files that went to another library: their versions, holdings and pictures go with them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))
_LEFT = """
create temp table left_library on commit drop as
with versions as (
    select v.id, v.item_id, v.library_id from version v
    where v.library_id <> :library and v.id in (select p.version_id from part p where p.file_id = any(:ids))
    and not exists (select from part p join file f on f.id = p.file_id join root r on r.id = f.root_id
                    where p.version_id = v.id and r.library_id <> :library)
), leaves as (
    select v.id as version_id, v.library_id, i.id, i.parent_id, i.series_id
    from versions v join item i on i.id = v.item_id
)
select version_id, library_id, unnest(array[id, parent_id, series_id]) as item_id from leaves
"""
_MOVE_VERSIONS = """
update version v set library_id = :library,
    group_key = v.group_key || case when exists (
        select from version o where o.item_id = v.item_id and o.library_id = :library and o.group_key = v.group_key)
        then '#' || v.id else '' end
where v.id in (select version_id from left_library)
"""
_JOIN = """
insert into item_library (item_id, library_id, kind, added_at)
select distinct on (il.item_id) il.item_id, cast(:library as uuid), il.kind, il.added_at
from item_library il join left_library l on l.item_id = il.item_id and l.library_id = il.library_id
order by il.item_id, il.added_at
on conflict do nothing
"""
_LEAVE = """
delete from item_library il using left_library l
where il.item_id = l.item_id and il.library_id = l.library_id
and not exists (select from version v where v.library_id = il.library_id and v.item_id in (
    select i.id from item i where i.id = il.item_id or i.parent_id = il.item_id or i.series_id = il.item_id))
"""
_MOVE_PICTURES = """
update image set library_id = :library where file_id = any(:ids) and library_id is not null and library_id <> :library
"""


async def move_versions(tx: Connection, library_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Let versions all of whose files now lie in this library belong to it; the library they left holds them no more.

    Ids, dates of adding and everything that hangs on the items stay.
    """
    given = {"library": library_id, "ids": list(file_ids)}
    await tx.execute(text(_LEFT).bindparams(bindparam("ids", type_=_IDS)), given)
    for each in (_MOVE_VERSIONS, _JOIN):
        await tx.execute(text(each), {"library": library_id})
    await tx.execute(text(_LEAVE))
    await tx.execute(text(_MOVE_PICTURES).bindparams(bindparam("ids", type_=_IDS)), given)
    await tx.execute(text("drop table left_library"))
