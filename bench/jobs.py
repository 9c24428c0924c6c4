"""Background work beside the bare procrastinate library, in one run on one PostgreSQL: asking, draining, picking up."""

import asyncio
import contextlib
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import msgspec
import procrastinate
import psycopg
import structlog

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import JobContext, Kind, Queue, Registry, Worker, enqueue, enqueue_many
from matinee.kit.postgres import EmbeddedPostgres
from matinee.kit.resources import Resources
from matinee.migrations import migrate

NAME = "background work, beside the bare procrastinate library"
ONE_BY_ONE = 300
IN_BULK = 5_000
DRAINED = 2_000
PICK_UPS = 1_500
IDLE_S = 10.0
AT_A_TIME = 10


class Nothing(msgspec.Struct, frozen=True):
    """A job's number."""

    number: int


class Contender(Protocol):
    """A queue under measurement. `started` is called by each job's body."""

    name: str
    started: Callable[[int], None]

    async def ask(self, number: int) -> None:
        """Ask for one job."""

    async def ask_many(self, numbers: Sequence[int]) -> None:
        """Ask for many jobs at once."""

    def working(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Run one worker."""
        ...


class Matinee:
    """Ours."""

    name = "Matinee"

    def __init__(self, database: Database) -> None:
        self.started: Callable[[int], None] = lambda _number: None
        self._database = database

        async def run(_context: JobContext, arguments: Nothing) -> None:
            self.started(arguments.number)

        self._kind = Kind(
            name="bench.nothing", arguments=Nothing, queue=Queue.DEFAULT, attempts=1, unique_for=None,
            time_limit=timedelta(minutes=1), serial=None, run=run,
        )  # fmt: skip

    async def ask(self, number: int) -> None:
        """Ask in a transaction of its own."""
        async with self._database.transaction() as tx:
            await enqueue(tx, self._kind, Nothing(number))

    async def ask_many(self, numbers: Sequence[int]) -> None:
        """Ask in one transaction."""
        async with self._database.transaction() as tx:
            await enqueue_many(tx, self._kind, [Nothing(number) for number in numbers])

    @asynccontextmanager
    async def working(self) -> AsyncGenerator[None]:
        """Run a worker with the usual numbers at a time."""
        resources = Resources()
        resources.put(SystemClock(), under=Clock)
        worker = Worker(self._database, Registry([self._kind]), resources)
        task = asyncio.create_task(worker.run())
        try:
            yield
        finally:
            worker.stop()
            await task


class Bare:
    """procrastinate by itself, with as many jobs at a time."""

    name = "procrastinate"

    def __init__(self, app: procrastinate.App) -> None:
        self.started: Callable[[int], None] = lambda _number: None
        self._app = app

        @app.task(queue="default", name="nothing")
        async def nothing(number: int) -> None:
            self.started(number)

        self._task = nothing

    async def ask(self, number: int) -> None:
        """Ask as its guide says."""
        await self._task.defer_async(number=number)

    async def ask_many(self, numbers: Sequence[int]) -> None:
        """Ask for a batch."""
        await self._task.batch_defer_async(*({"number": number} for number in numbers))

    @asynccontextmanager
    async def working(self) -> AsyncGenerator[None]:
        """Run a worker with as many jobs at a time as our default queue."""
        work = self._app.run_worker_async(concurrency=AT_A_TIME, install_signal_handlers=False, listen_notify=True)
        task = asyncio.create_task(work)
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


def run() -> list[dict[str, object]]:
    """Measure both, one after the other for each figure, and in turn for the times until a job starts."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with (
        tempfile.TemporaryDirectory(prefix="mbench") as folder,
        EmbeddedPostgres(Path(folder), options={"max_connections": "100"}) as server,
    ):
        migrate(server.url)
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("create database bare")
            connection.execute("create table bench_row (id int primary key, filled text)")
        return asyncio.run(_measure(server.url, server.url_of("bare")))


