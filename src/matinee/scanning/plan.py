"""Planning: from what was walked to a stored change set. Touches no file's row."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.walking import Rows
from matinee.libraries import StoredRoot
from matinee.scanning.identity import Found, Known, identify, why_not_walked
from matinee.scanning.questions import Answers, MustAsk, questions
from matinee.scanning.records import WalkedRoot
from matinee.scanning.repository import compare, moves
from matinee.scanning.repository.known import KnownFolder


class Planning(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of planning one root."""

    scan_id: UUID
    root: StoredRoot
    scope: bytes
    known: Mapping[bytes, KnownFolder]
    """What was known of the scope before the walk, by folder."""
    witnesses: list[tuple[bytes, int]]
    recent_since_ns: int
    """A video written since may still be written: it is looked at twice."""
    answers: Answers | None = None
    is_first_scan: bool = False


class Planned(msgspec.Struct):
    """What planning one root came to."""

    found: Found
    hides: int = 0
    growing: list[bytes] = []
    """Videos that are still being copied: they wait."""


async def plan_block(tx: Connection, scan_id: UUID, root_id: UUID, block: Rows, recent_since_ns: int) -> None:
    """Plan a part of a first scan: nothing is known yet, so it is new, but for what may come from elsewhere."""
    await compare.load_walked(tx, [block])
    await compare.keep_for_later(tx, root_id, recent_since_ns)
    await compare.fill_fresh(tx, root_id)
    await compare.count_planned(tx, await compare.plan_adds(tx, scan_id, root_id))


async def plan_root(tx: Connection, work: Planning, walked: WalkedRoot) -> Planned:
    """Compare a walked root with what is known, and store what is to be done.

    Raises `MustAsk` while the disk has to answer something first: it is not waited for in a transaction.
    """
    away = why_not_walked(walked.report)
    if away is not None:
        return Planned(Found(offline={b"": away}))
    await compare.load_walked(tx, walked.blocks)
    if work.is_first_scan:
        await compare.refresh_statistics(tx)
    found_again = await compare.found_in_folders(tx, work.root.id) if walked.blocks else {}
    known = Known(work.known, found_again, work.scope, work.witnesses)
    found = identify(work.root.identity, walked.report, known)
    if b"" in found.offline:
        return Planned(found)
    planned = Planned(found, growing=work.answers.growing if work.answers else [])
    if not walked.blocks and len(walked.report.same) == len(work.known):
        return planned  # each known folder was met exactly as it is known
    await compare.fill_same(tx, walked.report.same)
    fresh = await _leave_out(tx, work, walked, planned)
    await _write(tx, work, planned, has_fresh=bool(fresh))
    return planned


async def _leave_out(tx: Connection, work: Planning, walked: WalkedRoot, planned: Planned) -> int:
    """Take from what was walked what lies on a foreign disk or is still written; ask what must be asked."""
    for prefix in planned.found.offline:
        await compare.discard_below(tx, prefix)
    await compare.protect(tx, [*walked.report.unknown, *planned.found.offline, *planned.growing])
    await compare.discard(tx, planned.growing)
    if work.answers is not None:
        await compare.take_for_known(tx, work.answers.twins)
    fresh = await compare.fill_fresh(tx, work.root.id)
    if work.answers is None:
        asked = await questions(tx, work.root.id, work.scope, work.recent_since_ns, has_fresh=bool(fresh))
        if asked:
            raise MustAsk(asked)
    return fresh


async def _write(tx: Connection, work: Planning, planned: Planned, *, has_fresh: bool) -> None:
    answers = work.answers or Answers()
    added = moved = 0
    known = await compare.plan_known(tx, work.scan_id, work.root.id)
    if has_fresh:
        await moves.fill_gone(tx, work.root.id, work.scope, answers.gone)
        moved = await moves.plan_moves(tx, work.scan_id, work.root.id, answers.hashes)
    planned.hides = await compare.plan_hides(tx, work.scan_id, work.root.id, work.scope)
    if has_fresh:
        added = await compare.plan_adds(tx, work.scan_id, work.root.id)
    await compare.count_planned(tx, known + moved + planned.hides + added)
