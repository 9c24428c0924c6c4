"""A gate between two processes: one reads its program and waits there, the other opens it when the way is free."""

import contextlib
import os
from typing import Self

_OPEN = b"1"


class Gate:
    """The opener's side. When the opener dies the gate falls: who waits is told so."""

    def __init__(self) -> None:
        self.descriptor, self._opener = os.pipe()
        """`descriptor` is handed to the process that waits."""

    def open(self) -> None:
        """Let the other process pass."""
        with contextlib.suppress(BrokenPipeError):  # it died, and is started again without a gate
            os.write(self._opener, _OPEN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)
        os.close(self._opener)


def pass_gate(descriptor: int) -> None:
    """Wait until the gate is opened; leave when it never will be."""
    passed = os.read(descriptor, 1)
    os.close(descriptor)
    if passed != _OPEN:
        raise SystemExit(1)
