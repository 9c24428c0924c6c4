"""What every test may ask for: a real database of its own, and the application's parts on top of it."""

import itertools
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from matinee.kit.db import Database
from matinee.migrations import migrate
from tests.postgres import running_postgres

_numbers = itertools.count()
_LONG = {"faults", "journeys", "openapi"}
"""Folders whose files take longest, each with a server of its own."""

# Some images forbid Python to keep what it compiled. Each process of each server would compile all of it anew then,
# which takes three times as long as to read it: minutes of a run.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files: begun last, one of them would run alone at the end while the other core has nothing."""
    items.sort(key=lambda item: _LONG.isdisjoint(item.path.parts))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Lend the URL of a running server's `postgres` database; `template_matinee` there is migrated."""
    with running_postgres() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create database template_matinee")
        migrate(url.replace("/postgres?", "/template_matinee?"))
        yield url


@contextmanager
def new_database(postgres_url: str) -> Iterator[str]:
    """Lend the URL of a migrated, empty database until the block ends."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name} template template_matinee strategy file_copy")
    yield postgres_url.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """Lend the URL of a migrated, empty database of this test's own."""
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Lend an open `Database` on this test's own database."""
    async with Database(database_url) as opened:
        yield opened
