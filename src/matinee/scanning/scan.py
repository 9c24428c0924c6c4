"""One scan from beginning to end: walk, compare, plan, apply; titles show while a first scan walks."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from uuid import UUID

import msgspec

from matinee.catalog.content_type import ContentType
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.walking import Issue, Issues, Message, Progress, Report, Rows, Walker, WalkRequest
from matinee.libraries import Library, RootReport, StoredRoot, note_root, note_scanned
from matinee.scanning import announcing
from matinee.scanning.apply import BATCH, Applied, Applying, apply_batch
from matinee.scanning.fingerprint import hash_new
from matinee.scanning.plan import MayBeMoved, Planned, Planning, plan_block, plan_root
from matinee.scanning.records import Action, WalkedRoot
from matinee.scanning.repository import files, scans
from matinee.scanning.rules import scan_rules

_HARMLESS: tuple[Action, ...] = ("add", "update", "move", "return")
_ALL: tuple[Action, ...] = (*_HARMLESS, "hide")

type Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
type Tell = Callable[[str, int, int | None, str], Awaitable[None]]
type Follow = Callable[[Connection, Collection[UUID]], Awaitable[None]]
type Probe = Callable[[Connection, Sequence[tuple[UUID, bytes, UUID]]], Awaitable[None]]


class ScanWork(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan is given: the library and its roots, and the world it works in."""

    scan_id: UUID
    library: Library
    roots: list[StoredRoot]
    scope: bytes | None
    approved_by: UUID | None
    content: ContentType
    walker: Walker
    clock: Clock
    transaction: Transaction
    tell: Tell
    probe: Probe
    follow: Follow
    """Told, in the transaction of each batch, which items it changed."""


class Outcome(msgspec.Struct, frozen=True):
    """How a scan ended."""

    state: str
    counts: dict[str, int]
    hold_reason: str | None = None
    error: str | None = None


async def run_scan(work: ScanWork) -> Outcome:
    """Scan a library, or one path of it. Repeating an interrupted scan ends in the same catalog."""
    return await _Run(work).run()


