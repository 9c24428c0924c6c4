"""Named places at which a worker process kills itself, once a run: the one who makes the token file dies."""

import os
import signal
from pathlib import Path

_PHASE = os.environ.get("CHAOS_PHASE", "")
_TOKEN = os.environ.get("CHAOS_TOKEN", "")
_nth = int(os.environ.get("CHAOS_NTH", "1"))


def point(name: str) -> None:
    """Die here (kill -9) when this is the phase of this run and its turn has come."""
    global _nth  # noqa: PLW0603 - a countdown of the process
    if name != _PHASE:
        return
    _nth -= 1
    if _nth > 0:
        return
    try:
        os.close(os.open(_TOKEN, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    Path(_TOKEN).write_text(name)
    os.kill(os.getpid(), signal.SIGKILL)
