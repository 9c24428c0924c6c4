"""Deciding again on one file, in one transaction; the same decision twice changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from matinee.catalog.changes import announce_touched
from matinee.catalog.content_type import Candidate, Placement
from matinee.catalog.following import TitleFollowers
from matinee.catalog.joining import Reach, files_of, join_leaf
from matinee.catalog.placing import PlacingRun, lock, place
from matinee.catalog.presence import items_of_files, rejoin, remove_if_unused
from matinee.catalog.rematching.repository import StoredMatch, stored_matches
from matinee.kit.db import Connection


class Rematched(msgspec.Struct, frozen=True):
    """What came of it."""

    state: str
    item_ids: list[UUID]
    moved: bool


def differs(stored: StoredMatch, placement: Placement) -> bool:
    """Tell whether a new decision is another than the stored one. A person's choice is never in question."""
    if stored.state == "locked":
        return False
    if stored.state != placement.state:
        return True
    return _said(stored.candidates) != _said(placement.candidates or _own(placement))


def told_anew(pairs: Sequence[tuple[StoredMatch, Placement]]) -> list[Placement]:
    """Give the decisions that stay what they were for other reasons by now: an NFO that agrees."""
    return [
        msgspec.structs.replace(said, candidates=_filed_as(stored, said))
        for stored, said in pairs
        if stored.state not in {"locked", None} and not differs(stored, said) and list(said.reasons) != stored.reasons
    ]


def _filed_as(stored: StoredMatch, said: Placement) -> tuple[Candidate, ...]:
    """The new candidates, the first of them with the title that the file is filed under."""
    first, *others = said.candidates or tuple(_own(said))
    known = stored.candidates[0].item_id if stored.candidates else None
    return (msgspec.structs.replace(first, item_id=known), *others)


def _own(placement: Placement) -> list[Candidate]:
    return [Candidate(title=placement.title.title, year=placement.title.year, score=placement.score)]


def _said(candidates: Sequence[Candidate]) -> tuple[object, ...]:
    first = candidates[0] if candidates else None
    return () if first is None else (first.title, first.year, first.season, first.episodes, first.air_date)


async def rematch(
    tx: Connection, placement: Placement, now: datetime, followers: TitleFollowers, *, force: bool
) -> Rematched | None:
    """Place a file by what was decided. None when the file is gone; a locked one stays unless forced.

    An item that is left without files hands its history to what took the last of them.
    """
    await lock(tx)
    found = await stored_matches(tx, [placement.file_id])
    if not found:
        return None
    stored = found[0]
    if stored.state == "locked" and not force:
        return Rematched("locked", stored.leaves, moved=False)
    run = PlacingRun(stored.library_id, now, is_first_scan=True, modified={stored.file_id: stored.first_seen_at})
    before = await items_of_files(tx, [stored.file_id])
    placed = await place(tx, run, [placement])
    leaves = (await stored_matches(tx, [placement.file_id]))[0].leaves
    left = set(stored.leaves) - set(leaves)
    if len(leaves) == 1:
        for leaf in left:
            if not await files_of(tx, [leaf]):
                await join_leaf(tx, leaf, leaves[0], Reach(None), gives_name_up=True)
    touched = before | placed.items
    await rejoin(tx, touched, left, now)
    if left or placed.new_items:
        await announce_touched(tx, sorted(touched), [stored.library_id])
        await followers.tell(tx, touched)
    await remove_if_unused(tx, before - placed.items)
    return Rematched(placement.state, leaves, moved=bool(left))
