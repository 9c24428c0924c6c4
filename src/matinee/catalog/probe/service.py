"""Probes one file in a box and says what its state is. A file that kills two workers is set aside until it changes."""

import asyncio
import os
from datetime import timedelta

import msgspec

from matinee.catalog.naming.languages import language_tag
from matinee.catalog.probe import repository
from matinee.catalog.probe.records import Probed, ProbeOrder
from matinee.kit.boxed import MIB, BoxDied, BoxLimits, BoxPool, BoxTask
from matinee.kit.db import Database

DEADLINE = timedelta(seconds=20)
MOST_STRIKES = 2
_LIMITS = BoxLimits(memory_bytes=512 * MIB, cpu_seconds=20)
PROBE: BoxTask[ProbeOrder, Probed] = BoxTask("matinee.catalog.probe.boxed:probe", Probed, _LIMITS)


async def probe_file(
    database: Database, pool: BoxPool, seen: repository.Waiting, task: BoxTask[ProbeOrder, Probed] = PROBE
) -> Probed:
    """Probe a file until it answers or has killed two workers; strikes are written down before the next try."""
    ended = BoxDied("crashed", "seen before")
    for _ in range(seen.strikes, MOST_STRIKES):
        if await asyncio.to_thread(_has_changed, seen):
            return Probed("incomplete", "The file is still changing.")
        answer = await pool.run(task, ProbeOrder(seen.path), deadline=DEADLINE)
        if isinstance(answer, Probed):
            return _named(answer)
        if not answer.took_the_worker:
            return Probed("unreadable", f"The file could not be examined: {answer.detail}.")
        async with database.transaction() as tx:
            await repository.strike(tx, seen.id)
        ended = answer
    return Probed("unreadable", f"Reading it ended the reader twice ({ended.detail}). Set aside until it changes.")


def _has_changed(seen: repository.Waiting) -> bool:
    try:
        status = os.stat(seen.path)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) != (seen.size_bytes, seen.mtime_ns)


def _named(found: Probed) -> Probed:
    """Give languages as BCP 47 tags."""
    streams = [
        msgspec.structs.replace(each, language=language_tag(each.language)) if each.language else each
        for each in found.streams
    ]
    return msgspec.structs.replace(found, streams=streams)
