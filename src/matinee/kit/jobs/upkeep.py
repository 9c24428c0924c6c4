"""Upkeep of the queue by its workers: starts periodic jobs, forgets finished ones and old events, counts what waits."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Database
from matinee.kit.events import prune_outbox
from matinee.kit.jobs import repository, schedule
from matinee.kit.jobs.kinds import Registry
from matinee.kit.jobs.metrics import show_load

_log = structlog.get_logger(__name__)
_EVERY_S = 10.0
_FORGET_EVERY = timedelta(minutes=10)
OUTBOX_RETENTION = timedelta(hours=24)


class Upkeep:
    """The periodic part of a worker."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._kinds = [kind.name for kind in registry]
        self._periodic = [kind for kind in registry if kind.schedule is not None]
        self._forgot_at = float("-inf")

    async def run(self) -> None:
        """Look after the queue until cancelled."""
        first = True
        while True:
            try:
                async with self._database.transaction() as tx:
                    await schedule.start_due(tx, self._periodic, at_start=first)
                first = False
                await self._forget()
                async with self._database.reading() as tx:
                    show_load(self._kinds, await repository.load(tx))
            except (SQLAlchemyError, OSError) as error:
                await _log.awarning("upkeep.database_away", reason=str(error).splitlines()[0])
            await asyncio.sleep(_EVERY_S)

    async def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._forgot_at < _FORGET_EVERY.total_seconds():
            return
        async with self._database.transaction() as tx:
            await repository.forget_finished(tx)
            await prune_outbox(tx, OUTBOX_RETENTION)
        self._forgot_at = now
