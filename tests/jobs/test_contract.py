"""The list of what is not there yet tells the truth."""

from matinee.app import KINDS
from tests.jobs.contract import ABSENT, ROWS


def test_nothing_alive_is_called_absent() -> None:
    assert not {kind.name for kind in KINDS} & set(ABSENT)


def test_only_agreed_kinds_are_called_absent() -> None:
    assert set(ABSENT) <= set(ROWS)
