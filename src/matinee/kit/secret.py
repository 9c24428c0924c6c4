"""A value that is not shown by accident: not in logs, not in a traceback, not in `doctor`."""

from typing import Final, Never, override

HIDDEN: Final = "(hidden)"


class Secret:
    """Wraps a text; only `reveal` gives it back."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the text itself, where it is used and nowhere else."""
        return self._value

    @override
    def __repr__(self) -> str:
        return HIDDEN

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    @override
    def __hash__(self) -> int:
        return hash((Secret, self._value))

    @override
    def __reduce__(self) -> Never:
        msg = "a secret is not pickled"
        raise TypeError(msg)
