"""The log's background work: one entry, forgetting old ones, counting days."""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import msgspec

from matinee.activity import repository
from matinee.journal import Actor, Entry, Result, forget_older_than, record
from matinee.kit.jobs import Done, JobContext, Kind, Queue, Schedule

_PORTION = 10_000


class RecordActivity(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, as an event told it."""

    at: datetime
    action: str
    person_id: UUID | None = None
    """Who did it; null: the server itself."""
    target_kind: str | None = None
    target_id: UUID | None = None
    target_name: str | None = None
    result: str = "done"
    details: dict[str, object] = {}
    playback_id: UUID | None = None
    """The playback it belongs to, whose device tells from where."""


class ForgetActivity(msgspec.Struct, frozen=True):
    """Which entries are old."""

    retention_days: int = 90


class CountDays(msgspec.Struct, frozen=True):
    """Every day that is not counted yet, and the last two again."""


async def record_one(context: JobContext, wanted: RecordActivity) -> None:
    """Write one entry; with its end in one transaction, so that no entry is written twice."""
    async with context.transaction() as tx:
        actor = Actor(kind="system")
        if wanted.person_id is not None:
            actor = await repository.actor_of_person(tx, wanted.person_id, wanted.playback_id)
        name = wanted.target_name
        if name is None and wanted.target_id is not None:
            name = await repository.name_of(tx, wanted.target_id)
        entry = Entry(
            actor=actor,
            action=wanted.action,
            target_kind=wanted.target_kind,
            target_id=wanted.target_id,
            target_name=name,
            result=cast("Result", wanted.result),
            details=wanted.details,
            at=wanted.at,
        )
        await record(tx, entry)
        await context.complete(tx)


async def forget_old(context: JobContext, wanted: ForgetActivity) -> Done:
    """Forget entries past their retention, a portion a transaction."""
    forgotten = 0
    while True:
        async with context.transaction() as tx:
            gone = await forget_older_than(tx, timedelta(days=wanted.retention_days), at_most=_PORTION)
        forgotten += gone
        if gone < _PORTION:
            return Done({"forgotten": forgotten})
        await context.progress("forget", forgotten)


async def count_days(context: JobContext, _wanted: CountDays) -> Done:
    """Count what was played, by day. What cannot be read is this attempt's error, and the next one's chance."""
    async with context.transaction() as tx:
        return Done({"days": await repository.count_days(tx)})


ACTIVITY_RECORD: Kind[RecordActivity] = Kind(
    name="activity.record",
    arguments=RecordActivity,
    queue=Queue.LOW,
    attempts=3,
    unique_for=None,
    time_limit=timedelta(seconds=10),
    serial=None,
    run=record_one,
)
ACTIVITY_CLEANUP: Kind[ForgetActivity] = Kind(
    name="activity.cleanup",
    arguments=ForgetActivity,
    queue=Queue.LOW,
    attempts=3,
    unique_for=None,
    time_limit=timedelta(minutes=2),
    serial=None,
    schedule=Schedule(every=timedelta(days=1)),
    run=forget_old,
)
STATS_AGGREGATE: Kind[CountDays] = Kind(
    name="stats.aggregate",
    arguments=CountDays,
    queue=Queue.LOW,
    attempts=3,
    unique_for=timedelta(hours=1),
    time_limit=timedelta(minutes=2),
    serial=None,
    schedule=Schedule(every=timedelta(hours=1), at_start=True),
    run=count_days,
)
KINDS = [ACTIVITY_RECORD, ACTIVITY_CLEANUP, STATS_AGGREGATE]