class _Run:
    """The state of one run."""

    def __init__(self, work: ScanWork) -> None:
        self.work = work
        self.now = _time_that_never_goes_back(work)
        is_first = work.library.first_scanned_at is None
        self.applying = Applying(work.scan_id, work.library.id, work.content, self.now, is_first_scan=is_first)
        self.streams = is_first and work.scope is None
        self.found = 0
        self.ignored = 0
        self.total: int | None = None
        self.holds: list[str] = []
        self.offline: list[str] = []

    async def run(self) -> Outcome:
        """Do all of it."""
        work = self.work
        async with work.transaction() as tx:
            await scans.begin_again(tx, work.scan_id)
            known, _ = await files.counts(tx, work.library.id)
            self.total = known or None
            await announcing.scan_started(tx, work.library, work.scan_id)
        for root in work.roots:
            if self._scope_in(root) is not None:
                await self._scan_root(root)
        return await self._end()

    def _scope_in(self, root: StoredRoot) -> bytes | None:
        """Give the scope below a root: empty for all of it, None when the root is not meant."""
        scope = self.work.scope
        if scope is None or scope == root.path:
            return b""
        prefix = root.path.rstrip(b"/") + b"/"
        return scope[len(prefix) :] if scope.startswith(prefix) else None

    async def _scan_root(self, root: StoredRoot) -> None:
        scope = self._scope_in(root) or b""
        walked = await self._walk(root, scope)
        planned = await self._plan(root, scope, walked)
        self.ignored += walked.report.ignored
        for prefix, words in planned.found.offline.items():
            self.offline.append(words)
            if prefix == b"":
                await self._note(root, "offline", words, None)
                return
        words = " ".join(planned.found.offline.values()) or None
        await self._note(root, "online", words, planned)
        if planned.hold_reason is not None:
            self.holds.append(planned.hold_reason)
        await self._apply(_HARMLESS if planned.hold_reason else _ALL)

    async def _walk(self, root: StoredRoot, scope: bytes) -> WalkedRoot:
        work = self.work
        request = WalkRequest(root.path, scan_rules(work.library.ignore_globs), scope)
        walked = WalkedRoot(root.id, [], [], Report(unknown=[b""], problem="not_answering"))
        before = self.found
        async for each in work.walker(request):
            await self._take(root, walked, each, before)
        await self._store_issues(walked)
        return walked

    async def _take(self, root: StoredRoot, walked: WalkedRoot, each: Rows | Message, before: int) -> None:
        if isinstance(each, Rows):
            self.found += each.count
            walked.blocks.append(each)
            if self.streams:
                async with self.work.transaction() as tx:
                    await plan_block(tx, self.work.scan_id, root.id, each)
                await self._apply(("add",))
        elif isinstance(each, Issues):
            walked.issues += each.issues
        elif isinstance(each, Progress):
            self.found = max(self.found, before + each.files)
        else:
            walked.report = each
            self.found = before + each.files
        await self.work.tell("walk", self.found, self.total, "")

    async def _store_issues(self, walked: WalkedRoot) -> None:
        for start in range(0, len(walked.issues), 5000):
            async with self.work.transaction() as tx:
                await scans.add_issues(tx, self.work.scan_id, walked.issues[start : start + 5000])
        walked.issues = list[Issue]()

    async def _plan(self, root: StoredRoot, scope: bytes, walked: WalkedRoot) -> Planned:
        work = self.work
        await work.tell("compare", self.found, self.total, "")
        planning = Planning(work.scan_id, root, scope, approved_by=work.approved_by, is_first_scan=self.streams)
        try:
            async with work.transaction() as tx:
                planned = await plan_root(tx, planning, walked)
        except MayBeMoved as found:
            hashes = await hash_new(root.path, found.paths)
            async with work.transaction() as tx:
                planned = await plan_root(tx, msgspec.structs.replace(planning, hashes=hashes), walked)
        walked.blocks = []
        return planned

    async def _note(self, root: StoredRoot, state: str, words: str | None, planned: Planned | None) -> None:
        async with self.work.transaction() as tx:
            identity = None if planned is None else msgspec.to_builtins(planned.found.identity)
            report = msgspec.convert(
                {"root_id": root.id, "state": state, "detail": words, "identity": identity}, RootReport
            )
            await note_root(tx, report)
            if (state != root.state and "unknown" not in {state, root.state}) or (
                state == "offline" and root.state == "unknown"
            ):
                await announcing.root_changed(tx, self.work.library, state, words)

    async def _apply(self, actions: tuple[Action, ...]) -> None:
        async for applied in self._batches(actions):
            await self.work.tell("apply", self.found, self.total, f"{applied.changes} changes")

    async def _batches(self, actions: tuple[Action, ...]) -> AsyncIterator[Applied]:
        work = self.work
        while True:
            async with work.transaction() as tx:
                changes = await scans.pending(tx, work.scan_id, actions, BATCH)
                if not changes:
                    return
                applied = await apply_batch(tx, self.applying, changes)
                await announcing.titles_added(tx, work.library.id, applied.new_items)
                if applied.probes:
                    await work.probe(tx, applied.probes)
                await work.follow(tx, applied.items)
            yield applied

    async def _end(self) -> Outcome:
        work = self.work
        async with work.transaction() as tx:
            counts = await self._counts(tx)
            state = "held" if self.holds else "offline" if self.offline else "completed"
            outcome = Outcome(state, counts, " ".join(self.holds) or None, " ".join(self.offline) or None)
            await scans.dismiss_held(tx, work.library.id, but=work.scan_id)
            if work.scope is None:
                await note_scanned(tx, work.library.id, self.now, is_whole=not self.offline)
            await scans.change(
                tx,
                work.scan_id,
                state=state,
                phase=None,
                counts=counts,
                hold_reason=outcome.hold_reason,
                error=outcome.error,
                finished_at=work.clock.now(),
            )
            await announcing.scan_done(tx, work.library, work.scan_id, state, counts)
        return outcome

    async def _counts(self, tx: Connection) -> dict[str, int]:
        tally = await scans.tally(tx, self.work.scan_id)
        _, inbox = await files.counts(tx, self.work.library.id)
        return {
            "found": self.found,
            "added": tally.get("add", 0),
            "updated": tally.get("update", 0),
            "moved": tally.get("move", 0),
            "missing": tally.get("hide", 0),
            "returned": tally.get("return", 0),
            "unmatched": inbox,
            "ignored": self.ignored,
        }


def _time_that_never_goes_back(work: ScanWork) -> datetime:
    """A clock set to 1970 must not make a thing older than the scan before."""
    earlier = [each for each in (work.library.last_scanned_at, work.library.created_at) if each is not None]
    return max(work.clock.now(), *earlier)
