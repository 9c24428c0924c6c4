"""SQL of choices: the files, where they lie, and titles that change their name or number with all their files."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Text, any_, bindparam, case, exists, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.choosing.records import ChosenFile
from matinee.catalog.content_type import EpisodeKey, TitleKey
from matinee.catalog.naming import fold, sort_title
from matinee.catalog.tables import file, item, match, part, version
from matinee.catalog.visibility import file_is_visible
from matinee.kit.db import Connection
from matinee.libraries.tables import library, root

_IDS = ARRAY(PG_UUID(as_uuid=True))


async def chosen_files(tx: Connection, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, ChosenFile]:
    """Give those of these video files that lie in a granted library and in no title that is hidden from the viewer."""
    shape = shape_of(viewer)
    leaves = (
        select(func.array_agg(version.c.item_id.distinct()))
        .join(part, part.c.version_id == version.c.id)
        .where(part.c.file_id == file.c.id)
        .scalar_subquery()
    )
    asked = exists().where(
        match.c.file_id == file.c.id,
        match.c.state == "inbox",
        match.c.reasons.contains([{"code": "name_against_nfo"}]),
    )
    statement = (
        select(
            file.c.id,
            file.c.path,
            root.c.library_id,
            library.c.kind,
            func.extract("epoch", file.c.first_seen_at) * 1000,
            func.coalesce(leaves, literal([], _IDS)),
            asked,
        )
        .select_from(file)
        .join(root, root.c.id == file.c.root_id)
        .join(library, library.c.id == root.c.library_id)
        .where(
            file.c.id == any_(bindparam("ids", type_=_IDS)),
            file.c.kind == "video",
            file_is_visible(shape, root.c.library_id),
        )
    )
    rows = await tx.execute(statement, {**viewer_parameters(viewer), "ids": list(ids)})
    return {row[0]: ChosenFile(row[0], row[1], row[2], row[3], int(row[4]), row[5], row[6]) for row in rows}


async def files_of_items(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Give each item's files: its own, and those of all below it."""
    statement = text("""
        select t.id, p.file_id
        from item t join item i on i.id = t.id or i.series_id = t.id
                                or (i.parent_id = t.id and i.kind in ('episode', 'extra'))
        join version v on v.item_id = i.id join part p on p.version_id = v.id
        where t.id = any(:ids)
    """)
    found: dict[UUID, set[UUID]] = {each: set() for each in ids}
    rows = await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})
    for row in rows:
        found[row[0]].add(row[1])
    return found


async def titles_of_leaves(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Give the movie or series that each of these items is or belongs to."""
    statement = text("""
        select id, coalesce(series_id, case when kind = 'extra' then parent_id end, id) from item where id = any(:ids)
    """)
    rows = await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})
    return {row[0]: row[1] for row in rows}


async def names_of(tx: Connection, ids: Sequence[UUID]) -> list[dict[str, object]]:
    """Give titles by name and year, for people."""
    rows = await tx.execute(
        select(item.c.id, item.c.title, item.c.year).where(item.c.id == any_(bindparam("ids", type_=_IDS))).limit(20),
        {"ids": list(ids)},
    )
    return [{"id": str(row.id), "title": row.title, "year": row.year} for row in rows]


async def rename_title(tx: Connection, title_id: UUID, key: TitleKey) -> None:
    """Let a title be what a person says it is: name, year and key; what a provider said of the wrong one goes."""
    await tx.execute(
        update(item)
        .where(item.c.id == title_id)
        .values(
            title=key.title,
            sort_title=key.sort_title,
            match_key=key.match_key,
            match_year=key.year,
            year=key.year,
            original_title=None,
            overview=None,
            tagline=None,
            updated_at=func.now(),
        )
    )
    await tx.execute(text("delete from external_id where owner_id = :id"), {"id": title_id})


async def renumber(tx: Connection, numbers: Mapping[UUID, tuple[UUID, UUID, EpisodeKey]]) -> None:
    """Let episodes be others, all at once: episode to (series, season, number)."""
    for episode_id, (series_id, season_id, key) in numbers.items():
        await tx.execute(
            update(item)
            .where(item.c.id == episode_id)
            .values(
                series_id=series_id,
                parent_id=season_id,
                season_number=key.season,
                episode_number=key.number,
                episode_number_to=None,
                absolute_number=key.absolute,
                air_date=key.air_date,
                updated_at=func.now(),
                **_titled(key),
            )
        )


def _titled(key: EpisodeKey) -> dict[str, ColumnElement[str]]:
    """A title that only counted, or was the name of the file, counts anew; any other stays."""
    title = key.title or f"Episode {key.number}"
    counted = item.c.title.regexp_match("^Episode [0-9]+$") | item.c.match_key.startswith("file:")
    locked = item.c.locked_fields.contains(["title"])
    values = {"title": title, "sort_title": sort_title(title) or title, "match_key": fold(title)}
    return {name: case((counted & ~locked, value), else_=item.c[name]) for name, value in values.items()}


async def lock_fields(tx: Connection, item_ids: Sequence[UUID], fields: Sequence[str]) -> None:
    """Keep fields that a person set from being set by others."""
    statement = text("""
        update item set locked_fields = array(select distinct unnest(locked_fields || :fields) order by 1)
        where id = any(:ids)
    """).bindparams(bindparam("ids", type_=_IDS), bindparam("fields", type_=ARRAY(Text)))
    await tx.execute(statement, {"ids": list(item_ids), "fields": list(fields)})
