"""SQL of search: documents as rows, and which of what was found a viewer may see."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, any_, bindparam, exists, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog import item_is_visible
from matinee.catalog.tables import credit, item, person
from matinee.kit.db import Connection, kept_plans
from matinee.search.records import SearchDocument

CHANNEL = "matinee_search"
_IDS = ARRAY(PG_UUID(as_uuid=True))


def _with_ids(sql: str) -> Any:  # noqa: ANN401 - a statement with its parameter typed
    return text(sql).bindparams(bindparam("ids", type_=_IDS))


_SAME = """
    on conflict (id) do update set kind = excluded.kind, names = excluded.names, year = excluded.year,
        series = excluded.series, libraries = excluded.libraries, revision = pg_current_xact_id()
    where (search_document.kind, search_document.names, search_document.year, search_document.series,
           search_document.libraries)
          is distinct from (excluded.kind, excluded.names, excluded.year, excluded.series, excluded.libraries)
"""
_NAMES = "array_remove(array[i.title, i.original_title], null)"
_IS_NAMED = """
    (i.kind in ('movie', 'series')
     or (i.kind = 'episode' and i.title !~ '^Episode [0-9]+$' and i.title is distinct from i.air_date::text)
     or (i.kind = 'season' and i.title !~ '^(Season [0-9]+|Specials)$'))
"""
_TITLES = _with_ids(f"""
    insert into search_document (id, kind, names, year, series, libraries)
    select i.id, i.kind, {_NAMES}, i.year, s.title,
           array(select l.library_id from item_library l where l.item_id = i.id order by 1)
    from item i left join item s on s.id = i.series_id
    where (i.id = any(:ids) or i.series_id = any(:ids)) and i.merged_into is null and {_IS_NAMED}
    order by i.id
    {_SAME}
""")  # noqa: S608 - put together from constants
_PEOPLE = _with_ids(f"""
    insert into search_document (id, kind, names, libraries)
    select p.id, 'person', array[p.name],
           array(select distinct l.library_id from credit c join item_library l on l.item_id = c.item_id
                 where c.person_id = p.id order by 1)
    from person p
    where p.id in (select c.person_id from credit c join item i on i.id = c.item_id
                   where i.id = any(:ids) or i.series_id = any(:ids))
    order by p.id
    {_SAME}
""")  # noqa: S608 - put together from constants
_NO_MORE = _with_ids(f"""
    update search_document d set names = '{{}}', revision = pg_current_xact_id()
    where d.names <> '{{}}' and d.id in (
        select wanted.id from unnest(:ids) as wanted (id)
        union select i.id from item i where i.series_id = any(:ids))
    and not exists (select from item i where i.id = d.id and i.merged_into is null and {_IS_NAMED})
""")  # noqa: S608 - put together from constants
_REMOVE = _with_ids("""
    update search_document d set names = '{}', revision = pg_current_xact_id()
    where d.names <> '{}' and d.id in (
        select wanted.id from unnest(:ids) as wanted (id)
        union select i.id from item i where i.series_id = any(:ids))
""")
_NOTIFY = text(f"select pg_notify('{CHANNEL}', '')")


async def write_documents(tx: Connection, title_ids: Sequence[UUID]) -> int:
    """Bring the documents of titles, of all below them and of their people in line; give how many changed."""
    changed = 0
    for statement in (_TITLES, _PEOPLE, _NO_MORE):
        done: Any = await tx.execute(statement, {"ids": list(title_ids)})
        changed += done.rowcount
    if changed:
        await tx.execute(_NOTIFY)
    return changed


async def remove_documents(tx: Connection, title_ids: Sequence[UUID]) -> int:
    """Let titles, and what hangs below them, be found no more."""
    done: Any = await tx.execute(_REMOVE, {"ids": list(title_ids)})
    await tx.execute(_NOTIFY)
    return done.rowcount


async def titles_after(tx: Connection, kind: str, after: UUID | None, limit: int) -> list[UUID]:
    """Give a step of all movies or series, in the order of their ids."""
    statement = select(item.c.id).where(item.c.kind == kind, item.c.merged_into.is_(None)).order_by(item.c.id)
    if after is not None:
        statement = statement.where(item.c.id > after)
    return list((await tx.execute(statement.limit(limit))).scalars())


async def begin_generation(tx: Connection, kind: str) -> None:
    """Let go of documents of what is no more, and have every machine build its index anew."""
    await tx.execute(_FORGET)
    await tx.execute(_NEXT_GENERATION, {"kind": kind})
    await tx.execute(_NOTIFY)


_FORGET = text("""
    delete from search_document d where d.names = '{}'
    or (d.kind <> 'person' and not exists (select from item i where i.id = d.id and i.merged_into is null))
    or (d.kind = 'person' and not exists (select from credit c where c.person_id = d.id))
""")
_NEXT_GENERATION = text("""
    insert into search_generation (kind, number) values (:kind, 1)
    on conflict (kind) do update set number = search_generation.number + 1
""")


async def generation(tx: Connection) -> int:
    """Give the present generation of the documents."""
    return (await tx.execute(text("select coalesce(sum(number), 0) from search_generation"))).scalar_one()


async def horizon(tx: Connection) -> tuple[int, int]:
    """Give (the oldest transaction that still runs, the next one): what is of a revision before the first is whole."""
    row = (await tx.execute(_HORIZON)).one()
    return int(row[0]), int(row[1])


_HORIZON = text("""
    select pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
""")


async def documents_from(
    tx: Connection, revision: int, after: UUID | None, limit: int
) -> list[tuple[SearchDocument, int]]:
    """Give a step of the documents of this revision or a later one, with their revisions, in the order of their ids."""
    given = {"revision": str(revision), "after": after or UUID(int=0), "limit": limit}
    return [
        (SearchDocument(row[0], row[1], tuple(row[2]), row[3], row[4], tuple(row[5])), int(row[6]))
        for row in await tx.execute(_FROM, given)
    ]


_FROM = text("""
    select id, kind, names, year, series, libraries, revision::text from search_document
    where revision >= cast(cast(:revision as text) as xid8) and id > :after order by id limit :limit
""").bindparams(bindparam("after", type_=PG_UUID(as_uuid=True)))


async def visible(tx: Connection, viewer: Viewer, ids: Collection[UUID]) -> set[UUID]:
    """Give those of these items and people that the viewer may see."""
    if not ids:
        return set()
    parameters = {**viewer_parameters(viewer), "ids": list(ids)}
    async with kept_plans(tx):
        return set((await tx.execute(_visible(shape_of(viewer)), parameters)).scalars())


@cache
def _visible(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    wanted = any_(bindparam("ids", type_=_IDS))
    items = select(item.c.id).where(item.c.id == wanted, item.c.merged_into.is_(None), item_is_visible(shape))
    seen = exists().where(
        credit.c.person_id == person.c.id,
        credit.c.item_id == item.c.id,
        item.c.merged_into.is_(None),
        item_is_visible(shape),
    )
    people = select(person.c.id).where(person.c.id == wanted, seen)
    return select(items.union_all(people).subquery().c.id)
