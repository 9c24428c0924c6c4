"""The worker process: background work, and what it starts to run jobs apart."""

import asyncio
import os
import signal
import sys

from matinee.app import FOLLOWERS, open_resources
from matinee.kit.db import Database
from matinee.kit.events import Bus, follow
from matinee.kit.jobs import Isolation, Lane, Queue, Registry, Worker, WorkerOptions
from matinee.kit.metrics import keep_written
from matinee.kit.resources import Resources
from matinee.processes.leaving import run
from matinee.processes.log import write_log
from matinee.scanning import Watcher
from matinee.settings import Settings

_CONNECTIONS = {"kept_connections": 2, "most_connections": 6}
"""Jobs come seldom and last long: connections beyond the first are made for a rush and closed after it."""


def run_worker(settings: Settings, database_url: str) -> None:
    """Run background work until SIGTERM."""
    write_log(settings, "worker")
    os.environ["MATINEE_DATABASE_URL"] = database_url  # for the process that runs jobs apart
    run(_work(settings, database_url, Lane.SHARED))


def run_isolation(settings: Settings, database_url: str, parent: int) -> None:
    """Run what was found on a dead worker, each job in a process of its own, until there is no more."""
    write_log(settings, "worker")
    Isolation(database_url, lambda lane: asyncio.run(_work(settings, database_url, lane)), parent).run()


async def _work(settings: Settings, database_url: str, lane: Lane) -> None:
    async with Resources() as resources:
        await open_resources(settings, database_url, resources, **_CONNECTIONS)
        command = (sys.executable, "-m", "matinee.processes", "isolation", "--parent", str(os.getpid()))
        scale = dict.fromkeys(Queue, settings.jobs.concurrency)
        options = WorkerOptions(scale=scale, lane=lane, isolation_command=command)
        worker = Worker(resources.get(Database), resources.get(Registry), resources, options)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        if lane is not Lane.SHARED:
            await worker.run()
            return
        beside = [keep_written(settings.data_dir / "run" / "metrics", "worker")]
        beside += [follow(resources.get(Database), resources.get(Bus), each) for each in FOLLOWERS]
        if settings.scan.watch:
            beside.append(Watcher(resources.get(Database)).run())
        tasks = [asyncio.create_task(each) for each in beside]
        try:
            await worker.run()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
