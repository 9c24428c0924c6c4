"""SQL of presence: set-based, and writing only rows that change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.presence.announcing import Fate, Told
from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))


def _with_ids(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("ids", type_=_IDS))


_LEAVES = _with_ids("""
with counted as (
    select v.item_id, v.library_id,
           count(distinct f.id) filter (where f.missing_since is null) as present, count(distinct f.id) as known
    from version v join part p on p.version_id = v.id join file f on f.id = p.file_id
    where v.item_id = any(:ids) group by v.item_id, v.library_id
), told as (
    select held.item_id, held.library_id, coalesce(c.present, 0) as present, coalesce(c.known, 0) as known
    from item_library held
    left join counted c on c.item_id = held.item_id and c.library_id = held.library_id
    where held.item_id = any(:ids) and held.kind in ('movie', 'episode', 'extra')
)
update item_library il
set present_files = t.present,
    missing_since = case when t.known > 0 and t.present = 0 then coalesce(il.missing_since, :now) end
from told t
where il.item_id = t.item_id and il.library_id = t.library_id
  and (il.present_files <> t.present
       or (il.missing_since is null) is distinct from (t.known = 0 or t.present > 0))
""")

_ABOVE = """
with counted as (
    select above.id, il.library_id, sum(il.present_files)::int as present, count(il.missing_since) as missing
    from item above
    join item below on below.{hangs_by} = above.id and below.kind = 'episode'
    join item_library il on il.item_id = below.id
    where above.id = any(:ids) and above.kind = '{kind}'
    group by above.id, il.library_id
)
update item_library il
set present_files = c.present,
    missing_since = case when c.present = 0 and c.missing > 0 then coalesce(il.missing_since, :now) end
from counted c
where il.item_id = c.id and il.library_id = c.library_id
  and (il.present_files <> c.present
       or (il.missing_since is null) is distinct from (c.present > 0 or c.missing = 0))
"""
_ABOVE_EPISODES = {
    "season": _with_ids(_ABOVE.format(kind="season", hangs_by="parent_id")),
    "series": _with_ids(_ABOVE.format(kind="series", hangs_by="series_id")),
}

_PRESENCE = _with_ids("""
with told as (
    select i.id, i.presence as was, count(il.item_id) as libraries,
           coalesce(sum(il.present_files), 0) > 0 as is_present,
           count(il.missing_since) > 0 as is_missing, max(il.missing_since) as since
    from item i left join item_library il on il.item_id = i.id
    where i.id = any(:ids) group by i.id
), wanted as (
    select id, was, case when is_present then 'present'
                    when is_missing or (libraries = 0 and was <> 'never_had') then 'missing'
                    else 'never_had' end as presence,
           coalesce(since, :now) as since
    from told
)
update item i
set presence = w.presence,
    missing_since = case when w.presence = 'missing' then coalesce(i.missing_since, w.since) end,
    updated_at = now()
from wanted w
where i.id = w.id
  and (i.presence <> w.presence or (i.missing_since is null) is distinct from (w.presence <> 'missing'))
returning i.id, i.kind, w.presence, w.was
""")

_TELL = _with_ids("""
select i.id, i.kind, i.title, i.year, i.minimum_age, i.series_id, i.parent_id as season_id, i.season_number as season,
       i.episode_number as number,
       coalesce((select array_agg(l.library_id) from item_library l where l.item_id = i.id), '{}') as library_ids
from item i where i.id = any(:ids) and i.kind in ('movie', 'series', 'episode')
order by i.series_id, i.season_number, i.episode_number, i.id
""")


async def recount_leaves(tx: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Count the present files of movies, episodes and extras, by library."""
    await tx.execute(_LEAVES, {"ids": list(ids), "now": now})


async def recount_above(tx: Connection, ids: Sequence[UUID], kind: str, now: datetime) -> None:
    """Sum up seasons or series from their episodes."""
    await tx.execute(_ABOVE_EPISODES[kind], {"ids": list(ids), "now": now})


async def set_presence(tx: Connection, ids: Sequence[UUID], now: datetime) -> dict[Fate, list[UUID]]:
    """Say of each item whether any library has it now. One that no library knows any more is missing.

    Gives the items that went missing or came back.
    """
    fates: dict[tuple[str, str], Fate] = {("present", "missing"): "missing", ("missing", "present"): "available"}
    changed: dict[Fate, list[UUID]] = {"missing": [], "available": []}
    for row in await tx.execute(_PRESENCE, {"ids": list(ids), "now": now}):
        fate = fates.get((row.was, row.presence))
        if fate is not None:
            changed[fate].append(row.id)
    return changed


async def to_tell(tx: Connection, ids: Sequence[UUID]) -> list[Told]:
    """Give movies, series and episodes as their events tell them."""
    rows = await tx.execute(_TELL, {"ids": list(ids)})
    return [Told(**row) for row in rows.mappings()]


