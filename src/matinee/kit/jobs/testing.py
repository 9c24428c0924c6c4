"""A queue for tests: runs what waits, here and now, on a real database, exactly as a worker would."""

from collections.abc import Iterable

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import repository
from matinee.kit.jobs.kinds import CONCURRENCY, AnyKind, Registry
from matinee.kit.jobs.repository import Wanted
from matinee.kit.jobs.running import prepare, run_started
from matinee.kit.resources import Resources


class InlineWorker:
    """Runs waiting jobs one after another when it is asked to."""

    def __init__(self, database: Database, kinds: Iterable[AnyKind], resources: Resources | None = None) -> None:
        self._database = database
        self._registry = Registry(kinds)
        self._resources = resources or Resources()
        if self._resources.find(Clock) is None:
            self._resources.put(SystemClock(), under=Clock)

    async def run_waiting(self, *, most: int = 1000) -> int:
        """Run all jobs that wait now, and those they enqueue; give how many ran. Scheduled ones stay scheduled."""
        async with self._database.transaction() as tx:
            worker_id = await repository.register_worker(tx, "test", 0)
        count, room = 0, {queue.value: 1 for queue in CONCURRENCY}
        try:
            while count < most:
                async with self._database.transaction() as tx:
                    started = await repository.fetch(tx, worker_id, room, Wanted(most=1))
                if not started:
                    break
                for each in started:
                    await self._run(each)
                    count += 1
        finally:
            async with self._database.transaction() as tx:
                await repository.unregister_worker(tx, worker_id)
        return count

    async def _run(self, started: repository.Started) -> None:
        if self._registry.get(started.kind) is None:
            msg = f"the test enqueued {started.kind}, but handed over no such kind"
            raise LookupError(msg)
        prepared = prepare(started, self._registry, self._database, self._resources)
        await run_started(prepared, self._database, started)
