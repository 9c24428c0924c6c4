"""SQL of joining items: what hangs on one goes to the other."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection, register_entities
from matinee.kit.ids import new_id

_IDS = ARRAY(PG_UUID(as_uuid=True))


def _pair(sql: str) -> TextClause:
    statement = text(sql)
    return statement.bindparams(bindparam("libraries", type_=_IDS)) if ":libraries" in sql else statement


def _given(source: UUID, target: UUID, libraries: Sequence[UUID] | None) -> dict[str, object]:
    given: dict[str, object] = {"source": source, "target": target}
    return given if libraries is None else given | {"libraries": list(libraries)}


async def move_versions(tx: Connection, source: UUID, target: UUID, libraries: Sequence[UUID] | None) -> None:
    """Let the versions of one item (in these libraries; None: all) be versions of another, after its own.

    A file that lies in both, as one of several episodes does, stays once.
    """
    within = "" if libraries is None else "and v.library_id = any(:libraries)"
    given = _given(source, target, libraries)
    await tx.execute(
        _pair(f"""
            delete from part p using version v
            where v.id = p.version_id and v.item_id = :source {within}
            and exists (select from part o join version w on w.id = o.version_id
                        where w.item_id = :target and w.library_id = v.library_id and o.file_id = p.file_id)
        """),  # noqa: S608 - a constant
        given,
    )
    await tx.execute(
        _pair(f"""
            delete from version v where v.item_id = :source {within}
            and not exists (select from part p where p.version_id = v.id)
        """),  # noqa: S608 - a constant
        given,
    )
    await tx.execute(
        _pair(f"""
            update version v
            set item_id = :target,
                ordinal = v.ordinal + (select coalesce(max(o.ordinal) + 1, 0) from version o where o.item_id = :target),
                group_key = case when exists (
                    select from version o where o.item_id = :target and o.library_id = v.library_id
                    and o.group_key = v.group_key) then v.group_key || '#' || v.id else v.group_key end
            where v.item_id = :source {within}
        """),  # noqa: S608 - a constant
        given,
    )
    await tx.execute(
        text("""
            update match m set item_ids = array_replace(m.item_ids, :source, :target), updated_at = now()
            where :source = any(m.item_ids) and exists (
                select from part p join version v on v.id = p.version_id
                where p.file_id = m.file_id and v.item_id = :target)
        """),
        {"source": source, "target": target},
    )


async def is_held_outside(tx: Connection, item_id: UUID, libraries: Sequence[UUID]) -> bool:
    """Tell whether an item has a version in a library other than these."""
    statement = text("select exists (select from version where item_id = :item and library_id <> all(:libraries))")
    given = {"item": item_id, "libraries": list(libraries)}
    return bool((await tx.execute(statement.bindparams(bindparam("libraries", type_=_IDS)), given)).scalar_one())


async def has_versions(tx: Connection, item_id: UUID) -> bool:
    """Tell whether any version of an item is known, in any library."""
    statement = text("select exists (select from version where item_id = :item)")
    return bool((await tx.execute(statement, {"item": item_id})).scalar_one())


async def fold_states(tx: Connection, source: UUID, target: UUID) -> None:
    """Add what each person did with one item to what they did with the other: counted together, the later place wins.

    The rows of the first stay as they are, so that undo finds them.
    """
    await tx.execute(
        text("""
            insert into state as s (account_id, entity_id, watched, play_count, position_ms, last_played_at, favourite,
                                    rating, hidden, dismissed_at, audio_stream, subtitle_stream)
            select account_id, :target, watched, play_count, position_ms, last_played_at, favourite,
                   rating, hidden, dismissed_at, audio_stream, subtitle_stream
            from state where entity_id = :source
            on conflict (account_id, entity_id) do update set
                watched = s.watched or excluded.watched,
                play_count = s.play_count + excluded.play_count,
                position_ms = case when coalesce(excluded.last_played_at, '-infinity')
                                        > coalesce(s.last_played_at, '-infinity')
                                   then excluded.position_ms else s.position_ms end,
                last_played_at = greatest(s.last_played_at, excluded.last_played_at),
                favourite = s.favourite or excluded.favourite,
                rating = coalesce(s.rating, excluded.rating),
                hidden = s.hidden or excluded.hidden,
                dismissed_at = greatest(s.dismissed_at, excluded.dismissed_at),
                updated_at = now()
        """),
        {"source": source, "target": target},
    )


async def move_plays(tx: Connection, source: UUID, target: UUID) -> None:
    """Let the log of plays of one item be that of the other."""
    await tx.execute(
        text("update play set entity_id = :target where entity_id = :source"), {"source": source, "target": target}
    )


async def copy_external_ids(tx: Connection, source: UUID, target: UUID) -> None:
    """Give an item the provider ids of another, of those providers that it has no id of."""
    await tx.execute(
        text("""
            insert into external_id (owner_id, provider, value)
            select :target, e.provider, e.value from external_id e where e.owner_id = :source
            and not exists (select from external_id o where o.owner_id = :target and o.provider = e.provider)
            on conflict do nothing
        """),
        {"source": source, "target": target},
    )


async def move_extras(tx: Connection, source: UUID, target: UUID) -> None:
    """Let the trailers and other extras of one title be those of another."""
    await tx.execute(
        text("update item set parent_id = :target where parent_id = :source and kind = 'extra'"),
        {"source": source, "target": target},
    )


async def note_merged(tx: Connection, source: UUID, target: UUID, *, gives_name_up: bool) -> None:
    """Let an item's id, and all ids that led to it, lead to another.

    A merged title's name leads there, too, so that new files of that name do; one that was named wrongly gives it up.
    """
    await tx.execute(
        text("""
            update item set merged_into = :target, updated_at = now(),
                   match_key = case when :up and id = :source then 'merged:' || id else match_key end
            where id = :source or merged_into = :source
        """),
        {"source": source, "target": target, "up": gives_name_up},
    )


async def set_place(tx: Connection, ids: Sequence[UUID], series_id: UUID, season_id: UUID | None) -> None:
    """Hang episodes (with a season) or seasons (None) below a series."""
    parent = "cast(:series as uuid)" if season_id is None else "cast(:season as uuid)"
    statement = text(f"""
        update item set series_id = :series, parent_id = {parent}, updated_at = now() where id = any(:ids)
    """)  # noqa: S608 - a constant
    given: dict[str, object] = {"ids": list(ids), "series": series_id}
    if season_id is not None:
        given["season"] = season_id
    await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), given)


async def copy_item(tx: Connection, source: UUID, series_id: UUID, parent_id: UUID) -> UUID:
    """Make an item like another one, below another series."""
    made = new_id()
    await register_entities(tx, "item", [made])
    await tx.execute(
        text("""
            insert into item (id, kind, parent_id, series_id, season_number, episode_number, episode_number_to,
                              absolute_number, air_date, title, sort_title, match_key, year, overview, added_at)
            select :made, kind, :parent, :series, season_number, episode_number, episode_number_to,
                   absolute_number, air_date, title, sort_title, match_key, year, overview, added_at
            from item where id = :source
        """),
        {"made": made, "source": source, "series": series_id, "parent": parent_id},
    )
    return made


async def tree_of(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give these items with all that hangs below them and all that was merged into them."""
    statement = text("""
        with recursive tree as (
            select id from item where id = any(:ids)
            union
            select i.id from tree t join item i on i.parent_id = t.id or i.series_id = t.id or i.merged_into = t.id
        )
        select id from tree
    """)
    return set((await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})).scalars())


