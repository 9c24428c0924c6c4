"""One process that is kept alive: started, watched, started again, stopped."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matinee.kit.errors import Unavailable
from matinee.serving.gate import Gate

type Say = Callable[[str], None]

CANNOT_START = 78
"""Exit code (EX_CONFIG of sysexits.h): it said what a person must mend, and starting it again would not help."""

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 60.0
_SMALL_HEAP = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""glibc gives each thread a heap of its own, up to eight a core, and hands little of them back; and it raises what it
keeps with each large piece that was freed, unless the thresholds are set (mallopt(3)): 30 MB after a first scan."""
_AFTER_KILL_S = 2.0
_LOOK_S = 0.02
_LEFT_A_THREAD = 1000
"""No process ends with this code: they are of one byte."""


class CannotStart(Unavailable):
    """A process ended for a reason that a person must mend."""

    code, title = "cannot_start", "Matinee stops"


@dataclass
class Child:
    """One process that is kept alive, restarted with growing pauses while it dies at once."""

    name: str
    arguments: Sequence[str]
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    pause_s: float = _FIRST_PAUSE_S
    started: float = 0.0
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def start(self, gate: Gate | None = None) -> None:
        """Start the process, with the sockets it serves; with a gate it serves once that is opened."""
        command = [sys.executable, "-m", "matinee.processes", *self.arguments, f"--parent={os.getpid()}"]
        handed = list(self.descriptors)
        if gate is not None:
            command.append(f"--gate={gate.descriptor}")
            handed.append(gate.descriptor)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, pass_fds=handed, env=os.environ | _SMALL_HEAP | self.environment, start_new_session=True
        )

    def tend(self, say: Say) -> None:
        """Start the process when it is due; note when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = _exit_code(self.process)
        if code is None:
            return
        if code == CANNOT_START:
            self.process = None
            raise CannotStart(f"The {self.name} process cannot run here; what to mend stands above.")
        if now - self.started > _STEADY_AFTER_S:
            self.pause_s = _FIRST_PAUSE_S
        say(f"The {self.name} process ended ({_ending(code)}). Starting it again in {self.pause_s:.0f} s.")
        self.process, self.due = None, now + self.pause_s
        self.pause_s = min(self.pause_s * 2, _LONGEST_PAUSE_S)

    def stop(self, deadline: float, say: Say) -> None:
        """End the process: politely until the deadline, then for certain. What cannot even be killed is left behind."""
        if self.process is None or self._has_ended_by(deadline):
            return
        self.process.kill()
        if not self._has_ended_by(time.monotonic() + _AFTER_KILL_S):
            say(f"The {self.name} process waits for a disk that does not answer. It ends when the disk does.")

    def _has_ended_by(self, deadline: float) -> bool:
        while self.process is not None and _exit_code(self.process) is None:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_LOOK_S)
        return True

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()


def _exit_code(process: subprocess.Popen[bytes]) -> int | None:
    """Give how a process ended; `_LEFT_A_THREAD` where it did, but for a thread that hangs in a dead disk.

    The kernel reports the end of a process only after that of its last thread, and a thread in such a call ends with
    the call (FUSE) or by a signal of its own (NFS). All else of the process is gone: nothing is to be waited for.
    """
    code = process.poll()
    if code is None and _is_shell(process.pid):
        return _LEFT_A_THREAD
    return code


def _is_shell(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"  # proc(5)
    return False


def _ending(code: int) -> str:
    if code == _LEFT_A_THREAD:
        return "but for a thread that hangs in a disk"
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
