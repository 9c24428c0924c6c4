"""Time for the cache's own deadlines: a crowded machine is no reason to read what is kept."""

import pytest

_LONG_S = 60.0


@pytest.fixture
def in_a_hurry() -> None:
    """Keep the product's own deadlines: what is tested is that they pass."""


@pytest.fixture(autouse=True)
def patient(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PostgreSQL and Redis answer as late as they like, where a test counts what was read."""
    if "in_a_hurry" in request.fixturenames:
        return
    monkeypatch.setattr("matinee.kit.cache.hearing._PATIENCE_S", _LONG_S)
    monkeypatch.setattr("matinee.kit.cache.hearing._ANSWER_WITHIN_S", _LONG_S)
    monkeypatch.setattr("matinee.kit.cache.shared._TIMEOUT_S", _LONG_S)
