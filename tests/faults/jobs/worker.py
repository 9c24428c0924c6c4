"""Workers to be killed: forked from a process that has imported everything, so that a kill costs no start of Python."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import psycopg

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import Isolation, Lane, Registry, Timing, Worker, WorkerOptions, repository, rescue, schedule
from matinee.kit.jobs.kinds import AnyKind
from matinee.kit.resources import Resources
from tests.faults.jobs.kinds import KINDS
from tests.faults.jobs.points import Aim, cut, point, read_aim, take_aim


class Surroundings(msgspec.Struct, frozen=True):
    """What all processes of one run share."""

    url: str
    beat_s: float
    aim_file: Path
    """Where processes that run jobs apart read where to die."""
    isolates_itself: bool = False
    """A worker starts the process for suspects as the product does; else it asks the harness to fork one."""


def fork_worker(around: Surroundings, aim: Aim) -> int:
    """Start a worker that dies where it is told; give its process."""

    def work() -> None:
        take_aim(aim)
        _work(around, Lane.SHARED)

    return _fork(work)


def fork_isolation(around: Surroundings) -> int:
    """Start the process that runs suspects; give it."""
    harness = os.getpid()
    return _fork(lambda: _isolate(around, harness))


def _fork(act: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        quiet = os.open(os.environ.get("CHAOS_LOG", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        act()
    finally:
        os._exit(0)


def _isolate(around: Surroundings, parent: int) -> None:
    def work(lane: Lane) -> None:
        take_aim(read_aim(around.aim_file))
        _work(around, lane)

    Isolation(around.url, work, parent).run()


def _work(around: Surroundings, lane: Lane) -> None:
    _place_points()
    asyncio.run(_run(around, lane))


async def _run(around: Surroundings, lane: Lane) -> None:
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    options = WorkerOptions(
        lane=lane,
        isolation_command=_isolation_command(around),
        timing=Timing(beat=timedelta(seconds=around.beat_s)),
        grace=timedelta(seconds=5),
    )
    async with Database(around.url, pool_size=10, application_name="chaos") as database:
        worker = Worker(database, Registry(KINDS), resources, options)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()


def _isolation_command(around: Surroundings) -> Sequence[str]:
    if around.isolates_itself:
        told = msgspec.json.encode(around).decode()
        return [sys.executable, "-m", "tests.faults.jobs.worker", told, str(os.getpid())]
    return ["/bin/kill", "-USR1", str(os.getppid())]


def _place_points() -> None:
    """Put places to die around the statements that matter."""
    fetch, save, start_due = repository.fetch, rescue.rescue, schedule.start_due
    if fetch.__name__ == "dying_fetch":
        return

    async def dying_fetch(
        tx: Connection, worker_id: int, free: Mapping[str, int], wanted: repository.Wanted
    ) -> list[repository.Started]:
        point("before taking")
        started = await fetch(tx, worker_id, free, wanted)
        if started:
            cut("taken, answer lost")
            point("taken, not started" if wanted.lane is Lane.SHARED else "alone")
        return started

    def dying_rescue(connection: psycopg.Connection, **how: object) -> None:
        point("before the rescue")
        save(connection, **how)  # pyright: ignore[reportArgumentType]
        point("after the rescue")

    async def dying_start_due(tx: Connection, kinds: Sequence[AnyKind], *, at_start: bool = False) -> list[str]:
        started = await start_due(tx, kinds, at_start=at_start)
        point("periodic started, not committed")
        return started

    repository.fetch = dying_fetch
    rescue.rescue = dying_rescue
    schedule.start_due = dying_start_due


if __name__ == "__main__":
    _isolate(msgspec.json.decode(sys.argv[1], type=Surroundings), int(sys.argv[2]))
