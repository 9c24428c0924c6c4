"""One scan from beginning to end: walk, compare, plan, apply; titles show while a first scan walks."""

import os
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.kit.walking import Issue, Issues, Message, Progress, Report, Rows, WalkRequest
from matinee.libraries import RootReport, StoredRoot, note_root, note_scanned
from matinee.scanning import announcing, disk
from matinee.scanning.apply import BATCH, Applied, Applying, apply_batch, finish_cut_off, whole_folders
from matinee.scanning.hiding import Hiding, hold_reason
from matinee.scanning.identity import Away, Found, identity_of
from matinee.scanning.plan import Planned, Planning, plan_block, plan_root
from matinee.scanning.questions import MustAsk, ask
from matinee.scanning.records import HARMLESS, PROBLEMS, Action, Hold, WalkedRoot
from matinee.scanning.repository import files, hold, ignored, known, scans
from matinee.scanning.repository.scans import Pending
from matinee.scanning.rules import scan_rules
from matinee.scanning.work import Outcome, ScanWork

_NS = 1_000_000_000


async def run_scan(work: ScanWork) -> Outcome:
    """Scan a library, or one path of it. Repeating an interrupted scan ends in the same catalog."""
    return await _Run(work).run()


class _Run:
    """The state of one run. What is gone is hidden last: by then each root has told what merely moved."""

    def __init__(self, work: ScanWork) -> None:
        self.work = work
        self.began, self.now = work.clock.now(), _time_that_never_goes_back(work)
        is_first = work.library.first_scanned_at is None
        self.applying = Applying(work.scan_id, work.library.id, work.content, self.now, is_first_scan=is_first)
        self.streams = is_first and work.scope is None
        self.found = self.ignored = self.errors = 0
        self.total: int | None = None
        self.at = ""
        self.holds: list[Hold] = []
        self.offline: list[Away] = []
        self.growing: list[bytes] = []
        self.hiding: list[Hiding] = []
        self.applied = 0
        """Up to here in the plan, all that is harmless is applied."""

    async def run(self) -> Outcome:
        """Do all of it."""
        work = self.work
        async with work.transaction() as tx:
            await finish_cut_off(tx, self.applying)
            await scans.begin_again(tx, work.scan_id)
            present, _ = await files.counts(tx, work.library.id)
            self.total = present or None
            await announcing.scan_started(tx, work.library, work.scan_id)
        for root in work.roots:
            if self._scope_in(root) is not None:
                await self._scan_root(root)
        for each in self.hiding:
            await self._hide(each)
        return await self._end()

    def _scope_in(self, root: StoredRoot) -> bytes | None:
        """Give the scope below a root: empty for all of it, None when the root is not meant."""
        scope = self.work.scope
        if scope is None or scope == root.path:
            return b""
        prefix = root.path.rstrip(b"/") + b"/"
        return scope[len(prefix) :] if scope.startswith(prefix) else None

    async def _scan_root(self, root: StoredRoot) -> None:
        work, scope = self.work, self._scope_in(root) or b""
        async with work.transaction() as tx:
            planning = Planning(
                scan_id=work.scan_id,
                root=root,
                scope=scope,
                known=await known.known_folders(tx, root.id, scope),
                witnesses=await known.witnesses(tx, root.id, b"") if scope else [],
                recent_since_ns=int((work.clock.now() - work.quiet.window).timestamp() * _NS),
                is_first_scan=self.streams,
            )
            files_of_root = await known.count_present(tx, root.id)
        walked = await self._walk(planning)
        planned = await self._plan(planning, walked)
        self.ignored += walked.report.ignored
        self.offline += planned.found.away
        await self._note(root, planned.found)
        if b"" in planned.found.offline:
            return
        self.growing += [root.path + b"/" + path for path in planned.growing]
        await self._apply(HARMLESS)
        if planned.hides:
            self.hiding.append(
                Hiding(
                    scan_id=work.scan_id,
                    root_id=root.id,
                    root_path=root.path,
                    known=planning.known,
                    files_of_root=files_of_root,
                    mounts=walked.report.mounts,
                    doubts=planned.found.doubts,
                    approved_by=work.approved_by,
                    is_accepted=identity_of(root.identity).accepts_other,
                )
            )

    async def _walk(self, planning: Planning) -> WalkedRoot:
        root, scope = planning.root, planning.scope
        request = WalkRequest(
            root.path,
            scan_rules(self.work.library.ignore_globs),
            scope,
            known=[(path, each.fingerprint) for path, each in planning.known.items()],
            witnesses=planning.witnesses,
        )
        walked = WalkedRoot(root.id, [], [], Report(unknown=[b""], problem="not_answering"))
        before = self.found
        async for each in self.work.walker(request):
            await self._take(planning, walked, each, before)
        await self._store_passed_over(planning, walked)
        return walked

    async def _take(self, planning: Planning, walked: WalkedRoot, each: Rows | Message, before: int) -> None:
        if isinstance(each, Rows):
            self.found += each.count
            walked.blocks.append(each)
            if self.streams:
                async with self.work.transaction() as tx:
                    await plan_block(tx, self.work.scan_id, planning.root.id, each, planning.recent_since_ns)
                await self._apply(("add",))
        elif isinstance(each, Issues):
            walked.issues += each.issues
        elif isinstance(each, Progress):
            self.found = max(self.found, before + each.files)
            self.at = display_path(os.path.join(planning.root.path, each.path))
        else:
            walked.report = each
            self.found = before + each.files
        await self.work.tell("walk", self.found, self.total, self.at)

    async def _store_passed_over(self, planning: Planning, walked: WalkedRoot) -> None:
        """Keep what could not be read with the scan, and what is passed over with the root."""
        await self._store_errors([each for each in walked.issues if each.reason in PROBLEMS])
        if walked.report.problem is None:
            passed = [each for each in walked.issues if each.reason not in PROBLEMS]
            async with self.work.transaction() as tx:
                await ignored.replace(tx, planning.root.id, planning.scope, passed, walked.report.unknown)
        walked.issues = list[Issue]()

    async def _store_errors(self, errors: list[Issue]) -> None:
        self.errors += len(errors)
        for start in range(0, len(errors), 5000):
            async with self.work.transaction() as tx:
                await scans.add_issues(tx, self.work.scan_id, errors[start : start + 5000])

    async def _plan(self, planning: Planning, walked: WalkedRoot) -> Planned:
        work = self.work
        await work.tell("compare", self.found, self.total, "")
        try:
            async with work.transaction() as tx:
                planned = await plan_root(tx, planning, walked)
        except MustAsk as must:
            answers = await ask(planning.root.path, must.asked, work.quiet.pause)
            async with work.transaction() as tx:
                planned = await plan_root(tx, msgspec.structs.replace(planning, answers=answers), walked)
        walked.blocks = []
        words = "It is still being copied: it is taken when it is quiet."
        await self._store_errors([Issue(path, "still_written", words) for path in planned.growing])
        return planned

    async def _hide(self, hiding: Hiding) -> None:
        """Hide what is gone, unless a person must decide. What can still be looked at is not gone."""
        work = self.work
        async with work.transaction() as tx:
            await hold.drop_moved(tx, work.scan_id)
            to_check = await hold.unexplained(tx, work.scan_id, hiding.root_id)
        there = set(await disk.still_there(hiding.root_path, to_check, hiding.mounts))
        words = "The disk did not list it, but it is there or cannot be looked at: nothing is concluded."
        await self._store_errors([Issue(path, "not_listed", words) for number, path in to_check if number in there])
        async with work.transaction() as tx:
            await hold.drop(tx, work.scan_id, sorted(there))
            held = await hold_reason(tx, hiding)
        if held is not None:
            self.holds.append(held)
            return
        await self._apply(("hide",), hiding)

    async def _note(self, root: StoredRoot, found: Found) -> None:
        away, state = found.away, "online" if found.is_online else "offline"
        words, code = " ".join(each.words for each in away) or None, away[0].code if away else None
        async with self.work.transaction() as tx:
            told = msgspec.to_builtins(found.identity) if found.is_online else None
            await note_root(tx, RootReport(root.id, state, words, told, code))
            if (state != root.state and "unknown" not in {state, root.state}) or (
                state == "offline" and root.state == "unknown"
            ):
                await announcing.root_changed(tx, self.work.library, state, words)

    async def _apply(self, actions: tuple[Action, ...], of: Hiding | None = None) -> None:
        async for applied in self._batches(actions, of):
            await self.work.tell("apply", self.found, self.total, f"{applied.changes} changes")

    async def _batches(self, actions: tuple[Action, ...], of: Hiding | None) -> AsyncIterator[Applied]:
        work = self.work
        done = self.applied if of is None else 0
        while True:
            async with work.transaction() as tx:
                changes = await scans.pending(tx, Pending(work.scan_id, actions, done, of and of.root_id), BATCH + 1)
                if not changes:
                    return
                batch = whole_folders(changes, BATCH)
                following = changes[len(batch)] if len(changes) > len(batch) else None
                applied = await apply_batch(tx, self.applying, batch, following)
                if applied.probes:
                    await work.probe(tx, applied.probes)
                await work.follow(tx, applied.items)
                await announcing.titles_added(tx, work.library.id, applied.new_items)
            done = batch[-1].ordinal
            if of is None:
                self.applied = done
            yield applied

    async def _end(self) -> Outcome:
        work = self.work
        async with work.transaction() as tx:
            counts = await self._counts(tx)
            state = "held" if self.holds else "offline" if self.offline else "completed"
            words = " ".join(each.words for each in self.holds) or None
            error = " ".join(each.words for each in self.offline) or None
            outcome = Outcome(state, counts, words, self.holds, error)
            if work.approved_by is not None:
                await scans.close_approved(tx, work.approved_by, work.scan_id)
            if not self.offline:
                await scans.dismiss_held(tx, work.library.id, work.scope, but=work.scan_id)
            if work.scope is None:
                await note_scanned(tx, work.library.id, self.now, is_whole=not self.offline)
            if self.growing:
                await work.again(tx, self.growing)
            await scans.change(
                tx,
                work.scan_id,
                state=state,
                phase=None,
                counts=counts,
                hold_reason=outcome.hold_reason,
                holds=msgspec.to_builtins(self.holds),
                error=outcome.error,
                finished_at=work.clock.now(),
            )
            seconds = max(0, round((work.clock.now() - self.began).total_seconds()))
            await announcing.scan_done(tx, work.library, work.scan_id, state, counts | {"seconds": seconds})
        return outcome

    async def _counts(self, tx: Connection) -> dict[str, int]:
        tally = await scans.tally(tx, self.work.scan_id)
        _, inbox = await files.counts(tx, self.work.library.id)
        return {
            "found": self.found,
            **tally.counts(),
            "unmatched": inbox,
            "ignored": max(0, self.ignored - self.errors),
            "errors": self.errors,
        }


def _time_that_never_goes_back(work: ScanWork) -> datetime:
    """A clock set to 1970 must not make a thing older than the scan before."""
    earlier = [each for each in (work.library.last_scanned_at, work.library.created_at) if each is not None]
    return max(work.clock.now(), *earlier)
