"""Planning: from what was walked to a stored change set, and whether a person must look at it first."""

from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.kit.walking import Rows
from matinee.libraries import StoredRoot
from matinee.scanning.identity import Found, identify, problem_in_words
from matinee.scanning.records import WalkedRoot
from matinee.scanning.repository import compare, hold

_MOST_HASHES = 5000


class Planned(msgspec.Struct):
    """What planning one root came to."""

    found: Found
    hides: int = 0
    hold_reason: str | None = None


class Planning(msgspec.Struct, frozen=True):
    """The circumstances of planning one root."""

    scan_id: UUID
    root: StoredRoot
    scope: bytes
    hashes: list[tuple[bytes, bytes]] | None = None
    approved_by: UUID | None = None
    is_first_scan: bool = False


async def plan_block(tx: Connection, scan_id: UUID, root_id: UUID, block: Rows) -> None:
    """Plan a part of a first scan: nothing is known yet, all of it is new."""
    await compare.load_walked(tx, [block])
    await compare.plan_first(tx, scan_id, root_id)


class MayBeMoved(Exception):
    """New paths that may be known files, to be told by their content before planning."""

    def __init__(self, paths: list[bytes]) -> None:
        super().__init__(len(paths))
        self.paths = paths


async def plan_root(tx: Connection, work: Planning, walked: WalkedRoot) -> Planned:
    """Compare a walked root with what is known, and store what is to be done. Touches no file's row.

    Raises `MayBeMoved` while the hashes of new files that may be known ones are not read: a disk is not waited for
    in a transaction.
    """
    words = problem_in_words(walked.report)
    if words is not None:
        return Planned(Found(offline={b"": words}))
    await compare.load_walked(tx, walked.blocks)
    if work.is_first_scan:
        await compare.refresh_statistics(tx)
    found = await identify(tx, work.root.id, work.root.identity, walked.report)
    if b"" in found.offline:
        return Planned(found)
    for prefix in found.offline:
        await compare.discard_below(tx, prefix)
    await compare.protect(tx, [*walked.report.unknown, *found.offline])
    if work.hashes is None:
        paths = await compare.move_candidates(tx, work.root.id, _MOST_HASHES)
        if paths:
            raise MayBeMoved(paths)
    await compare.plan_known(tx, work.scan_id, work.root.id)
    await compare.plan_moves(tx, work.scan_id, work.root.id, work.hashes or [])
    hides = await compare.plan_hides(tx, work.scan_id, work.root.id, work.scope)
    await compare.plan_adds(tx, work.scan_id, work.root.id)
    if hides and work.approved_by is not None:
        await hold.approve(tx, work.scan_id, work.approved_by)
    return Planned(found, hides, await _hold_reason(tx, work) if hides else None)


async def _hold_reason(tx: Connection, work: Planning) -> str | None:
    hidden, known = await hold.hidden_share(tx, work.scan_id, work.root.id)
    where = display_path(work.root.path)
    if hidden and hidden == known:
        return f"It would hide every file of {where} ({known})."
    if hidden >= hold.FILES_OF_ROOT and hidden > known * hold.SHARE_OF_ROOT:
        return f"It would hide {hidden} of {known} files of {where}, which is over {hold.SHARE_OF_ROOT:.0%}."
    folder = await hold.emptied_folder(tx, work.scan_id, work.root.id)
    if folder is not None:
        return f"It would hide {folder[1]} of {folder[2]} files in {display_path(folder[0]) or where}: over half of it."
    return None
