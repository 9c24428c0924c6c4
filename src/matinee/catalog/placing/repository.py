"""SQL of placing: reading what is known in one statement a table, writing what is new by COPY."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, any_, bindparam, case, func, select, text, update
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.content_type import TitleKey
from matinee.catalog.placing.titles import KnownTitle
from matinee.catalog.tables import external_id, item, part, version
from matinee.kit.db import Connection, copy_rows

_IDS = ARRAY(PG_UUID(as_uuid=True))
_PLACING_LOCK = 0x4D617469  # "Mati": two scans never make the same title twice


class ItemRow(msgspec.Struct, kw_only=True):
    """A new item, columns as in the table."""

    id: UUID
    kind: str
    parent_id: UUID | None = None
    series_id: UUID | None = None
    season_number: int | None = None
    episode_number: int | None = None
    absolute_number: int | None = None
    air_date: date | None = None
    extra_kind: str | None = None
    title: str
    sort_title: str
    match_key: str
    year: int | None = None
    match_year: int | None = None
    added_at: datetime


class KnownEpisode(msgspec.Struct):
    """A season or episode that exists."""

    id: UUID
    kind: str
    series_id: UUID
    parent_id: UUID | None
    season_number: int | None
    episode_number: int | None
    episode_number_to: int | None
    absolute_number: int | None
    air_date: date | None
    match_key: str


async def lock(tx: Connection) -> None:
    """Let one transaction place at a time."""
    await tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _PLACING_LOCK})


async def known_titles(tx: Connection, kinds: Sequence[str], keys: Sequence[str]) -> list[KnownTitle]:
    """Give the movies and series of these keys; one that was merged stands for what it was merged into."""
    target = func.coalesce(item.c.merged_into, item.c.id)
    statement = select(target, item.c.kind, item.c.match_key, item.c.year, item.c.match_year).where(
        item.c.kind == any_(bindparam("kinds", type_=ARRAY(Text))),
        item.c.match_key == any_(bindparam("keys", type_=ARRAY(Text))),
    )
    rows = await tx.execute(statement.order_by(item.c.id), {"kinds": list(kinds), "keys": list(keys)})
    return [KnownTitle(*row) for row in rows]


async def known_episodes(tx: Connection, series_ids: Sequence[UUID]) -> list[KnownEpisode]:
    """Give the seasons and episodes of these series."""
    columns = [item.c[name] for name in KnownEpisode.__struct_fields__]
    of_series = item.c.series_id == any_(bindparam("ids", type_=_IDS))
    live = item.c.kind.in_(("season", "episode")) & item.c.merged_into.is_(None)
    rows = await tx.execute(select(*columns).where(of_series, live).order_by(item.c.id), {"ids": list(series_ids)})
    return [KnownEpisode(*row) for row in rows]


async def known_extras(tx: Connection, parent_ids: Sequence[UUID]) -> dict[tuple[UUID, str], UUID]:
    """Give the extras of these titles by (title, key)."""
    statement = select(item.c.parent_id, item.c.match_key, item.c.id).where(
        item.c.kind == "extra", item.c.parent_id == any_(bindparam("ids", type_=_IDS))
    )
    rows = await tx.execute(statement, {"ids": list(parent_ids)})
    return {(row[0], row[1]): row[2] for row in rows}


async def known_versions(
    tx: Connection, library_id: UUID, item_ids: Sequence[UUID]
) -> dict[tuple[UUID, str], tuple[UUID, set[int]]]:
    """Give the versions of these items in a library by (item, group): id and the part numbers taken."""
    statement = (
        select(version.c.id, version.c.item_id, version.c.group_key, func.array_agg(part.c.ordinal))
        .join(part, part.c.version_id == version.c.id, isouter=True)
        .where(version.c.library_id == library_id, version.c.item_id == any_(bindparam("ids", type_=_IDS)))
        .group_by(version.c.id)
    )
    rows = await tx.execute(statement, {"ids": list(item_ids)})
    return {(row[1], row[2]): (row[0], {each for each in row[3] if each is not None}) for row in rows}


async def parts_of(tx: Connection, file_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, tuple[UUID, UUID]]]:
    """Give where files lie already: file to item to (version, part)."""
    statement = (
        select(part.c.file_id, version.c.item_id, version.c.id, part.c.id)
        .join(version, version.c.id == part.c.version_id)
        .where(part.c.file_id == any_(bindparam("ids", type_=_IDS)))
    )
    found: dict[UUID, dict[UUID, tuple[UUID, UUID]]] = {}
    for row in await tx.execute(statement, {"ids": list(file_ids)}):
        found.setdefault(row[0], {})[row[1]] = (row[2], row[3])
    return found


async def videos_beside(tx: Connection, file_ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, ...]]:
    """Give the other present videos in these files' folders that were there before, or come first; of a crowd, some."""
    statement = text("""
        select f.id, array_agg(o.path order by o.path)
        from file f cross join lateral (
            select b.path from file b
            where b.root_id = f.root_id and b.folder = f.folder and b.id <> f.id and b.kind = 'video'
              and b.missing_since is null and (b.first_seen_at, b.path) < (f.first_seen_at, f.path)
            limit 20
        ) o
        where f.id = any(:ids) and f.folder <> ''::bytea
        group by f.id
    """).bindparams(bindparam("ids", type_=_IDS))
    rows = await tx.execute(statement, {"ids": list(file_ids)})
    return {row[0]: tuple(bytes(each) for each in row[1]) for row in rows}


