"""What people do with titles: progress, watched marks with undo, favourites; state and log always together."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.errors import ItemNotFound, NothingToWatch, UndoGone
from matinee.catalog.repository import state as repository
from matinee.catalog.repository.pointing import resolved
from matinee.catalog.repository.state import PlayEntry, StoredState, Watchable
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce

WATCHED_SHARE: Final = 0.9
"""A title counts as watched from here on: what follows are credits (Jellyfin and Plex use the same share)."""
_LONGEST_MS: Final = 2**53
"""Positions beyond this are no JSON integer any more; they are clamped."""


def _person(viewer: Viewer) -> UUID:
    if viewer.user_id is None:
        raise NothingToWatch("This key belongs to no person, so it has no watched marks. Use a person's key.")
    return viewer.user_id


async def mark_watched(tx: Connection, viewer: Viewer, item_id: UUID, *, watched: bool, clock: Clock) -> UUID:
    """Mark a movie or episode, or all episodes of a season or series; the id undoes it."""
    return await _mark(tx, viewer, await _found(tx, viewer, item_id), watched=watched, now=clock.now())


async def mark_watched_up_to(tx: Connection, viewer: Viewer, episode_id: UUID, *, clock: Clock) -> UUID:
    """Mark an episode and all before it, in watching order; the id undoes it."""
    episode_id = await resolved(tx, episode_id)
    found = await repository.watchables(tx, viewer, episode_id, up_to=True)
    if not any(each.id == episode_id for each in found):
        raise ItemNotFound
    return await _mark(tx, viewer, found, watched=True, now=clock.now())


async def undo(tx: Connection, viewer: Viewer, undo_id: UUID) -> None:
    """Put the states back that a mark changed. The log keeps both."""
    person = _person(viewer)
    previous = await repository.take_undo(tx, person, undo_id)
    if previous is None:
        raise UndoGone
    await repository.store_states(tx, person, previous)


async def report_progress(tx: Connection, viewer: Viewer, item_id: UUID, position_ms: int, *, clock: Clock) -> None:
    """Remember where somebody stopped. Past the watched share the title is watched, counted once a viewing."""
    person = _person(viewer)
    watchable = (await _found(tx, viewer, item_id, single=True))[0]
    before, now = watchable.state, clock.now()
    position = max(0, min(position_ms, watchable.duration_ms or _LONGEST_MS))
    is_at_end = watchable.duration_ms is not None and position >= watchable.duration_ms * WATCHED_SHARE
    if not is_at_end:
        after = msgspec.structs.replace(before, position_ms=position, last_played_at=now)
        await repository.store_states(tx, person, [after])
        return
    if before.watched and before.position_ms == 0:
        return  # the credits of a viewing that is counted already
    after = msgspec.structs.replace(
        before, watched=True, play_count=before.play_count + 1, position_ms=0, last_played_at=now
    )
    await repository.store_states(tx, person, [after])
    entry = PlayEntry(item=watchable, at=now, origin="playback", completed=True, position_ms=position)
    await repository.append_plays(tx, person, [entry])
    await _announce(tx, person, watchable, "item.watched")


async def dismiss(tx: Connection, viewer: Viewer, item_id: UUID, *, clock: Clock) -> None:
    """Take a title off continue watching; where it stopped is kept, and playing it again brings it back."""
    watchable = (await _found(tx, viewer, item_id, single=True))[0]
    after = msgspec.structs.replace(watchable.state, dismissed_at=clock.now())
    await repository.store_states(tx, _person(viewer), [after])


async def set_favourite(tx: Connection, viewer: Viewer, item_id: UUID, *, favourite: bool) -> None:
    """Set or clear the favourite mark; the caller has asked that the viewer may see the item."""
    await repository.set_favourite(tx, _person(viewer), item_id, favourite=favourite)


async def _found(tx: Connection, viewer: Viewer, item_id: UUID, *, single: bool = False) -> list[Watchable]:
    found = await repository.watchables(tx, viewer, item_id)
    if not found and (target := await resolved(tx, item_id)) != item_id:
        item_id = target
        found = await repository.watchables(tx, viewer, item_id)
    if not found:
        raise ItemNotFound
    if single and (len(found) != 1 or found[0].id != item_id):
        raise NothingToWatch("A position belongs to a movie or an episode, not to a series or season.")
    return found


async def _mark(tx: Connection, viewer: Viewer, watchables: list[Watchable], *, watched: bool, now: datetime) -> UUID:
    person = _person(viewer)
    changed = [each for each in watchables if each.state.watched != watched or each.state.position_ms > 0]
    undo_id = await repository.remember_for_undo(tx, person, [each.state for each in changed])
    await repository.store_states(tx, person, [_marked(each.state, watched=watched, now=now) for each in changed])
    if watched:
        entries = [PlayEntry(item=each, at=now, origin="mark", completed=True) for each in changed]
        await repository.append_plays(tx, person, entries)
    for each in changed:
        await _announce(tx, person, each, "item.watched" if watched else "item.unwatched")
    return undo_id


def _marked(before: StoredState, *, watched: bool, now: datetime) -> StoredState:
    if not watched:
        return msgspec.structs.replace(before, watched=False, play_count=0, position_ms=0, last_played_at=None)
    return msgspec.structs.replace(
        before, watched=True, play_count=max(1, before.play_count), position_ms=0, last_played_at=now
    )


async def _announce(tx: Connection, person: UUID, watchable: Watchable, name: str) -> None:
    payload: dict[str, object] = {"item_id": str(watchable.id), "kind": watchable.kind, "title": watchable.title}
    await announce(tx, Event(name=name, subject_id=watchable.id, user_id=person, payload=payload))
