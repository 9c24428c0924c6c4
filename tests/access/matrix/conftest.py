"""The house of the matrix, opened for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.access.matrix.house import House, house


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(database_url, tmp_path) as opened:
        yield opened
