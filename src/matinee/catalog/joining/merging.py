"""Merging titles: by a person who says that two are one, or by a provider's id that proves it. Undoable either way."""

from collections.abc import Sequence
from uuid import UUID

from matinee.access.policy import SYSTEM
from matinee.catalog.changes import Act, Recorded, Recording, Scope, tell, version_items
from matinee.catalog.following import TitleFollowers
from matinee.catalog.joining import repository
from matinee.catalog.joining.errors import CannotMerge
from matinee.catalog.joining.leaves import Reach, join_leaf
from matinee.catalog.joining.series import join_series
from matinee.catalog.placing import lock
from matinee.catalog.presence import rejoin
from matinee.catalog.repository.pointing import Pointed, pointed
from matinee.kit.clock import Clock
from matinee.kit.db import Connection

_MERGEABLE = frozenset({"movie", "series", "episode", "extra"})


async def merge(tx: Connection, act: Act, target_id: UUID, source_ids: Sequence[UUID]) -> Recorded:
    """Let titles go into one: its versions are those of all, its history too, and each id leads to it."""
    await lock(tx)
    target = await pointed(tx, act.viewer, target_id)
    sources = [each for each in [await pointed(tx, act.viewer, one) for one in source_ids] if each.id != target.id]
    _check(target, sources)
    recording = Recording(tx, act, "merge_titles")
    items = await repository.tree_of(tx, [target.id, *(each.id for each in sources)])
    items |= {each for one in (target, *sources) for each in (one.parent_id, one.series_id) if each is not None}
    await recording.begin(Scope(items, await repository.files_of(tx, sorted(items))))
    made: set[UUID] = set()
    for each in {source.id: source for source in sources}.values():
        if each.kind == "series":
            made |= await join_series(tx, each.id, target.id, Reach.of(act.viewer), act.clock.now())
        else:
            await join_leaf(tx, each.id, target.id, Reach.of(act.viewer))
    return await finish(tx, act, recording, _summary(target, sources), made=made)


async def finish(
    tx: Connection, act: Act, recording: Recording, summary: dict[str, object], *, made: set[UUID]
) -> Recorded:
    """Bring libraries and presence in line, keep the change, and tell of it."""
    items = recording.scope.items | made
    await rejoin(tx, items, await recording.left_by_versions(), act.clock.now())
    recorded = await recording.finish(summary, made=made)
    if recorded.id is not None:
        touched = {UUID(str(row["id"])) for table, *both in recorded.rows if table == "item" for row in both if row}
        touched |= version_items(recorded.rows) | made
        await tell(tx, act, recording.kind, recorded.id, touched, recorded.libraries)
    return recorded


async def join_twins(tx: Connection, item_id: UUID, clock: Clock, followers: TitleFollowers) -> Recorded | None:
    """Merge a title with those that carry one of its provider ids; call it after ids were written.

    The elder keeps its id: what people bookmarked and watched longest. None when it has no twin.
    """
    twins = await repository.twins(tx, item_id)
    if not twins:
        return None
    eldest, *others = sorted([item_id, *twins])
    return await merge(tx, Act(SYSTEM, clock, followers), eldest, others)


def _check(target: Pointed, sources: Sequence[Pointed]) -> None:
    if not sources:
        raise CannotMerge("Name at least one other title to merge into this one.")
    if target.kind not in _MERGEABLE or any(each.kind != target.kind for each in sources):
        raise CannotMerge("Only titles of one kind can be one: movies with movies, series with series.")


def _summary(target: Pointed, sources: Sequence[Pointed]) -> dict[str, object]:
    return {
        "from": [{"title": each.title, "year": each.year} for each in sources],
        "to": {"title": target.title, "year": target.year},
    }
