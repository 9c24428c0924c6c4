"""Telling of changes to titles: the journal's line and the events, in the transaction of the change."""

from collections.abc import Collection, Sequence
from uuid import UUID

from matinee.access import actor_for
from matinee.catalog.changes import repository
from matinee.catalog.changes.recording import Act
from matinee.catalog.changes.records import ChangeKind
from matinee.catalog.changes.repository import Touched
from matinee.catalog.jobs import request_dressing
from matinee.journal import Entry, record
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce_all

_ACTIONS: dict[ChangeKind, str] = {
    "match": "item.matched",
    "split": "item.split",
    "merge_titles": "item.merged",
    "merge_versions": "item.versions_merged",
    "move_episode": "item.moved",
    "edit": "item.edited",
}


async def tell(  # noqa: PLR0913 - each is a part of the sentence
    tx: Connection,
    act: Act,
    kind: ChangeKind,
    change_id: UUID,
    items: Collection[UUID],
    libraries: Sequence[UUID],
    *,
    undone: bool = False,
) -> None:
    """Write who did what to which title, and announce each title that is not what it was."""
    touched = await repository.touched(tx, sorted(items))
    await act.followers.tell(tx, items)
    await request_dressing(tx, items)
    first = next((each for each in touched if each.kind in {"movie", "series", "episode"}), None)
    entry = Entry(
        actor=actor_for(act.viewer),
        action=_ACTIONS[kind] + ("_undone" if undone else ""),
        target_kind="item",
        target_id=None if first is None else first.id,
        target_name=None if first is None else first.title,
        details={"change_id": str(change_id), "items": len(touched)},
    )
    await record(tx, entry)
    await announce_all(tx, [_event(each, libraries) for each in touched if each.kind != "extra"])


async def announce_touched(tx: Connection, items: Collection[UUID], libraries: Sequence[UUID]) -> None:
    """Announce items that are not what they were, where no person did it."""
    await request_dressing(tx, items)
    touched = await repository.touched(tx, sorted(items))
    await announce_all(tx, [_event(each, libraries) for each in touched if each.kind != "extra"])


def _event(item: Touched, libraries: Sequence[UUID]) -> Event:
    """A title that no library holds any more is told as deleted to those who saw it."""
    gone = not item.library_ids or item.merged_into is not None
    kind = "series" if item.kind == "season" else item.kind
    payload: dict[str, object] = {"title": item.title, "year": item.year}
    if item.merged_into is not None:
        payload["merged_into"] = str(item.merged_into)
    if item.series_id is not None:
        payload["series_id"] = str(item.series_id)
    return Event(
        name=f"{kind}.{'deleted' if gone and item.kind != 'season' else 'updated'}",
        subject_id=item.series_id if item.kind == "season" and item.series_id else item.id,
        library_ids=list(libraries) if gone else item.library_ids,
        minimum_age=item.minimum_age,
        payload=payload,
    )
