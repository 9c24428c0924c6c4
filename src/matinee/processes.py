"""The processes of a server: web, worker, and what a worker starts to run jobs apart. Each ends with its parent.

The supervisor starts the first two by `python -m matinee.processes web|worker`; `matinee worker` runs the second alone.
"""

import argparse
import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any, override

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

import matinee
from matinee.activity import record_settings
from matinee.admin.system import announce_started, announce_stopping
from matinee.app import FOLLOWERS, create_web, open_resources, open_web
from matinee.kit.db import Database
from matinee.kit.errors import Fault
from matinee.kit.events import Bus, follow
from matinee.kit.jobs import Isolation, Lane, Queue, Registry, Worker, WorkerOptions
from matinee.kit.log import configure_logging
from matinee.kit.metrics import keep_written
from matinee.kit.resources import Resources
from matinee.kit.web import server_options
from matinee.scanning import Watcher
from matinee.serving.child import CANNOT_START
from matinee.serving.gate import pass_gate
from matinee.settings import Settings, every_key, get, load_settings, shown

_PR_SET_PDEATHSIG = 1
_LAST_WORDS_S = 2.0
"""How long telling that the server stops may take."""


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its supervisor dies (prctl(2)); leave if it has died already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the supervisor or a worker asks for, on the database and the folder that the environment names."""
    parser = argparse.ArgumentParser(prog="matinee.processes", description="Started by `matinee serve`.")
    parser.add_argument("process", choices=["web", "worker", "isolation"])
    parser.add_argument("--socket", type=int, action="append", default=[], help="number of a listening socket")
    parser.add_argument("--gate", type=int, help="number of the pipe to wait at before the database is used")
    parser.add_argument("--parent", type=int, required=True, help="end when this process does")
    wanted = parser.parse_args(arguments)
    end_with_parent(wanted.parent)
    settings = load_settings(os.environ)
    if settings.database_url is None:
        parser.error("MATINEE_DATABASE_URL is not set")
    if wanted.gate is not None:
        pass_gate(wanted.gate)
    try:
        if wanted.process == "web":
            run_web(settings, settings.database_url.reveal(), wanted.socket)
        elif wanted.process == "isolation":
            run_isolation(settings, settings.database_url.reveal(), wanted.parent)
        else:
            run_worker(settings, settings.database_url.reveal())
    except Fault as fault:
        print(f"{fault.title}. {fault.detail}", file=sys.stderr)  # noqa: T201 - to the person who started the server
        raise SystemExit(CANNOT_START) from None


_THREADS_YIELD_S = 0.0005
"""How long a thread may keep a request waiting, as while the search index is built (5 ms is Python's own choice)."""


def run_web(settings: Settings, database_url: str, descriptors: Sequence[int]) -> None:
    """Serve HTTP on sockets that are already bound, until SIGTERM."""
    _log(settings, "web")
    sys.setswitchinterval(_THREADS_YIELD_S)
    sockets = [socket.socket(fileno=number) for number in descriptors]
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_serve(settings, database_url, sockets))


def run_worker(settings: Settings, database_url: str) -> None:
    """Run background work until SIGTERM."""
    _log(settings, "worker")
    os.environ["MATINEE_DATABASE_URL"] = database_url  # for the process that runs jobs apart
    asyncio.run(_work(settings, database_url, Lane.SHARED))


def run_isolation(settings: Settings, database_url: str, parent: int) -> None:
    """Run what was found on a dead worker, each job in a process of its own, until there is no more."""
    _log(settings, "worker")
    Isolation(database_url, lambda lane: asyncio.run(_work(settings, database_url, lane)), parent).run()


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop  # noqa: PLC0415 - the worker runs without it

    return uvloop.new_event_loop()


def _log(settings: Settings, process: str) -> None:
    as_json = settings.log.format == "json" or (settings.log.format == "auto" and not sys.stderr.isatty())
    configure_logging(level=settings.log.level, json=as_json, process=process)


async def _serve(settings: Settings, database_url: str, sockets: list[socket.socket]) -> None:
    async with Resources() as resources:
        await open_resources(settings, database_url, resources)
        await open_web(settings, resources)
        options: dict[str, Any] = server_options() | {"loop": "none", "lifespan": "off"}
        server = _Server(uvicorn.Config(create_web(settings, resources), **options), resources)
        await server.serve(sockets=sockets)


class _Server(uvicorn.Server):
    """Tells that it starts and stops, and lets event streams end with that instead of cutting them."""

    def __init__(self, config: uvicorn.Config, resources: Resources) -> None:
        super().__init__(config)
        self._resources = resources

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        settings = self._resources.get(Settings)
        async with self._resources.get(Database).transaction() as tx:
            await announce_started(tx, matinee.__version__)
            await record_settings(tx, {key.name: shown(get(settings, key)) for key in every_key(settings)})

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                async with self._resources.get(Database).transaction() as tx:
                    await announce_stopping(tx)
                await self._resources.get(Bus).end_subscriptions()
        await super().shutdown(sockets)


async def _work(settings: Settings, database_url: str, lane: Lane) -> None:
    async with Resources() as resources:
        await open_resources(settings, database_url, resources)
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


if __name__ == "__main__":
    main()
