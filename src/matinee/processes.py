"""The two processes of a server: web and worker. Each is a program of its own, ended with its supervisor.

The supervisor starts them by `python -m matinee.processes web|worker`; `matinee worker` runs the second alone.
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
from datetime import timedelta
from typing import Any

import uvicorn

from matinee.app import KINDS, create_web, open_resources, open_web
from matinee.kit.db import Database
from matinee.kit.errors import Fault
from matinee.kit.jobs import Queue, Registry, Worker, WorkerOptions
from matinee.kit.log import configure_logging
from matinee.kit.metrics import keep_written
from matinee.kit.resources import Resources
from matinee.kit.web import server_options
from matinee.serving.child import CANNOT_START
from matinee.serving.gate import pass_gate
from matinee.settings import Settings, load_settings

_PR_SET_PDEATHSIG = 1
_WORKER_GRACE = timedelta(seconds=8)
"""Then running jobs are given back: the whole server stops within 20 s."""


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its supervisor dies (prctl(2)); leave if it has died already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the supervisor asks for, on the database and the folder that the environment names."""
    parser = argparse.ArgumentParser(prog="matinee.processes", description="Started by `matinee serve`.")
    parser.add_argument("process", choices=["web", "worker"])
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
        else:
            run_worker(settings, settings.database_url.reveal())
    except Fault as fault:
        print(f"{fault.title}. {fault.detail}", file=sys.stderr)  # noqa: T201 - to the person who started the server
        raise SystemExit(CANNOT_START) from None


def run_web(settings: Settings, database_url: str, descriptors: Sequence[int]) -> None:
    """Serve HTTP on sockets that are already bound, until SIGTERM."""
    _log(settings, "web")
    sockets = [socket.socket(fileno=number) for number in descriptors]
    with asyncio.Runner(loop_factory=_loop) as runner:
        runner.run(_serve(settings, database_url, sockets))


def run_worker(settings: Settings, database_url: str, *, alone: bool = False) -> None:
    """Run background work until SIGTERM; `alone`: only what was found on a dead worker, one at a time."""
    _log(settings, "worker")
    asyncio.run(_work(settings, database_url, alone=alone))


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
        server = uvicorn.Server(uvicorn.Config(create_web(settings, resources), **options))
        await server.serve(sockets=sockets)


async def _work(settings: Settings, database_url: str, *, alone: bool) -> None:
    async with Resources() as resources:
        await open_resources(settings, database_url, resources)
        command = (sys.executable, "-m", "matinee", "worker", "--alone")
        scale = dict.fromkeys(Queue, settings.jobs.concurrency)
        options = WorkerOptions(scale=scale, grace=_WORKER_GRACE, alone=alone, alone_command=command)
        worker = Worker(resources.get(Database), Registry(KINDS), resources, options)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, worker.stop)
        figures = asyncio.create_task(keep_written(settings.data_dir / "run" / "metrics", "worker"))
        try:
            await worker.run()
        finally:
            figures.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await figures


if __name__ == "__main__":
    main()
