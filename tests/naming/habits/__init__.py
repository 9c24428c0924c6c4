"""Generators of names by documented habit: each takes a random source and gives a path with what it means."""

from types import ModuleType

from tests.naming.habits import anime, movies, shows
from tests.naming.habits.words import Habit

_MODULES: dict[str, ModuleType] = {"movie": movies, "show": shows, "anime": anime}


def of(kind: str) -> dict[str, Habit]:
    """The habits of one kind by name."""
    return {
        name: habit for name, habit in vars(_MODULES[kind]).items() if name.startswith(f"{kind}_") and callable(habit)
    }
