"""What a person did with items: stored state, and the append-only log of plays. Both change in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Select, and_, any_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, aggregate_order_by, insert
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.repository.order import watch_order
from matinee.catalog.tables import external_id, file, item, item_library, part, play, state, state_undo, version
from matinee.catalog.visibility import holding_is_visible, item_is_visible, version_is_visible
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


class StoredState(msgspec.Struct, frozen=True):
    """The state row of one person and item; the defaults are those of a row that does not exist."""

    entity_id: UUID
    watched: bool = False
    play_count: int = 0
    position_ms: int = 0
    last_played_at: datetime | None = None
    favourite: bool = False
    dismissed_at: datetime | None = None


class Watchable(msgspec.Struct, frozen=True):
    """A movie or episode the viewer may see, with what they did with it so far."""

    id: UUID
    kind: str
    title: str
    year: int | None
    minimum_age: int | None
    duration_ms: int | None
    library_ids: list[UUID]
    state: StoredState


_STATE_COLUMNS = (
    state.c.watched,
    state.c.play_count,
    state.c.position_ms,
    state.c.last_played_at,
    state.c.favourite,
    state.c.dismissed_at,
)


async def watchables(
    tx: Connection, viewer: Viewer, item_id: UUID, *, up_to: bool = False, lock: bool = True
) -> list[Watchable]:
    """Give the movies and episodes that an id stands for, in watching order, their states locked.

    A series or season stands for its episodes; with `up_to`, an episode stands for itself and all before it.
    """
    if lock:
        await _lock_states(tx, viewer)
    rows = await tx.execute(
        _watchables(shape_of(viewer), up_to=up_to),
        {**viewer_parameters(viewer), "target": item_id, "account": viewer.user_id},
    )
    return [
        Watchable(
            id=row.id,
            kind=row.kind,
            title=row.title,
            year=row.year,
            minimum_age=row.minimum_age,
            duration_ms=None if row.duration_ms is None else int(row.duration_ms),
            library_ids=row.library_ids or [],
            state=StoredState(
                entity_id=row.id,
                watched=bool(row.watched),
                play_count=row.play_count or 0,
                position_ms=row.position_ms or 0,
                last_played_at=row.last_played_at,
                favourite=bool(row.favourite),
                dismissed_at=row.dismissed_at,
            ),
        )
        for row in rows
    ]


@cache
def _watchables(shape: ViewerShape, *, up_to: bool) -> Select[*tuple[Any, ...]]:
    target, order = item.alias("target"), watch_order(item)
    same_series = and_(item.c.series_id == target.c.series_id, order <= watch_order(target))
    below = or_(
        item.c.id == target.c.id,
        and_(target.c.kind == "series", item.c.series_id == target.c.id),
        and_(target.c.kind == "season", item.c.parent_id == target.c.id),
    )
    span = func.coalesce(part.c.end_ms, file.c.duration_ms) - func.coalesce(part.c.start_ms, 0)
    longest = (
        select(func.sum(span).label("span"))
        .where(version.c.item_id == item.c.id, part.c.version_id == version.c.id, file.c.id == part.c.file_id)
        .where(version_is_visible(shape))
        .group_by(version.c.id)
        .correlate(item)
        .subquery()
    )
    libraries = (
        select(func.array_agg(aggregate_order_by(item_library.c.library_id, item_library.c.library_id)))
        .where(item_library.c.item_id == item.c.id, holding_is_visible(shape))
        .scalar_subquery()
    )
    return (
        select(
            item.c.id,
            item.c.kind,
            item.c.title,
            item.c.year,
            item.c.minimum_age,
            select(func.max(longest.c.span)).scalar_subquery().label("duration_ms"),
            libraries.label("library_ids"),
            *_STATE_COLUMNS,
        )
        .select_from(item)
        .join(target, or_(same_series, item.c.id == target.c.id) if up_to else below)
        .outerjoin(state, and_(state.c.account_id == bindparam("account"), state.c.entity_id == item.c.id))
        .where(
            target.c.id == bindparam("target", type_=PG_UUID(as_uuid=True)),
            item.c.kind.in_(("movie", "episode", "extra")),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
            item_is_visible(shape, target),
        )
        .order_by(order)
    )


async def _lock_states(tx: Connection, viewer: Viewer) -> None:
    """Let one change of this person's states go on at a time: two devices never lose each other's counts."""
    key = (viewer.user_id or UUID(int=0)).int & ((1 << 63) - 1)
    await tx.execute(_LOCK, {"key": key})


def _store() -> Insert:
    statement = insert(state)
    changed = ("watched", "play_count", "position_ms", "last_played_at", "favourite", "dismissed_at")
    return statement.on_conflict_do_update(
        index_elements=[state.c.account_id, state.c.entity_id],
        set_={name: statement.excluded[name] for name in changed} | {"updated_at": func.now()},
    )


_STORE = _store()
_LOCK = select(func.pg_advisory_xact_lock(bindparam("key")))


async def store_states(tx: Connection, account_id: UUID, states: Sequence[StoredState]) -> None:
    """Write whole state rows, one way for all that changes them."""
    if states:
        await tx.execute(_STORE, [{"account_id": account_id, **msgspec.structs.asdict(each)} for each in states])


class PlayEntry(msgspec.Struct, frozen=True):
    """A line of the log of plays."""

    item: Watchable
    at: datetime
    origin: str
    completed: bool
    position_ms: int | None = None


async def append_plays(tx: Connection, account_id: UUID, entries: Sequence[PlayEntry]) -> None:
    """Add to the log; title, year and external ids are copied in, since the log outlives the item's edits."""
    if not entries:
        return
    ids = [entry.item.id for entry in entries]
    found = await tx.execute(
        select(external_id.c.owner_id, func.jsonb_object_agg(external_id.c.provider, external_id.c.value).label("ids"))
        .where(external_id.c.owner_id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))))
        .group_by(external_id.c.owner_id),
        {"ids": ids},
    )
    external = {row.owner_id: row.ids for row in found}
    await tx.execute(
        insert(play),
        [
            {
                "id": new_id(),
                "account_id": account_id,
                "entity_id": entry.item.id,
                "at": entry.at,
                "origin": entry.origin,
                "completed": entry.completed,
                "position_ms": entry.position_ms,
                "title": entry.item.title,
                "year": entry.item.year,
                "external_ids": external.get(entry.item.id, {}),
            }
            for entry in entries
        ],
    )


