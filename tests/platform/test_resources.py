"""The container of process-wide objects."""

from typing import Self

import pytest

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.resources import ResourceMissing, Resources


def test_gives_back_what_was_put_in_by_its_type_or_its_port() -> None:
    resources = Resources()
    clock = resources.put(SystemClock(), under=Clock)
    assert resources.get(Clock) is clock
    with pytest.raises(ResourceMissing):
        resources.get(SystemClock)
    with pytest.raises(ValueError):
        resources.put(SystemClock(), under=Clock)


class Noted:
    """Notes when it opens and closes."""

    def __init__(self, notes: list[str]) -> None:
        self.notes = notes

    async def __aenter__(self) -> Self:
        self.notes.append(f"open {type(self).__name__}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.notes.append(f"close {type(self).__name__}")


class Later(Noted):
    """Entered after the other."""


async def test_closes_in_reverse_order_of_entering() -> None:
    notes: list[str] = []
    async with Resources() as resources:
        await resources.enter(Noted(notes))
        await resources.enter(Later(notes))
        assert resources.get(Later).notes is notes
    assert notes == ["open Noted", "open Later", "close Later", "close Noted"]
