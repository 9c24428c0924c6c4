"""H40: the short form of `python -m tests.faults.scanning`: one kill in each of a few phases, then all is counted."""

import asyncio

from tests.faults.scanning.chaos import attack


async def test_h40_scan_killed_in_each_phase_loses_nothing_and_heals():
    phases = ("walk", "between batches of apply", "match and group, not committed", "end, not committed", "PostgreSQL")
    found = await asyncio.to_thread(attack, len(phases), 7, phases=phases, say=False)
    assert found.wrong == []
    assert sum(found.kills.values()) >= len(phases) - 1