async def remember_for_undo(tx: Connection, account_id: UUID, previous: Sequence[StoredState]) -> UUID:
    """Keep the states as they were; the id undoes the change that follows, once, within an hour."""
    await tx.execute(
        delete(state_undo).where(
            state_undo.c.account_id == account_id,
            state_undo.c.created_at < func.now() - func.make_interval(0, 0, 0, 0, 1),
        )
    )
    undo_id = new_id()
    await tx.execute(
        insert(state_undo),
        {"id": undo_id, "account_id": account_id, "previous": [msgspec.to_builtins(s) for s in previous]},
    )
    return undo_id


async def take_undo(tx: Connection, account_id: UUID, undo_id: UUID) -> list[StoredState] | None:
    """Take back what was kept under this id; None when there is nothing (used, too old, another person's)."""
    row = (
        await tx.execute(
            delete(state_undo)
            .where(state_undo.c.id == undo_id, state_undo.c.account_id == account_id)
            .returning(state_undo.c.previous)
        )
    ).one_or_none()
    return None if row is None else msgspec.convert(row.previous, list[StoredState], strict=False)


async def set_favourite(tx: Connection, account_id: UUID, item_id: UUID, *, favourite: bool) -> None:
    """Set or clear the favourite mark of any item."""
    statement = insert(state).values(account_id=account_id, entity_id=item_id, favourite=favourite)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[state.c.account_id, state.c.entity_id],
            set_={"favourite": favourite, "updated_at": func.now()},
        )
    )


_BEGUN_OF_A_SERIES = 3
"""Episodes of one series that people leave unfinished, at most and as a rule."""


async def continue_watching(tx: Connection, viewer: Viewer, limit: int) -> list[UUID]:
    """Give what was begun and not finished, last first; of a series only the latest episode."""
    given = {**viewer_parameters(viewer), "account": viewer.user_id}
    for most in (limit * _BEGUN_OF_A_SERIES, None):  # a long list of leftovers is read only where it must be
        rows = (await tx.execute(_begun(shape_of(viewer)), {**given, "most": most})).all()
        latest: dict[UUID, UUID] = {}
        for row in rows:
            latest.setdefault(row.title_id, row.entity_id)
        if len(latest) >= limit or len(rows) != most:
            break
    return list(latest.values())[:limit]


@cache
def _begun(shape: ViewerShape) -> Select[UUID, UUID]:
    return (
        select(state.c.entity_id, func.coalesce(item.c.series_id, item.c.id).label("title_id"))
        .join(item, item.c.id == state.c.entity_id)
        .where(
            state.c.account_id == bindparam("account"),
            state.c.position_ms > 0,
            or_(state.c.dismissed_at.is_(None), state.c.dismissed_at < state.c.last_played_at),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
        )
        .order_by(state.c.last_played_at.desc(), state.c.entity_id)
        .limit(bindparam("most", type_=Integer()))
    )
