"""Ending a process without its threads: one that hangs in a dead disk would hold it for ever."""

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from typing import NoReturn

from matinee.kit.errors import Fault


def run(
    main: Coroutine[object, object, None], loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None
) -> None:
    """Run to the end, as `asyncio.run` does, but for waiting for threads."""
    asyncio.Runner(loop_factory=loop_factory).run(main)


def leave_after(work: Callable[[], None]) -> NoReturn:
    """Do the process's work and end it, by what came of it. Nothing is left to be done by threads or at exit.

    Raises a `Fault`, which whoever called has words for.
    """
    code = 0
    try:
        work()
    except Fault:
        raise
    except SystemExit as wanted:
        code = wanted.code if isinstance(wanted.code, int) else int(wanted.code is not None)
        if isinstance(wanted.code, str):
            sys.stderr.write(f"{wanted.code}\n")
    except BaseException:  # noqa: BLE001 - told as Python would tell it, only without its wait for threads after it
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
