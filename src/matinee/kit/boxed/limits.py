"""What a child process may use, and the ways it can end."""

from typing import Literal

import msgspec

MIB = 1 << 20

type DeathReason = Literal["crashed", "deadline", "memory", "cpu", "output", "not_started", "failed"]


class BoxLimits(msgspec.Struct, frozen=True):
    """Walls around one child. `niceness` 10 is for work nobody waits for."""

    memory_bytes: int = 512 * MIB
    cpu_seconds: int = 60
    file_bytes: int = 0
    open_files: int = 64
    output_bytes: int = 64 * MIB
    niceness: int = 10


class BoxTask[A, R](msgspec.Struct, frozen=True):
    """A function to run in a box: `module:function` taking one record, what it gives back, and its walls."""

    reference: str
    result: type[R]
    limits: BoxLimits = BoxLimits()


class BoxDied(msgspec.Struct, frozen=True):
    """The task gave no result. `failed`: it raised; every other reason: its process had to be ended or ended itself."""

    reason: DeathReason
    detail: str = ""

    @property
    def took_the_worker(self) -> bool:
        """Whether a process died on it, which counts as a strike against the file."""
        return self.reason not in {"failed", "not_started"}


def death_by_signal(returncode: int | None) -> BoxDied:
    """Put a dead child's exit status in words."""
    if returncode is None or returncode >= 0:
        return BoxDied("crashed", f"the process ended by itself (status {returncode})")
    signal_number = -returncode
    if signal_number == 24:  # noqa: PLR2004 - SIGXCPU
        return BoxDied("cpu", "the limit of processor time was reached")
    return BoxDied("crashed", f"the process was ended by signal {signal_number}")
