"""A transaction with an empty shelf."""

from collections.abc import AsyncGenerator

import pytest

from matinee.kit.db import Connection, Database
from tests.shelf import PlainTags, Shelf, StoppedClock


@pytest.fixture
async def tx(database: Database) -> AsyncGenerator[Connection]:
    async with database.transaction() as connection:
        yield connection


@pytest.fixture
def shelf(tx: Connection) -> Shelf:
    return Shelf(tx)


@pytest.fixture
def tags() -> PlainTags:
    return PlainTags()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()
