"""A running small server, and an administrator signed in on it: for the tests of this slice and of its faults."""

from collections.abc import AsyncIterator

import pytest

from tests.access.small_app import Client, SmallServer, small_server


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[SmallServer]:
    """Lend one process of the small app on an empty database."""
    async with small_server(database_url) as running:
        yield running


@pytest.fixture
async def admin(server: SmallServer) -> AsyncIterator[Client]:
    """Lend a client on which the first administrator is signed in by cookie."""
    async with server.client() as client:
        await client.set_up(server.database)
        yield client
