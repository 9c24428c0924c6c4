"""H40: the short form of `python -m tests.faults.scanning`: one kill in each of a few phases, then all is counted."""

import asyncio

from matinee.scanning.repository import scans
from tests.faults.scanning.chaos import attack, scan_in_a_process
from tests.faults.scanning.points import Aim
from tests.scanning.scene import make_scene


async def test_h40_scan_killed_in_each_phase_loses_nothing_and_heals():
    phases = ("walk", "between batches of apply", "match and group, not committed", "end, not committed", "PostgreSQL")
    found = await asyncio.to_thread(attack, len(phases), 7, phases=phases, say=False)
    assert found.wrong == []
    assert sum(found.kills.values()) >= len(phases) - 1


async def test_h40_scan_killed_in_the_middle_of_a_folder_leaves_no_subtitle_alone(database, database_url, tmp_path):
    """What was left of the folder is gone before the next scan: nothing in it changes any more, and yet it heals."""
    scene = await make_scene(database, tmp_path / "m")
    for number in range(10):
        scene.put(f"all/Film {number} (2001).mkv", at=1_000_000_000)
        scene.put(f"all/Film {number} (2001).en.srt", at=1_000_000_000)
    async with database.transaction() as tx:
        killed = await scans.add(tx, scene.library_id, None)
    aim = Aim("between batches of apply", str(tmp_path / "token"), 2)
    await asyncio.to_thread(scan_in_a_process, database_url, scene.library_id, killed, aim)
    assert (tmp_path / "token").exists()
    known = await scene.paths()
    assert 1 < len(known) < 20
    for path in (scene.root / "all").iterdir():
        if f"all/{path.name}" not in known:
            path.unlink()
    outcome = await scene.scan()
    assert (outcome.counts["added"], outcome.counts["beside"], outcome.counts["missing"]) == (0, 0, 0)
    attached = await scene.rows("""
        select v.path, s.path from stream t join file v on v.id = t.file_id join file s on s.id = t.sidecar_file_id
    """)
    assert {bytes(row[1]).decode() for row in attached} == {path for path in known if path.endswith(".srt")}
    assert await scene.one("select count(*) from scan_change where applied_at is null") == 0