async def rename_versions(tx: Connection, rows: Sequence[tuple[UUID, str, str | None]]) -> None:
    """Give versions the group and edition that the new path of their file says; one group twice is left alone."""
    statement = text("""
        update version v set group_key = given.group_key, edition = given.edition
        from unnest(:ids, :groups, :editions) as given (id, group_key, edition)
        where v.id = given.id and (v.group_key <> given.group_key or v.edition is distinct from given.edition)
        and not exists (select from version o where o.item_id = v.item_id and o.library_id = v.library_id
                        and o.group_key = given.group_key and o.id <> v.id)
    """).bindparams(
        bindparam("ids", type_=_IDS), bindparam("groups", type_=ARRAY(Text)), bindparam("editions", type_=ARRAY(Text))
    )
    unique = list({(row[0], row[1]): row for row in rows}.values())
    if unique:
        given = {"ids": [r[0] for r in unique], "groups": [r[1] for r in unique], "editions": [r[2] for r in unique]}
        await tx.execute(statement, given)


async def remove_parts(tx: Connection, part_ids: Sequence[UUID]) -> None:
    """Take files away from where they lay; a version left without a part goes too, its id stays known."""
    if part_ids:
        versions = text("select distinct version_id from part where id = any(:ids)")
        emptied = list(
            (await tx.execute(versions.bindparams(bindparam("ids", type_=_IDS)), {"ids": part_ids})).scalars()
        )
        await tx.execute(
            text("delete from part where id = any(:ids)").bindparams(bindparam("ids", type_=_IDS)), {"ids": part_ids}
        )
        await tx.execute(
            text("""delete from version v where v.id = any(:ids)
                    and not exists (select from part p where p.version_id = v.id)""").bindparams(
                bindparam("ids", type_=_IDS)
            ),
            {"ids": emptied},
        )


_TAUGHT = text("""
with given as (
    select f.id, f.root_id, substring(f.path from 1 for position('/'::bytea in f.path)) as top, g.title, g.year
    from unnest(:files, :titles, :years) as g (id, title, year) join file f on f.id = g.id
), taught as (
    select f.id, f.root_id, substring(f.path from 1 for position('/'::bytea in f.path)) as top,
           m.reading->>'title' as title, coalesce(m.reading->>'year', m.reading->>'series_year') as year,
           coalesce(i.series_id, case when i.kind = 'extra' then i.parent_id end, i.id) as title_id
    from match m join file f on f.id = m.file_id join item i on i.id = m.item_ids[1]
    where m.state = 'locked'
)
select g.id, min(coalesce(t.merged_into, t.id)::text)::uuid
from given g
join taught h on h.root_id = g.root_id and h.top = g.top and h.title = g.title and h.year is not distinct from g.year
     and h.id <> g.id
join item t on t.id = h.title_id
where g.top <> ''::bytea
group by g.id having count(distinct coalesce(t.merged_into, t.id)) = 1
""").bindparams(
    bindparam("files", type_=_IDS), bindparam("titles", type_=ARRAY(Text)), bindparam("years", type_=ARRAY(Text))
)


async def taught_titles(tx: Connection, rows: Sequence[tuple[UUID, str, str | None]]) -> dict[UUID, UUID]:
    """Give the title that people chose for files of the same name in the same top folder: file to title.

    `rows`: (file, title, year) as the names say. Where people chose differently, nothing is taught.
    """
    any_locked = text("select exists (select from match where state = 'locked')")
    if not rows or not (await tx.execute(any_locked)).scalar_one():
        return {}
    given = {"files": [r[0] for r in rows], "titles": [r[1] for r in rows], "years": [r[2] for r in rows]}
    return {row[0]: row[1] for row in await tx.execute(_TAUGHT, given)}


async def forget_matches(tx: Connection, file_ids: Sequence[UUID]) -> None:
    """Make room for the match rows of files that are placed again."""
    statement = text("delete from match where file_id = any(:ids)").bindparams(bindparam("ids", type_=_IDS))
    await tx.execute(statement, {"ids": list(file_ids)})


