"""Named places at which a worker process kills itself or is cut off, once a run: by the one who makes the token file."""

import os
import signal
from pathlib import Path

import msgspec


class Aim(msgspec.Struct, frozen=True):
    """Where a process is to die: at the `nth` pass of this place, if nobody died there before (the token)."""

    phase: str = ""
    token: str = ""
    nth: int = 1


_aim = Aim()
_left = 1


def take_aim(aim: Aim) -> None:
    """Aim this process."""
    global _aim, _left
    _aim, _left = aim, aim.nth


def write_aim(file: Path, aim: Aim) -> None:
    """Aim processes that are not forked yet."""
    partial = file.with_suffix(".new")
    partial.write_bytes(msgspec.json.encode(aim))
    partial.rename(file)


def read_aim(file: Path) -> Aim:
    """Read what was written for a process like this one."""
    return msgspec.json.decode(file.read_bytes(), type=Aim) if file.exists() else Aim()


def point(name: str) -> None:
    """Die here (kill -9) when this is the phase of this run and its turn has come."""
    if _is_hit(name):
        os.kill(os.getpid(), signal.SIGKILL)


def cut(name: str) -> None:
    """Lose the database's answer here, as when its connection is cut after the commit."""
    if _is_hit(name):
        raise ConnectionResetError(name)


def _is_hit(name: str) -> bool:
    global _left  # noqa: PLW0603 - a countdown of the process
    if name != _aim.phase:
        return False
    _left -= 1
    if _left > 0:
        return False
    try:
        os.close(os.open(_aim.token, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    Path(_aim.token).write_text(name)
    return True
