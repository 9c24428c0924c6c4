"""When PostgreSQL plans: each time, with the values (the rule here), or once for a connection (inside `kept_plans`)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection


class Plans(StrEnum):
    """When the statements of a connection are planned, as libpq's `options` say it."""

    EACH_TIME = "-c plan_cache_mode=force_custom_plan"
    """Lists need this: how many rows a library or a genre has decides which index serves."""
    ONCE = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
    """For the few statements that are repeated all day. Planned while a table is small, they serve when it is large, so
    they never read one whole."""


@asynccontextmanager
async def kept_plans(tx: AsyncConnection) -> AsyncGenerator[None]:
    """Plan the statements of this block once a connection: for those that read rows by id, whatever the values are.

    Planning such a statement takes longer than running it: 2-4 ms for fifty dressed titles, of 5-8 in all.
    """
    await tx.exec_driver_sql("set plan_cache_mode = force_generic_plan")
    try:
        yield
    finally:
        with suppress(DBAPIError):  # in a transaction that broke: its rollback takes the setting back
            await tx.exec_driver_sql("set plan_cache_mode = force_custom_plan")
