"""Log lines hold no secret, wherever in a line it stands."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from matinee.kit.log import configure_logging, redact
from matinee.kit.secret import Secret


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/v1/files/1/stream?sig=TOPSECRET HTTP/1.1",
        "GET /Videos/1/stream?static=true&api_key=TOPSECRET&x=1",
        "/app/setup?token=TOPSECRET",
        "postgresql://ada:TOPSECRET@db/films",
        "Authorization: Bearer TOPSECRET",
        'X-Emby-Authorization: MediaBrowser Client="x", Token="TOPSECRET"',
        "login(username='ada', password='TOPSECRET')",
        '{"password": "TOPSECRET"}',
    ],
)
def test_h39_what_opens_a_door_is_hidden(text: str) -> None:
    assert "TOPSECRET" not in redact(text)


def test_what_is_no_secret_stays() -> None:
    line = "GET /api/v1/movies?limit=50&sort=-added_at&cursor=abc 200 in 12 ms"
    assert redact(line) == line


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.usefixtures("restored_logging")
def test_h39_no_way_of_logging_shows_one(*, as_json: bool) -> None:
    output = io.StringIO()
    configure_logging(level="info", json=as_json, process="web", stream=output)
    log = structlog.stdlib.get_logger("matinee")
    log.info("request", url="/x?sig=TOPSECRET", token="TOPSECRET", headers={"Cookie": "TOPSECRET"})
    log.info("setting", database_url=Secret("TOPSECRET"))
    logging.getLogger("uvicorn.error").warning("GET /x?token=%s", "TOPSECRET")
    try:
        int("postgresql://ada:TOPSECRET@db/films")
    except ValueError:
        log.exception("broke")
    written = output.getvalue()
    assert "TOPSECRET" not in written
    assert "broke" in written
    if as_json:
        assert [json.loads(line)["process"] for line in written.splitlines()] == ["web"] * 4