async def version_counts(tx: Connection, item_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Give the next ordinal of a version for each item."""
    statement = (
        select(version.c.item_id, func.max(version.c.ordinal) + 1)
        .where(version.c.item_id == any_(bindparam("ids", type_=_IDS)))
        .group_by(version.c.item_id)
    )
    return {row[0]: row[1] for row in await tx.execute(statement, {"ids": list(item_ids)})}


async def add_entities(tx: Connection, kind: str, ids: Iterable[UUID]) -> None:
    """Enter ids into the id space, by COPY."""
    await copy_rows(tx, "entity", ("id", "kind"), ((each, kind) for each in ids))


async def add_items(tx: Connection, items: Sequence[ItemRow]) -> None:
    """Write new items, parents before children."""
    await add_entities(tx, "item", (each.id for each in items))
    columns = ItemRow.__struct_fields__
    await copy_rows(tx, "item", columns, (msgspec.structs.astuple(each) for each in items))


async def add_rows(tx: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write new rows of a table by COPY, where there are any."""
    if rows:
        await copy_rows(tx, table, columns, rows)


async def add_external_ids(tx: Connection, rows: Sequence[tuple[UUID, str, str]]) -> None:
    """Write ids that names carry; known ones stay."""
    if rows:
        await tx.execute(
            text("""insert into external_id (owner_id, provider, value)
                    select * from unnest(:owners, :providers, :values) on conflict do nothing""").bindparams(
                bindparam("owners", type_=_IDS),
                bindparam("providers", type_=ARRAY(Text)),
                bindparam("values", type_=ARRAY(Text)),
            ),
            {
                "owners": [row[0] for row in rows],
                "providers": [row[1] for row in rows],
                "values": [row[2] for row in rows],
            },
        )


async def by_external_id(tx: Connection, pairs: Sequence[tuple[str, str]], kind: str) -> dict[tuple[str, str], UUID]:
    """Give the titles of a kind that carry one of these provider ids."""
    statement = (
        select(external_id.c.provider, external_id.c.value, func.coalesce(item.c.merged_into, item.c.id))
        .join(item, item.c.id == external_id.c.owner_id)
        .where(
            item.c.kind == kind,
            external_id.c.provider == any_(bindparam("providers", type_=ARRAY(Text))),
            external_id.c.value == any_(bindparam("values", type_=ARRAY(Text))),
        )
        .order_by(item.c.id.desc())
    )
    given = {"providers": [pair[0] for pair in pairs], "values": [pair[1] for pair in pairs]}
    return {(row[0], row[1]): row[2] for row in await tx.execute(statement, given)}


async def set_year(tx: Connection, item_id: UUID, year: int) -> None:
    """Give a series the year that another of its folders says; the one that is shown only where none is known."""
    shown = case((item.c.locked_fields.contains(["year"]), item.c.year), else_=func.coalesce(item.c.year, year))
    undated = item.c.match_year.is_(None)
    await tx.execute(update(item).where(item.c.id == item_id, undated).values(match_year=year, year=shown))


_JOIN_LIBRARY = text("""
insert into item_library as known (item_id, library_id, kind, added_at)
select given.item_id, :library_id, given.kind, given.added_at
from unnest(:ids, :kinds, :added) as given (item_id, kind, added_at)
on conflict (item_id, library_id) do update
set added_at = case when :earlier then least(known.added_at, excluded.added_at) else known.added_at end
where :earlier and excluded.added_at < known.added_at
""").bindparams(
    bindparam("ids", type_=_IDS),
    bindparam("kinds", type_=ARRAY(Text)),
    bindparam("added", type_=ARRAY(item.c.added_at.type)),
)


async def join_library(
    tx: Connection, library_id: UUID, rows: Sequence[tuple[UUID, str, datetime]], *, earlier: bool
) -> None:
    """Tell which library holds which item since when; `earlier` lets an earlier time win over the stored one."""
    given = {
        "library_id": library_id,
        "ids": [row[0] for row in rows],
        "kinds": [row[1] for row in rows],
        "added": [row[2] for row in rows],
        "earlier": earlier,
    }
    if rows:
        await tx.execute(_JOIN_LIBRARY, given)


async def set_earlier_added(tx: Connection, rows: Sequence[tuple[UUID, datetime]]) -> None:
    """In a first scan, a title was added with its oldest file."""
    statement = text("""
        update item set added_at = given.at
        from unnest(:ids, :times) as given (id, at)
        where item.id = given.id and given.at < item.added_at
    """).bindparams(bindparam("ids", type_=_IDS), bindparam("times", type_=ARRAY(item.c.added_at.type)))
    if rows:
        await tx.execute(statement, {"ids": [row[0] for row in rows], "times": [row[1] for row in rows]})


async def title_exists(tx: Connection, key: TitleKey) -> bool:
    """Tell whether a title of exactly this name and year is known."""
    statement = select(item.c.id).where(
        item.c.kind == key.kind,
        item.c.match_key == key.match_key,
        item.c.match_year.is_not_distinct_from(key.year),
        item.c.merged_into.is_(None),
    )
    return (await tx.execute(statement.limit(1))).scalar_one_or_none() is not None


async def retitle(tx: Connection, title_id: UUID, key: TitleKey, now: datetime) -> None:
    """Let a title take the name its files have now; what a person set stays."""
    locked = func.coalesce(item.c.locked_fields, [])
    await tx.execute(
        update(item)
        .where(item.c.id == title_id)
        .values(
            match_key=key.match_key,
            match_year=key.year,
            title=case((locked.contains(["title"]), item.c.title), else_=key.title),
            sort_title=case((locked.contains(["title"]), item.c.sort_title), else_=key.sort_title),
            year=case((locked.contains(["year"]), item.c.year), else_=key.year),
            updated_at=now,
        )
    )