async def _measure(url: str, bare_url: str) -> list[dict[str, object]]:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=bare_url))
    async with Database(url) as database, app.open_async():
        await app.schema_manager.apply_schema_async()
        both: list[Contender] = [Matinee(database), Bare(app)]
        rows = [
            await _row("enqueue one, p50", "ms", both, _one_by_one),
            await _row(f"enqueue {IN_BULK:,} at once", "jobs/s", both, _in_bulk),
            await _row("drain empty jobs, one worker", "jobs/s", both, _drain),
        ]
        rows += await _pick_ups("idle", both)
        async with _writing(url):
            rows += await _pick_ups("under a scan's writing", both)
        return [*rows, await _row("CPU of an idle worker", "ms/s", both, _idle)]


async def _row(
    figure: str, unit: str, both: Sequence[Contender], measure: Callable[[Contender], Awaitable[float]]
) -> dict[str, object]:
    ours, bare = [await measure(each) for each in both]
    return _compared(figure, unit, ours, bare)


def _compared(figure: str, unit: str, ours: float, bare: float) -> dict[str, object]:
    ratio = f"{ours / bare:.2f}" if bare else ""
    return {"figure": f"{figure} ({unit})", "Matinee": f"{ours:.1f}", "procrastinate": f"{bare:.1f}", "ratio": ratio}


async def _one_by_one(contender: Contender) -> float:
    times: list[float] = []
    for number in range(ONE_BY_ONE):
        began = time.perf_counter()
        await contender.ask(number)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


async def _in_bulk(contender: Contender) -> float:
    began = time.perf_counter()
    await contender.ask_many(range(IN_BULK))
    taken = time.perf_counter() - began
    await _started(contender, ONE_BY_ONE + IN_BULK, lambda: asyncio.sleep(0))
    return IN_BULK / taken


async def _drain(contender: Contender) -> float:
    await contender.ask_many(range(DRAINED))
    began = time.perf_counter()
    await _started(contender, DRAINED, lambda: asyncio.sleep(0))
    return DRAINED / (time.perf_counter() - began)


async def _started(contender: Contender, count: int, ask: Callable[[], Awaitable[None]]) -> None:
    """Run a worker until so many jobs have started."""
    left, all_started = count, asyncio.Event()

    def started(_number: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            all_started.set()

    contender.started = started
    async with contender.working():
        await ask()
        await all_started.wait()


async def _pick_ups(when: str, both: Sequence[Contender]) -> list[dict[str, object]]:
    """Ask both in turn, each when the last job has started; time from asking to the body's start."""
    times: dict[str, list[float]] = {each.name: [] for each in both}
    moment = asyncio.Event()
    async with contextlib.AsyncExitStack() as workers:
        for each in both:
            each.started = lambda _number: moment.set()
            await workers.enter_async_context(each.working())
        await asyncio.sleep(1)
        for number in range(PICK_UPS):
            for each in both if number % 2 else reversed(both):
                moment.clear()
                began = time.perf_counter()
                await each.ask(number)
                await moment.wait()
                times[each.name].append(time.perf_counter() - began)
                await asyncio.sleep(0.02)
    ours, bare = times.values()
    return [
        _compared(f"pick-up {when}, p{percent}", "ms", _quantile(ours, percent), _quantile(bare, percent))
        for percent in (50, 99)
    ]


def _quantile(times: Sequence[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)] * 1000


async def _idle(contender: Contender) -> float:
    contender.started = lambda _number: None
    async with contender.working():
        await asyncio.sleep(1)
        began = time.process_time()
        await asyncio.sleep(IDLE_S)
        return (time.process_time() - began) * 1000 / IDLE_S


@asynccontextmanager
async def _writing(url: str) -> AsyncGenerator[None]:
    """Write batches of 500 rows without pause from another thread, as a scan's last phase does."""
    stopping = asyncio.Event()

    def write() -> None:
        with psycopg.connect(url) as connection:
            while not stopping.is_set():
                connection.execute(
                    "insert into bench_row select n, repeat('x', 200) from generate_series(1, 500) n"
                    " on conflict (id) do update set filled = excluded.filled || random()"
                )
                connection.commit()

    task = asyncio.create_task(asyncio.to_thread(write))
    try:
        yield
    finally:
        stopping.set()
        await task
