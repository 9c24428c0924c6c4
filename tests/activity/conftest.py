"""The fixtures of accounts, with the routes of the activity log."""

from collections.abc import AsyncIterator

import pytest

from matinee.activity.routes import ROUTES
from tests.access.fixtures import admin
from tests.access.small_app import QUICK, SmallServer, small_server

__all__ = ["admin", "server"]


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[SmallServer]:
    async with small_server(database_url, QUICK, *ROUTES) as running:
        yield running
