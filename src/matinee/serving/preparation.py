"""Has the database brought up to date by a program of its own, which ends: its libraries are needed once a start."""

import os
import subprocess
import sys
from collections.abc import Mapping

import msgspec

from matinee.kit.errors import Unavailable
from matinee.serving.child import Say


class Told(msgspec.Struct, omit_defaults=True):
    """A line of the program's output: one of these."""

    say: str | None = None
    """For the person who started it."""
    token: str | None = None
    """Of the link that makes the first account."""
    fault: tuple[str, str] | None = None
    """Title and detail of what stops the start."""


class StartStopped(Unavailable):
    """The database could not be brought up to date; the detail says why."""

    code, title = "start_stopped", "Matinee did not start"


def prepare(environment: Mapping[str, str], say: Say) -> str | None:
    """Back up, migrate, make the first administrator; give the setup link's token while nobody has an account."""
    token = None
    command = [sys.executable, "-m", "matinee.preparing"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | environment) as program:
        for line in program.stdout or ():
            told = msgspec.json.decode(line, type=Told)
            token = told.token or token
            if told.say is not None:
                say(told.say)
            if told.fault is not None:
                raise StartStopped(". ".join(told.fault))
    if program.returncode != 0:
        raise StartStopped(f"The database could not be prepared, see above (exit code {program.returncode}).")
    return token
