"""A declaration that says too little keeps a program from starting, and says what it lacks."""

from datetime import timedelta

import pytest

from matinee.kit.jobs import KindIncomplete, Queue, Registry, Schedule
from tests.jobs.kinds import note_kind


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({"name": "Note"}, "its name"),
        ({"arguments": dict}, "arguments"),
        ({"queue": None}, "queue"),
        ({"attempts": 0}, "attempts"),
        ({"time_limit": None}, "limit of time"),
        ({"time_limit": timedelta()}, "limit of time"),
        ({"unique_for": timedelta()}, "unique period"),
        ({"run": lambda *_: None}, "async function"),
        ({"not_in_key": frozenset({"absent"})}, "no argument absent"),
        ({"schedule": Schedule(timedelta())}, "no interval"),
    ],
)
def test_kind_that_says_too_little_is_refused(said: dict[str, object], lacks: str) -> None:
    with pytest.raises(KindIncomplete, match=lacks):
        Registry([note_kind(**said)])


def test_kind_without_one_of_the_fields_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="attempts"):
        type(note_kind())(name="test.note", arguments=type(None), queue=Queue.LOW)  # pyright: ignore[reportCallIssue]


def test_kind_is_declared_once() -> None:
    with pytest.raises(KindIncomplete, match="twice"):
        Registry([note_kind(), note_kind()])
