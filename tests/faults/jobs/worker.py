"""A worker process to be killed: `python -m tests.faults.jobs.worker URL [--alone]`."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import Registry, Timing, Worker, WorkerOptions, liveness, repository, schedule
from matinee.kit.jobs.kinds import AnyKind
from matinee.kit.resources import Resources
from tests.faults.jobs.kinds import KINDS
from tests.faults.jobs.points import point


def _place_points(*, alone: bool) -> None:
    """Put places to die around the statements that matter."""
    fetch, rescue, start_due = repository.fetch, liveness.Liveness._rescue, schedule.start_due

    async def dying_fetch(
        tx: Connection, worker_id: int, free: Mapping[str, int], *, alone: bool, most: int = 1000
    ) -> list[repository.Started]:
        point("before taking")
        started = await fetch(tx, worker_id, free, alone=alone, most=most)
        if started:
            point("alone" if alone else "taken, not started")
        return started

    def dying_rescue(self: liveness.Liveness, connection: object) -> None:
        point("before the rescue")
        rescue(self, connection)  # pyright: ignore[reportArgumentType]
        point("after the rescue")

    async def dying_start_due(tx: Connection, kinds: Sequence[AnyKind], *, at_start: bool = False) -> list[str]:
        started = await start_due(tx, kinds, at_start=at_start)
        point("periodic started, not committed")
        return started

    repository.fetch = dying_fetch
    liveness.Liveness._rescue = dying_rescue
    schedule.start_due = dying_start_due


async def _main(url: str, *, alone: bool) -> None:
    _place_points(alone=alone)
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    command = [sys.executable, "-m", "tests.faults.jobs.worker", url, "--alone"]
    beat = timedelta(seconds=float(os.environ.get("CHAOS_BEAT_S", "3")))
    options = WorkerOptions(alone=alone, alone_command=command, timing=Timing(beat=beat), grace=timedelta(seconds=5))
    async with Database(url, pool_size=10, application_name="chaos") as database:
        worker = Worker(database, Registry(KINDS), resources, options)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--alone", action="store_true")
    arguments = parser.parse_args()
    asyncio.run(_main(arguments.url, alone=arguments.alone))
