"""When statements are planned."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from matinee.kit.db import Connection, Database, kept_plans


async def mode(tx: Connection) -> str:
    return str((await tx.execute(text("show plan_cache_mode"))).scalar_one())


async def test_plans_are_kept_within_the_block_only(database: Database) -> None:
    async with database.reading() as tx:
        assert await mode(tx) == "force_custom_plan"
        async with kept_plans(tx):
            assert await mode(tx) == "force_generic_plan"
        assert await mode(tx) == "force_custom_plan"


async def test_a_block_that_fails_leaves_the_connection_as_it_was(database: Database) -> None:
    async with database.reading() as tx:
        with pytest.raises(ZeroDivisionError):
            async with kept_plans(tx):
                _ = 1 // 0
        with pytest.raises(DBAPIError):
            async with kept_plans(tx):
                await tx.execute(text("select 1 / 0"))
        assert await mode(tx) == "force_custom_plan"


async def test_a_transaction_that_breaks_in_the_block_says_its_own_error_and_takes_the_setting_back(
    database: Database,
) -> None:
    async with database.engine.connect() as tx:
        async with tx.begin():
            with pytest.raises(DBAPIError, match="division by zero"):
                async with kept_plans(tx):
                    await tx.execute(text("select 1 / 0"))
            await tx.rollback()
        assert await mode(tx) == "force_custom_plan"
