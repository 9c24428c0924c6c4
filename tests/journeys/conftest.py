"""What the browser's journeys share: a browser a module, and for all modules one server with the demo library."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import running_browser
from tests.journeys.cinema import Cinema, Visit, showing


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="session")
def cinema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cinema]:
    with showing(tmp_path_factory.mktemp("cinema") / "data") as running:
        yield running


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open windows on the cinema, or on another server; each must have stayed free of script errors and violations."""
    visits: list[Visit] = []

    def begin(origin: str = "", **options: Any) -> Visit:
        if not origin:
            cinema: Cinema = request.getfixturevalue("cinema")
            origin = cinema.server.url
        visits.append(Visit.begin(browser, origin, **options))
        return visits[-1]

    yield begin
    for each in visits:
        each.end()
