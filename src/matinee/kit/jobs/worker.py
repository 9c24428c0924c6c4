"""The worker: takes jobs as queues have room, runs them, wakes by NOTIFY, and gives back what it cannot finish."""

import asyncio
import contextlib
import os
import socket
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec
import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from matinee.kit.db import Connection, Database, Plans
from matinee.kit.events import listen
from matinee.kit.jobs import repository
from matinee.kit.jobs.kinds import ASKED, CONCURRENCY, Queue, Registry
from matinee.kit.jobs.lanes import Lane
from matinee.kit.jobs.liveness import Liveness, Timing
from matinee.kit.jobs.repository import CANCEL_CHANNEL, CHANNEL, Ending, Started, Wanted
from matinee.kit.jobs.running import Run, Stop, prepare, run_started
from matinee.kit.jobs.upkeep import Upkeep
from matinee.kit.resources import Resources

_log = structlog.get_logger(__name__)
_POLL_S = 5.0
_LOOK_AHEAD_S = 1.0
_LEAVING_S = 5.0
_LOST_EXIT_CODE = 70


class WorkerOptions(msgspec.Struct, frozen=True):
    """What may be set of a worker."""

    scale: Mapping[Queue, float] = {}
    """Multiplies the number of jobs at a time of a queue; 0 leaves the queue to other workers."""
    grace: timedelta = timedelta(seconds=20)
    """How long running jobs may go on when the worker is stopped."""
    cancel_grace: timedelta = timedelta(seconds=10)
    """How long a cancelled body may take to end by itself."""
    lane: Lane = Lane.SHARED
    """Any other than the shared one: run such jobs one after another, and end when there are none."""
    isolation_command: Sequence[str] = ()
    """The program that runs jobs apart (`Isolation`); empty: this worker starts none."""
    timing: Timing = Timing()