async def files_of(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give the files of these items' versions."""
    statement = text("""
        select distinct p.file_id from part p join version v on v.id = p.version_id where v.item_id = any(:ids)
    """)
    return set((await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})).scalars())


async def twins(tx: Connection, item_id: UUID) -> list[UUID]:
    """Give the other titles of this kind that carry one of this title's provider ids.

    Not where the years differ, nor while a file of either is a question: its NFO may be of another title. Nor where
    somebody took the two apart: split them, gave one a file of the other, or undid that they were joined.
    """
    statement = text("""
        select distinct o.id from item i
        join external_id e on e.owner_id = i.id
        join external_id f on f.provider = e.provider and f.value = e.value and f.owner_id <> i.id
        join item o on o.id = f.owner_id and o.kind = i.kind and o.merged_into is null
        where i.id = :item and i.merged_into is null and i.kind in ('movie', 'series')
        and (coalesce(o.match_year, o.year) is null or coalesce(i.match_year, i.year) is null
             or abs(coalesce(o.match_year, o.year) - coalesce(i.match_year, i.year)) <= 1)
        and not exists (
            select from item l join version v on v.item_id = l.id join part p on p.version_id = v.id
            join match m on m.file_id = p.file_id and m.state = 'inbox'
            where l.id in (i.id, o.id) or l.series_id in (i.id, o.id))
        and not exists (
            select from title_change c where c.item_ids @> array[i.id, o.id]
            and case when c.kind = 'merge_titles' then c.undone_at is not null
                     else c.kind in ('split', 'match') and c.undone_at is null end)
        order by o.id
    """)
    return list((await tx.execute(statement, {"item": item_id})).scalars())
