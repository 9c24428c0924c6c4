"""Asking for work, in the transaction of the data it is about."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import msgspec

from matinee.kit.db import Connection
from matinee.kit.jobs import repository
from matinee.kit.jobs.kinds import AnyKind, Kind
from matinee.kit.jobs.metrics import ENQUEUED
from matinee.kit.jobs.repository import NewJob

_NOW = timedelta()
_TRIES = 5


class Enqueued(msgspec.Struct, frozen=True):
    """What became of a request: a job was made, a waiting one took it in, or one waits for the running one's end."""

    job_id: int
    outcome: Literal["made", "met_waiting", "follows_running"]


async def enqueue[A: msgspec.Struct](
    tx: Connection, kind: Kind[A], arguments: A, *, priority: int = 0, delay: timedelta = _NOW
) -> Enqueued:
    """Ask for a job. It exists when, and only when, the caller's transaction commits.

    A waiting job that takes the request in cannot start before that commit, so it sees the caller's data.
    """
    new = _new_job(kind, arguments, priority, delay)
    for _ in range(_TRIES):
        made = await repository.insert_jobs(tx, [new])
        if made:
            return _counted(kind, Enqueued(made[0].id, "follows_running" if made[0].follows else "made"))
        met = None if new.unique_key is None else await repository.meet_waiting(tx, new, _seconds(kind.unique_for))
        if met is not None:
            return _counted(kind, Enqueued(met, "met_waiting"))
    msg = f"{kind.name}: its waiting twin was started or grew too old {_TRIES} times in a row"
    raise RuntimeError(msg)


async def enqueue_many[A: msgspec.Struct](
    tx: Connection, kind: Kind[A], arguments: Sequence[A], *, priority: int = 0
) -> list[Enqueued]:
    """Ask for many jobs of one kind, 500 a statement; the answers are in no particular order."""
    answers: list[Enqueued] = []
    for start in range(0, len(arguments), 500):
        part = arguments[start : start + 500]
        wanted = {msgspec.json.encode(each): each for each in part} if kind.unique_for else dict(enumerate(part))
        new = [_new_job(kind, each, priority, _NOW) for each in wanted.values()]
        made = await repository.insert_jobs(tx, new)
        answers += [_counted(kind, Enqueued(each.id, "follows_running" if each.follows else "made")) for each in made]
        if len(made) < len(new):
            taken = {each.unique_key for each in made}
            for each, job in zip(wanted.values(), new, strict=True):
                if job.unique_key not in taken:
                    answers.append(await enqueue(tx, kind, each, priority=priority))
    return answers


def _counted(kind: AnyKind, answer: Enqueued) -> Enqueued:
    ENQUEUED.labels(kind.name, answer.outcome).inc()
    return answer


def _new_job[A: msgspec.Struct](kind: Kind[A], arguments: A, priority: int, delay: timedelta) -> NewJob:
    return NewJob(
        kind=kind.name,
        queue=kind.queue,
        priority=priority,
        arguments=msgspec.json.encode(arguments).decode(),
        unique_key=kind.unique_key(arguments),
        serial_key=kind.serial_key(arguments),
        attempts=kind.attempts,
        delay_s=delay.total_seconds(),
    )


def _seconds(period: timedelta | None) -> float:
    return 0.0 if period is None else period.total_seconds()
