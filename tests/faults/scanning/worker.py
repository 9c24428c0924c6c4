"""A scan in a process to be killed."""

import asyncio
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any
from uuid import UUID

from matinee.kit.db import Database
from matinee.kit.walking import walk_in_process
from matinee.metadata import matching
from matinee.scanning import apply, scan
from tests.faults.scanning.library import examine, scan_library
from tests.faults.scanning.matching import match_again
from tests.faults.scanning.points import Aim, point, take_aim


def _die_after(module: ModuleType, name: str, phase: str) -> None:
    """Put a place to die behind a function, inside the caller's transaction."""
    real: Callable[..., Any] = getattr(module, name)

    async def dying(*arguments: Any, **named: Any) -> Any:
        answer = await real(*arguments, **named)
        point(phase)
        return answer

    setattr(module, name, dying)


async def _walker(request: Any) -> Any:
    async for each in walk_in_process(request):
        yield each
        point("walk")


async def _tell(phase: str, _current: int, _total: int | None, _message: str) -> None:
    if phase == "compare":
        point("compare")
    elif phase == "apply":
        point("between batches of apply")


async def _main(url: str, library_id: UUID, scan_id: UUID) -> None:
    scan.BATCH = 7
    _die_after(scan, "plan_root", "plan, not committed")
    _die_after(scan, "note_root", "plan stored")
    _die_after(apply, "place", "match and group, not committed")
    _die_after(scan, "apply_batch", "batch, not committed")
    _die_after(scan, "hold_reason", "before hiding")
    _die_after(scan, "note_scanned", "end, not committed")
    _die_after(matching, "rematch", "match again, not committed")
    async with Database(url, pool_size=4, application_name="chaos") as database:
        await scan_library(database, library_id, scan_id, walker=_walker, tell=_tell)
        await examine(database, lambda: point("probing"))
        await match_again(database, library_id, lambda: point("between matches"))


def scan_until_killed(url: str, library_id: UUID, scan_id: UUID, aim: Aim) -> None:
    """Scan and examine, to the end or to the death that is aimed at."""
    take_aim(aim)
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - PostgreSQL is killed under some, which is no news
    asyncio.run(_main(url, library_id, scan_id))
