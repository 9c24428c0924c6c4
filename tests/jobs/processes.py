"""A worker in a process of its own, to be killed: `python -m tests.jobs.processes URL [apart PATIENCE_S]`."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import Isolation, JobContext, Lane, Outcome, Queue, Registry, Timing, Worker, WorkerOptions
from matinee.kit.resources import Resources
from tests.jobs.kinds import Note, note_kind

PATIENT = Timing(beat=timedelta(milliseconds=500), still_looks=60, still_looks_gone=60)
"""A crowded machine makes nobody dead; a process that is gone is seen at once."""


async def _stay(context: JobContext, arguments: Note) -> Outcome:
    await asyncio.Event().wait()


async def _stay_the_first_time(context: JobContext, arguments: Note) -> Outcome:
    if context.run == 1:
        await asyncio.Event().wait()
    async with context.transaction() as tx:
        await context.complete(tx)
    return None


STAYS = note_kind("test.stays", run=_stay, unique_for=None)
STAYS_ONCE = note_kind("test.stays_once", run=_stay_the_first_time, unique_for=None, queue=Queue.CRITICAL)


async def _work(url: str, lane: Lane) -> None:
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    apart = (sys.executable, "-m", "tests.jobs.processes", url, "apart", "10")
    options = WorkerOptions(lane=lane, grace=timedelta(), isolation_command=apart, timing=PATIENT)
    async with Database(url, pool_size=5, application_name=lane) as database:
        worker = Worker(database, Registry([STAYS, STAYS_ONCE]), resources, options)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()


def command(url: str, *how: str) -> list[str]:
    """Give the command that starts one."""
    return [sys.executable, "-m", "tests.jobs.processes", url, *how]


if __name__ == "__main__":
    where, how = sys.argv[1], sys.argv[2:]
    if how:
        patience = timedelta(seconds=float(how[1]))
        Isolation(where, lambda lane: asyncio.run(_work(where, lane)), os.getppid(), patience=patience).run()
    else:
        asyncio.run(_work(where, Lane.SHARED))
