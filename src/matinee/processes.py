"""The two processes of a server: web and worker. Each is a program of its own, ended with its supervisor."""

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

from matinee.app import KINDS, create_web, open_resources
from matinee.kit.db import Database
from matinee.kit.jobs import Queue, Registry, Worker, WorkerOptions
from matinee.kit.log import configure_logging
from matinee.kit.metrics import keep_written
from matinee.kit.resources import Resources
from matinee.kit.web import server_options
from matinee.settings import Settings

_PR_SET_PDEATHSIG = 1
_WORKER_GRACE = timedelta(seconds=8)
"""Then running jobs are given back: the whole server stops within 20 s."""


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its supervisor dies (prctl(2)); leave if it has died already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


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