class Worker:
    """Runs the jobs of a registry until it is stopped."""

    def __init__(
        self, database: Database, registry: Registry, resources: Resources, options: WorkerOptions | None = None
    ) -> None:
        self._database = database
        self._registry = registry
        self._resources = resources
        self._options = options or WorkerOptions()
        self._queue = Database(database.url, pool_size=1, plans=Plans.ONCE)
        self._statements = self._queue.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._room = {queue: self._room_of(queue) for queue in Queue}
        self._first = {kind.name for kind in registry if kind.goes_first}
        self._running: dict[asyncio.Task[None], tuple[Started, Run | None]] = {}
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._isolation: asyncio.subprocess.Process | None = None
        self._looked_ahead_at = float("-inf")
        self.worker_id = 0

    def _room_of(self, queue: Queue) -> int:
        scaled = CONCURRENCY[queue] * self._options.scale.get(queue, 1)
        return max(1, round(scaled)) if scaled > 0 else 0

    def stop(self) -> None:
        """Take no more jobs; `run` returns when the running ones have ended or were given back."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped. The database may be away at any time but the start."""
        async with self._queue:
            await self._run()

    async def _run(self) -> None:
        async with self._statements.connect() as tx:
            self.worker_id = await repository.register_worker(tx, socket.gethostname(), os.getpid(), self._options.lane)
        liveness = Liveness(self._database.url, self.worker_id, self._options.timing, _leave_at_once)
        liveness.start()
        upkeep = Upkeep(self._database, self._registry)
        helpers = [asyncio.create_task(self._listen())]
        if self._options.lane is Lane.SHARED:
            helpers.append(asyncio.create_task(upkeep.run()))
        await _log.ainfo("worker.started", worker_id=self.worker_id, lane=self._options.lane)
        try:
            await self._work()
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            await self._end_running()
            liveness.stop()
            with contextlib.suppress(SQLAlchemyError, OSError):
                async with self._statements.connect() as tx:
                    await repository.unregister_worker(tx, self.worker_id)
            await _log.ainfo("worker.stopped", worker_id=self.worker_id)

    async def _work(self) -> None:
        failures, parent = 0, os.getppid()
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                pause = await self._take()
                failures = 0
            except IntegrityError:
                continue  # another worker took a job with one of these keys in this moment
            except (SQLAlchemyError, OSError) as error:
                failures += 1
                pause = min(0.2 * 2**failures, _POLL_S)
                await _log.awarning("worker.database_away", reason=str(error).splitlines()[0])
            if self._options.lane is not Lane.SHARED and not failures and self._has_no_more(parent):
                return
            if pause > 0:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._wake.wait()

    def _has_no_more(self, parent: int) -> bool:
        """Tell whether a process for suspects is to end: none waits, or the one that started it is gone."""
        return not self._running or os.getppid() != parent

    async def _take(self) -> float:
        """Start what there is room for; give the seconds to wait before looking again (0: look at once)."""
        async with self._statements.connect() as tx:
            started = await self._fetch(tx)
            if started and asyncio.get_running_loop().time() - self._looked_ahead_at < _LOOK_AHEAD_S:
                return 0
            pause = await self._look_ahead(tx)
            return 0 if started else pause

    async def _fetch(self, tx: Connection) -> list[Started]:
        """Start what there is room for: of what may wait, one at a time while a job runs that goes first."""
        lane, yields = self._options.lane, self._has_job_that_goes_first()
        most = 1000 if lane is Lane.SHARED else 1
        started: list[Started] = []
        if free := self._free():
            wanted = Wanted(lane, most, least=ASKED) if yields else Wanted(lane, most)
            started = self._begin(await repository.fetch(tx, self.worker_id, free, wanted))
        if yields and not any(each.priority < ASKED for each, _ in self._running.values()) and (free := self._free()):
            started += self._begin(await repository.fetch(tx, self.worker_id, free, Wanted(lane, 1)))
        return started

    def _has_job_that_goes_first(self) -> bool:
        return any(started.kind in self._first for started, _ in self._running.values())

    def _begin(self, started: list[Started]) -> list[Started]:
        for each in started:
            self._start(each)
        return started

    async def _look_ahead(self, tx: Connection) -> float:
        """Make due jobs wait, also under load; see to it that suspects are run; give the time until the next is due."""
        self._looked_ahead_at = asyncio.get_running_loop().time()
        given_back = await self._give_back_unheard(tx)
        staged = await repository.stage(tx)
        if staged.suspects and self._options.lane is Lane.SHARED:
            await self._start_isolation()
        if (staged.count or given_back) and self._free():
            return 0
        return _POLL_S if staged.next_s is None else min(_POLL_S, max(0.01, staged.next_s))

    async def _give_back_unheard(self, tx: Connection) -> int:
        """Give back jobs that this worker took without hearing of it: the database went away before it answered."""
        known = self._known()
        held = await repository.held(tx, self.worker_id)
        unheard = held.keys() - known - self._known()
        for job_id in unheard:
            await _log.awarning("job.taken_unheard", job_id=job_id)
            await repository.finish(tx, job_id, held[job_id], Ending(state="waiting", counts=False))
        return len(unheard)

    def _known(self) -> set[int]:
        return {started.id for started, _ in self._running.values()}

    def _free(self) -> dict[str, int]:
        if self._options.lane is not Lane.SHARED:
            return {} if self._running else {queue.value: 1 for queue in Queue}
        busy = Counter(started.queue for started, _ in self._running.values())
        return {queue.value: room - busy[queue] for queue, room in self._room.items() if room > busy[queue]}

    def _start(self, started: Started) -> None:
        prepared = prepare(started, self._registry, self._database, self._resources)
        task = asyncio.create_task(run_started(prepared, self._database, started), name=f"job-{started.id}")
        self._running[task] = (started, prepared if isinstance(prepared, Run) else None)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.pop(task, None)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("worker.run_broke", exc_info=error)

    async def _listen(self) -> None:
        async for heard in listen(self._database.url, [CHANNEL, CANCEL_CHANNEL]):
            if heard.channel == CANCEL_CHANNEL or heard.what == "connected":
                await self._look_for_cancelled()
            self._wake.set()

    async def _look_for_cancelled(self) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError):
            async with self._statements.connect() as tx:
                cancelled = set(await repository.cancel_requested(tx, self.worker_id))
            for started, run in list(self._running.values()):
                if run is not None and started.id in cancelled:
                    run.cancel(self._options.cancel_grace.total_seconds())

    async def _end_running(self) -> None:
        """Give running jobs the grace, here and apart, then give them back."""
        if self._isolation is not None and self._isolation.returncode is None:
            self._isolation.terminate()
        if self._running:
            await asyncio.wait(list(self._running), timeout=self._options.grace.total_seconds())
        for _, run in list(self._running.values()):
            if run is not None:
                run.stop(Stop.SHUTDOWN)
        if self._running:
            await asyncio.wait(list(self._running), timeout=_LEAVING_S)
        if self._isolation is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LEAVING_S):
                    await self._isolation.wait()

    async def _start_isolation(self) -> None:
        command = self._options.isolation_command
        if command and (self._isolation is None or self._isolation.returncode is not None):
            await _log.ainfo("worker.starts_isolation", worker_id=self.worker_id)
            self._isolation = await asyncio.create_subprocess_exec(*command)


def _leave_at_once(reason: str) -> None:
    """End this process: its jobs run elsewhere by now, so nothing it still does may count."""
    _log.critical("worker.stopping_itself", reason=reason)
    os._exit(_LOST_EXIT_CODE)
