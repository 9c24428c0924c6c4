"""Jobs whose effects are rows, so that each effect can be counted afterwards."""

import asyncio
import os
import signal
from datetime import timedelta

import msgspec
from sqlalchemy import text

from matinee.kit.jobs import AnyKind, Backoff, Done, JobContext, Kind, Outcome, Queue, Schedule, enqueue
from tests.faults.jobs.points import point

TABLES = """
create table chaos_effect (kind text not null, number int not null, run int not null);
create table chaos_kept (kind text not null, number int not null, primary key (kind, number));
create table chaos_span (folder text not null, number int not null, began timestamptz not null, ended timestamptz);
"""
_EFFECT = text("insert into chaos_effect (kind, number, run) values (:kind, :number, :run)")
_KEPT = text("insert into chaos_kept (kind, number) values (:kind, :number) on conflict do nothing")
_SPAN = text(
    "insert into chaos_span (folder, number, began, ended) values (:folder, :number, :began, clock_timestamp())"
)
_NOW = text("select clock_timestamp()")


class Work(msgspec.Struct, frozen=True):
    """One numbered piece of work."""

    number: int
    folder: str = ""
    pause_ms: int = 0


class Nothing(msgspec.Struct, frozen=True):
    """No arguments."""


async def _once(context: JobContext, work: Work) -> Outcome:
    """Effect, child and end commit together: each exists once whatever happens."""
    point("body")
    await asyncio.sleep(work.pause_ms / 1000)
    async with context.transaction() as tx:
        await tx.execute(_EFFECT, {"kind": "once", "number": work.number, "run": context.run})
        point("transaction open")
        await enqueue(tx, KEPT, work)
        await context.complete(tx, {"number": work.number})
        point("end written, not committed")
    point("end committed")
    return None


async def _kept(context: JobContext, work: Work) -> Outcome:
    """Effects are an upsert; the end is written by the worker afterwards."""
    point("body")
    async with context.transaction() as tx:
        await tx.execute(_KEPT, {"kind": "kept", "number": work.number})
    point("effects committed")
    return Done({"number": work.number})


async def _serial(context: JobContext, work: Work) -> Outcome:
    async with context.database.reading() as tx:
        began = (await tx.execute(_NOW)).scalar_one()
    point("body")
    await asyncio.sleep(work.pause_ms / 1000)
    async with context.transaction() as tx:
        await tx.execute(_SPAN, {"folder": work.folder, "number": work.number, "began": began})
        await context.complete(tx)
    return None


async def _long(context: JobContext, work: Work) -> Outcome:
    for step in range(5):
        await context.progress("step", step, 5)
        await asyncio.sleep(work.pause_ms / 1000)
    return None


async def _poison(context: JobContext, work: Work) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    await asyncio.sleep(60)


async def _tick(context: JobContext, nothing: Nothing) -> Outcome:
    async with context.transaction() as tx:
        await tx.execute(_EFFECT, {"kind": "tick", "number": context.job_id, "run": context.run})
        await context.complete(tx)
    return None


_SOON = Backoff(first=timedelta(milliseconds=50), factor=1)


def _kind(name: str, run: object, **changes: object) -> Kind[Work]:
    fields: dict[str, object] = {
        "name": f"chaos.{name}",
        "arguments": Work,
        "queue": Queue.DEFAULT,
        "attempts": 50,
        "unique_for": None,
        "time_limit": timedelta(seconds=30),
        "serial": None,
        "run": run,
        "retry": _SOON,
    }
    return Kind(**(fields | changes))  # pyright: ignore[reportArgumentType, reportCallIssue]


ONCE = _kind("once", _once)
KEPT = _kind("kept", _kept, queue=Queue.HIGH)
SERIAL = _kind("serial", _serial, queue=Queue.LOW, serial=lambda work: work.folder)
LONG = _kind("long", _long, queue=Queue.BULK)
POISON = _kind("poison", _poison)
TICK = Kind(
    name="chaos.tick",
    arguments=Nothing,
    queue=Queue.LOW,
    attempts=3,
    unique_for=timedelta(minutes=5),
    time_limit=timedelta(seconds=30),
    serial=None,
    run=_tick,
    schedule=Schedule(every=timedelta(minutes=5), at_start=True),
)
KINDS: list[AnyKind] = [ONCE, KEPT, SERIAL, LONG, POISON, TICK]