async def items_of_files(tx: Connection, file_ids: Sequence[UUID]) -> set[UUID]:
    """Give the items that these files hang on, with the seasons, series and titles above them."""
    statement = _with_ids("""
        with leaves as (
            select distinct v.item_id from part p join version v on v.id = p.version_id where p.file_id = any(:ids)
        )
        select item_id from leaves
        union select i.parent_id from item i join leaves l on l.item_id = i.id where i.parent_id is not null
        union select i.series_id from item i join leaves l on l.item_id = i.id where i.series_id is not null
    """)
    return set((await tx.execute(statement, {"ids": list(file_ids)})).scalars())


async def items_below(tx: Connection, folders: Sequence[tuple[UUID, bytes]]) -> set[UUID]:
    """Give the items with a video at or below these folders, with what they hang on."""
    given = {"roots": [each[0] for each in folders], "folders": [each[1] for each in folders]}
    return await items_of_files(tx, list((await tx.execute(_VIDEOS_BELOW, given)).scalars()))


_VIDEOS_BELOW = text("""
    select f.id from unnest(:roots, :folders) as w (root_id, folder)
    join file f on f.root_id = w.root_id and f.folder = w.folder and f.kind = 'video'
    union
    select f.id from unnest(:roots, :folders) as w (root_id, folder)
    join file f on f.root_id = w.root_id and f.kind = 'video'
         and f.folder > w.folder || '/'::bytea and f.folder < w.folder || '0'::bytea
    where w.folder <> ''::bytea
""").bindparams(bindparam("roots", type_=_IDS), bindparam("folders", type_=ARRAY(BYTEA)))


