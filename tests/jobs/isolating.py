"""`python -m tests.jobs.isolating URL PATIENCE_S`: runs suspects that never end, each in a process of its own."""

import asyncio
import os
import signal
import sys
from datetime import timedelta

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import Isolation, JobContext, Lane, Outcome, Registry, Worker, WorkerOptions
from matinee.kit.resources import Resources
from tests.jobs.kinds import Note, note_kind


async def _stay(context: JobContext, arguments: Note) -> Outcome:
    await asyncio.Event().wait()


STAYS = note_kind("test.stays", run=_stay, unique_for=None)


async def _work(url: str, lane: Lane) -> None:
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    async with Database(url, pool_size=2, application_name="apart") as database:
        worker = Worker(database, Registry([STAYS]), resources, WorkerOptions(lane=lane, grace=timedelta()))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()


if __name__ == "__main__":
    url, patience = sys.argv[1], timedelta(seconds=float(sys.argv[2]))
    Isolation(url, lambda lane: asyncio.run(_work(url, lane)), os.getppid(), patience=patience).run()
