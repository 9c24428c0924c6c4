"""SQL over scans: their rows, their plans, what they passed over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import any_, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import ContentColumns, Viewer, visible_to
from matinee.kit.db import Connection, copy_rows
from matinee.kit.ids import new_id
from matinee.kit.jobs.tables import job
from matinee.kit.walking import Issue
from matinee.scanning.records import Action, Change
from matinee.scanning.tables import scan, scan_change, scan_issue

_SEEN = ContentColumns(library_id=scan.c.library_id)
OPEN_STATES = ("waiting", "running")


class ScanRow(msgspec.Struct, frozen=True):
    """A scan as stored."""

    id: UUID
    library_id: UUID
    scope: bytes | None
    state: str
    phase: str | None
    job_id: int | None
    counts: dict[str, int]
    hold_reason: str | None
    holds: list[dict[str, object]]
    error: str | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Tally(msgspec.Struct, frozen=True):
    """What a scan changed: videos by action, and the files beside them."""

    videos: dict[Action, int]
    beside: int

    def counts(self) -> dict[str, int]:
        """Give the numbers as `records.Counts` names them."""
        named: dict[str, Action] = {
            "added": "add",
            "updated": "update",
            "moved": "move",
            "missing": "hide",
            "returned": "return",
        }
        return {name: self.videos.get(action, 0) for name, action in named.items()} | {"beside": self.beside}


_SCAN = tuple(scan.c[name] for name in ScanRow.__struct_fields__)


async def add(tx: Connection, library_id: UUID, scope: bytes | None) -> UUID:
    """Write a scan that waits for its job."""
    scan_id = new_id()
    await tx.execute(insert(scan).values(id=scan_id, library_id=library_id, scope=scope, state="waiting"))
    return scan_id


async def waiting(tx: Connection, library_id: UUID, scope: bytes | None) -> UUID | None:
    """Give the scan that waits for this library and scope."""
    statement = select(scan.c.id).where(
        scan.c.library_id == library_id, scan.c.state == "waiting", scan.c.scope.is_not_distinct_from(scope)
    )
    return (await tx.execute(statement.order_by(scan.c.requested_at.desc()).limit(1))).scalar_one_or_none()


async def of_job(tx: Connection, job_id: int) -> UUID | None:
    """Give the scan that a job works on."""
    return (await tx.execute(select(scan.c.id).where(scan.c.job_id == job_id).limit(1))).scalar_one_or_none()


async def change(tx: Connection, scan_id: UUID, **values: object) -> None:
    """Set columns of a scan."""
    await tx.execute(update(scan).where(scan.c.id == scan_id).values(**values))


async def by_id(tx: Connection, viewer: Viewer, scan_id: UUID) -> ScanRow | None:
    """Give one scan that the viewer may see."""
    row = (await tx.execute(select(*_SCAN).where(scan.c.id == scan_id, visible_to(viewer, _SEEN)))).one_or_none()
    return None if row is None else ScanRow(*row)


async def of_library(
    tx: Connection, viewer: Viewer, library_id: UUID, limit: int, before: tuple[datetime, UUID] | None
) -> list[ScanRow]:
    """Give the scans of a library, latest first."""
    statement = select(*_SCAN).where(scan.c.library_id == library_id, visible_to(viewer, _SEEN))
    if before is not None:
        statement = statement.where(func.row(scan.c.requested_at, scan.c.id) < func.row(*before))
    rows = await tx.execute(statement.order_by(scan.c.requested_at.desc(), scan.c.id.desc()).limit(limit))
    return [ScanRow(*row) for row in rows]


_ABANDONED = select(job.c.id).where(job.c.id == scan.c.job_id, job.c.finished_at.is_not(None)).exists()


async def active(tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]) -> dict[UUID, ScanRow]:
    """Give the scan that each library is under: running before waiting."""
    statement = (
        select(*_SCAN)
        .where(
            scan.c.library_id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))),
            scan.c.state.in_(OPEN_STATES),
            visible_to(viewer, _SEEN),
            ~_ABANDONED,
        )
        .order_by(scan.c.state.desc(), scan.c.requested_at)
    )
    rows = [ScanRow(*row) for row in await tx.execute(statement, {"ids": list(library_ids)})]
    return {row.library_id: row for row in sorted(rows, key=lambda row: row.state == "running")}


async def ended(tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]) -> list[ScanRow]:
    """Give the last scan of each library that came to its end, and the last whose plan waits for a person."""
    is_held = scan.c.state == "held"
    statement = (
        select(*_SCAN)
        .ext(distinct_on(scan.c.library_id, is_held))
        .where(
            scan.c.library_id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))),
            scan.c.state.not_in(OPEN_STATES),
            visible_to(viewer, _SEEN),
        )
        .order_by(scan.c.library_id, is_held, scan.c.requested_at.desc())
    )
    return [ScanRow(*row) for row in await tx.execute(statement, {"ids": list(library_ids)})]


class ServerWork(msgspec.Struct, frozen=True):
    """Whether anything is being done in the background, and when a scan last came to its end."""

    is_running: bool
    last_end: datetime | None


async def work_of_server(tx: Connection) -> ServerWork:
    """Tell whether jobs run, and when a scan last ended."""
    runs = select(job.c.id).where(job.c.state == "running").exists()
    row = (await tx.execute(select(runs, select(func.max(scan.c.finished_at)).scalar_subquery()))).one()
    return ServerWork(row[0], row[1])


class Abandoned(msgspec.Struct, frozen=True):
    """A scan whose job ended without telling."""

    id: UUID
    library_id: UUID
    state: str
    error: str | None


async def close_abandoned(tx: Connection) -> list[Abandoned]:
    """Close scans whose job ended without telling: cancelled while it waited, or given up by the queue."""
    statement = text("""
        update scan s set finished_at = j.finished_at,
            state = case j.state when 'cancelled' then 'cancelled' else 'failed' end,
            error = coalesce(s.error, case when j.state = 'discarded' then 'The job was given up.' end)
        from job j where j.id = s.job_id and j.finished_at is not null and s.state in ('waiting', 'running')
        returning s.id, s.library_id, s.state, s.error
    """)
    return [Abandoned(*row) for row in await tx.execute(statement)]


async def begin_again(tx: Connection, scan_id: UUID) -> None:
    """Let go of what an interrupted run had planned and not applied."""
    await tx.execute(delete(scan_change).where(scan_change.c.scan_id == scan_id, scan_change.c.applied_at.is_(None)))
    await tx.execute(delete(scan_issue).where(scan_issue.c.scan_id == scan_id))


async def add_issues(tx: Connection, scan_id: UUID, issues: Sequence[Issue]) -> None:
    """Store what was passed over or could not be read."""
    last = select(func.coalesce(func.max(scan_issue.c.ordinal), 0)).where(scan_issue.c.scan_id == scan_id)
    first = (await tx.execute(last)).scalar_one() + 1
    rows = [(scan_id, first + index, each.path, each.reason, each.detail or None) for index, each in enumerate(issues)]
    await copy_rows(tx, "scan_issue", ("scan_id", "ordinal", "path", "reason", "detail"), rows)


class Pending(msgspec.Struct, frozen=True):
    """Which changes of a plan are still to be applied: beyond an ordinal, of these kinds, perhaps of one root."""

    scan_id: UUID
    actions: Sequence[Action]
    after: int = 0
    root_id: UUID | None = None


async def pending(tx: Connection, wanted: Pending, limit: int) -> list[Change]:
    """Give the next changes to apply, in order."""
    columns = [scan_change.c[name] for name in Change.__struct_fields__]
    statement = (
        select(*columns)
        .where(scan_change.c.scan_id == wanted.scan_id, scan_change.c.ordinal > wanted.after)
        .where(scan_change.c.applied_at.is_(None), scan_change.c.action.in_(wanted.actions))
        .order_by(scan_change.c.ordinal)
        .limit(limit)
    )
    if wanted.root_id is not None:
        statement = statement.where(scan_change.c.root_id == wanted.root_id)
    return [Change(*row) for row in await tx.execute(statement)]


async def mark_applied(tx: Connection, scan_id: UUID, ordinals: Sequence[int]) -> None:
    """Note that changes were applied."""
    await tx.execute(
        update(scan_change)
        .where(scan_change.c.scan_id == scan_id, scan_change.c.ordinal == any_(bindparam("ordinals", type_=_INTS)))
        .values(applied_at=func.now()),
        {"ordinals": list(ordinals)},
    )


_INTS = ARRAY(scan_change.c.ordinal.type)


async def tally(tx: Connection, scan_id: UUID) -> Tally:
    """Count the applied changes of a scan."""
    is_video = func.coalesce(scan_change.c.details["kind"].astext, "video") == "video"
    statement = (
        select(scan_change.c.action, func.count().filter(is_video), func.count())
        .where(scan_change.c.scan_id == scan_id, scan_change.c.applied_at.is_not(None))
        .group_by(scan_change.c.action)
    )
    rows = [(row[0], row[1], row[2]) for row in await tx.execute(statement)]
    return Tally({action: videos for action, videos, _ in rows}, sum(of_all - videos for _, videos, of_all in rows))


async def count_pending(tx: Connection, scan_id: UUID) -> int:
    """Count the changes that wait."""
    statement = select(func.count()).where(scan_change.c.scan_id == scan_id, scan_change.c.applied_at.is_(None))
    return (await tx.execute(statement)).scalar_one()


async def plan_rows(
    tx: Connection, scan_id: UUID, action: Action | None, after: int, limit: int
) -> list[tuple[Change, bool]]:
    """Give a page of a plan, in order; of one kind of change, or of all."""
    columns = [scan_change.c[name] for name in Change.__struct_fields__]
    statement = (
        select(*columns, scan_change.c.applied_at.is_not(None))
        .where(scan_change.c.scan_id == scan_id, scan_change.c.ordinal > after)
        .order_by(scan_change.c.ordinal)
        .limit(limit)
    )
    if action is not None:
        statement = statement.where(scan_change.c.action == action)
    found: list[tuple[Change, bool]] = []
    for row in await tx.execute(statement):
        *values, applied = row
        found.append((Change(*values), applied))
    return found


async def issue_rows(tx: Connection, scan_id: UUID, after: int, limit: int) -> list[tuple[int, Issue]]:
    """Give a page of what was passed over, in order."""
    statement = (
        select(scan_issue.c.ordinal, scan_issue.c.path, scan_issue.c.reason, scan_issue.c.detail)
        .where(scan_issue.c.scan_id == scan_id, scan_issue.c.ordinal > after)
        .order_by(scan_issue.c.ordinal)
        .limit(limit)
    )
    return [(row[0], Issue(row[1], row[2], row[3] or "")) for row in await tx.execute(statement)]


async def dismiss_held(tx: Connection, library_id: UUID, scope: bytes | None, but: UUID) -> None:
    """Let go of older plans that wait for a person, where a newer scan looked at all of what they cover."""
    held = update(scan).where(scan.c.library_id == library_id, scan.c.state == "held", scan.c.id != but)
    if scope is not None:
        held = held.where((scan.c.scope == scope) | ((scan.c.scope >= scope + b"/") & (scan.c.scope < scope + b"0")))
    await tx.execute(held.values(state="dismissed"))


async def close_approved(tx: Connection, approved: UUID, applied_by: UUID) -> None:
    """Let a held plan be done that a person approved: what the scan after it applied is applied."""
    statement = text("""
        update scan_change h set applied_at = c.applied_at from scan_change c
        where h.scan_id = :approved and c.scan_id = :applied_by and h.action = 'hide' and c.action = 'hide'
        and c.file_id = h.file_id and h.applied_at is null and c.applied_at is not null
    """)
    given = {"approved": approved, "applied_by": applied_by}
    await tx.execute(statement, given)
    await tx.execute(update(scan).where(scan.c.id == approved, scan.c.state == "held").values(state="completed"))


async def forget_old(tx: Connection, days: int) -> int:
    """Delete the history of scans that ended so long ago, but for the latest of each library and those that wait."""
    statement = text("""
        delete from scan s where s.finished_at < now() - make_interval(days => :days) and s.state <> 'held'
        and s.id <> (select l.id from scan l where l.library_id = s.library_id order by l.requested_at desc limit 1)
    """)
    return (await tx.execute(statement, {"days": days})).rowcount