async def above(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give what these items hang below: seasons, series, titles of extras."""
    statement = _with_ids("""
        select parent_id from item where id = any(:ids) and parent_id is not null
        union select series_id from item where id = any(:ids) and series_id is not null
    """)
    return set((await tx.execute(statement, {"ids": list(ids)})).scalars())


async def titles_of(tx: Connection, ids: Sequence[UUID]) -> list[tuple[str, UUID]]:
    """Give the titles that these items are or belong to, as (kind, id)."""
    statement = _with_ids("""
        select distinct t.kind, t.id from item i
        join item t on t.id = coalesce(i.series_id, case when i.kind = 'extra' then i.parent_id end, i.id)
        where i.id = any(:ids) order by t.kind, t.id
    """)
    return [(row[0], row[1]) for row in await tx.execute(statement, {"ids": list(ids)})]


async def items_of_root(tx: Connection, root_id: UUID) -> set[UUID]:
    """Give the items with a file below this root, with those above them."""
    statement = text("select id from file where root_id = :root")
    return await items_of_files(tx, list((await tx.execute(statement, {"root": root_id})).scalars()))


async def only_in_library(tx: Connection, library_id: UUID) -> list[UUID]:
    """Give the items that this library holds and no other."""
    statement = text("""
        select item_id from item_library il where library_id = :library
        and not exists (select from item_library o where o.item_id = il.item_id and o.library_id <> :library)
    """)
    return list((await tx.execute(statement, {"library": library_id})).scalars())


async def count_titles(tx: Connection, ids: Sequence[UUID]) -> int:
    """Count the movies and series among items."""
    statement = _with_ids("select count(*) from item where id = any(:ids) and kind in ('movie', 'series')")
    return (await tx.execute(statement, {"ids": list(ids)})).scalar_one()


async def titles_in(tx: Connection, library_id: UUID) -> int:
    """Count the movies and series of a library."""
    statement = text("select count(*) from item_library where library_id = :library and kind in ('movie', 'series')")
    return (await tx.execute(statement, {"library": library_id})).scalar_one()


async def versions_and_parts(
    tx: Connection, *, library_id: UUID | None = None, root_id: UUID | None = None
) -> list[UUID]:
    """Give the ids of the versions and parts that go with a library, or with one of its roots."""
    of_library = """
        select v.id from version v where v.library_id = :id
        union all select p.id from part p join version v on v.id = p.version_id where v.library_id = :id
    """
    of_root = """
        select p.id from part p join file f on f.id = p.file_id where f.root_id = :id
        union all
        select v.id from version v where exists (
            select from part p join file f on f.id = p.file_id where p.version_id = v.id and f.root_id = :id)
        and not exists (
            select from part p join file f on f.id = p.file_id where p.version_id = v.id and f.root_id <> :id)
    """
    statement = text(of_root if library_id is None else of_library)
    return list((await tx.execute(statement, {"id": library_id or root_id})).scalars())


async def leave_library(tx: Connection, library_id: UUID) -> None:
    """Take a library's versions, files and holdings away from its items."""
    given = {"library": library_id}
    await tx.execute(text("delete from version where library_id = :library"), given)
    await tx.execute(text("delete from root where library_id = :library"), given)
    await tx.execute(text("delete from item_library where library_id = :library"), given)


async def remove_files(tx: Connection, root_id: UUID) -> None:
    """Delete what is known of the files below a root, and the versions that are left without a part."""
    given = {"root": root_id}
    statement = text("""
        delete from version v where exists (
            select from part p join file f on f.id = p.file_id where p.version_id = v.id and f.root_id = :root)
        and not exists (
            select from part p join file f on f.id = p.file_id where p.version_id = v.id and f.root_id <> :root)
    """)
    await tx.execute(statement, given)
    await tx.execute(text("delete from file where root_id = :root"), given)


async def without_files(tx: Connection, ids: set[UUID]) -> list[UUID]:
    """Give those of the items below which no file, present or missing, is known."""
    statement = _with_ids("""
        select i.id from item i where i.id = any(:ids)
        and not exists (select from version v where v.item_id = i.id)
        and not exists (select from item b join version v on v.item_id = b.id
                        where b.series_id = i.id or b.parent_id = i.id)
    """)
    return list((await tx.execute(statement, {"ids": sorted(ids)})).scalars())


async def join_by_versions(tx: Connection, ids: Sequence[UUID]) -> None:
    """Put items, and what is above them, into each library that has a version of theirs."""
    statement = _with_ids("""
        with held as (
            select i.id, i.kind, i.parent_id, i.series_id, v.library_id, min(f.first_seen_at) as at
            from item i join version v on v.item_id = i.id
            join part p on p.version_id = v.id join file f on f.id = p.file_id
            where (i.id = any(:ids) or i.series_id = any(:ids)) and i.merged_into is null
            group by i.id, v.library_id
        ), wanted as (
            select id, kind, library_id, at from held
            union all
            select a.id, a.kind, h.library_id, min(h.at) from held h
            join item a on a.id in (h.parent_id, h.series_id) and a.merged_into is null and h.kind = 'episode'
            group by a.id, h.library_id
        )
        insert into item_library (item_id, library_id, kind, added_at)
        select id, library_id, kind, at from wanted on conflict do nothing
    """)
    await tx.execute(statement, {"ids": list(ids)})


async def leave_empty(tx: Connection, ids: Sequence[UUID]) -> None:
    """Take movies, episodes and extras out of libraries that have no version of theirs."""
    statement = _with_ids("""
        delete from item_library il where il.item_id = any(:ids) and il.kind in ('movie', 'episode', 'extra')
        and not exists (select from version v where v.item_id = il.item_id and v.library_id = il.library_id)
    """)
    await tx.execute(statement, {"ids": list(ids)})


async def leave_merged(tx: Connection, ids: Sequence[UUID]) -> None:
    """Take items that were merged into others out of every library."""
    statement = _with_ids("""
        delete from item_library il using item i
        where i.id = il.item_id and i.id = any(:ids) and i.merged_into is not null
    """)
    await tx.execute(statement, {"ids": list(ids)})


async def leave_childless(tx: Connection, ids: Sequence[UUID]) -> None:
    """Take seasons and series out of libraries that hold no episode of theirs."""
    statement = _with_ids("""
        delete from item_library il where il.item_id = any(:ids) and il.kind in ('season', 'series')
        and not exists (
            select from item b join item_library held on held.item_id = b.id and held.library_id = il.library_id
            where b.kind = 'episode' and b.merged_into is null
            and ((il.kind = 'season' and b.parent_id = il.item_id)
                 or (il.kind = 'series' and b.series_id = il.item_id)))
    """)
    await tx.execute(statement, {"ids": list(ids)})


async def leave_libraries(tx: Connection, ids: Sequence[UUID]) -> None:
    """Take items out of every library."""
    await tx.execute(_with_ids("delete from item_library where item_id = any(:ids)"), {"ids": list(ids)})


_UNNAMED = _with_ids("""
with recursive named as (
    select i.id, i.parent_id, i.series_id, i.merged_into from item i
    where i.id = any(:ids)
      and (exists (select from state s where s.entity_id = i.id) or exists (select from play p where p.entity_id = i.id)
           or exists (select from item o where o.merged_into = i.id and o.id <> all(:ids))
           or exists (select from item o where o.parent_id = i.id and o.id <> all(:ids))
           or exists (select from item o where o.series_id = i.id and o.id <> all(:ids)))
    union
    select i.id, i.parent_id, i.series_id, i.merged_into
    from named n join item i on i.id in (n.parent_id, n.series_id, n.merged_into)
)
select i.id from item i where i.id = any(:ids) and i.id not in (select id from named)
""")


async def unnamed(tx: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Give those of the items that nobody's state or history names, and that nothing kept hangs on."""
    return list((await tx.execute(_UNNAMED, {"ids": list(ids)})).scalars()) if ids else []


async def remove(tx: Connection, ids: Sequence[UUID]) -> None:
    """Delete items."""
    if ids:
        await tx.execute(_with_ids("delete from item where id = any(:ids)"), {"ids": list(ids)})
        await remove_entities(tx, ids)


async def remove_entities(tx: Connection, ids: Sequence[UUID]) -> None:
    """Take ids out of the id space, but for those that a state or history names."""
    statement: Any = _with_ids("""
        delete from entity e where e.id = any(:ids)
        and not exists (select from state s where s.entity_id = e.id)
        and not exists (select from play p where p.entity_id = e.id)
        and not exists (select from item i where i.id = e.id)
    """)
    if ids:
        await tx.execute(statement, {"ids": list(ids)})
