"""The chaos run: scans and PostgreSQL are killed in each phase while the disk lives; then everything is counted."""

import asyncio
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.ids import new_id
from matinee.kit.postgres import EmbeddedPostgres
from matinee.kit.walking import RealTree
from matinee.libraries.repository import add as add_library
from matinee.libraries.schemas import NewLibrary
from matinee.migrations import migrate
from matinee.scanning.repository import scans
from tests.faults.scanning.library import Disk, Work, examine, path_bytes, scan_library
from tests.faults.scanning.matching import match_again
from tests.faults.scanning.points import Aim
from tests.faults.scanning.worker import scan_until_killed
from tests.scanning.scene import walking

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.scanning.worker"])
PHASES = (
    "walk",
    "compare",
    "plan, not committed",
    "plan stored",
    "between batches of apply",
    "match and group, not committed",
    "batch, not committed",
    "before hiding",
    "end, not committed",
    "probing",
    "match again, not committed",
    "between matches",
    "at a random time",
    "PostgreSQL",
)
_LONGEST_S = 60.0


def scan_in_a_process(url: str, library_id: UUID, scan_id: UUID, aim: Aim) -> None:
    """Scan in a process of its own until it is killed, or to its end."""
    child = _PROCESSES.Process(target=scan_until_killed, args=(url, library_id, scan_id, aim))
    child.start()
    child.join(_LONGEST_S)


class Findings(msgspec.Struct):
    """What a chaos run found; `wrong` is empty when every promise held."""

    runs: int
    seed: int
    kills: dict[str, int]
    survived: int
    works: int
    history: int
    wrong: list[str]
    seconds: float


class Attack:
    """One database, two libraries, a disk that lives."""

    def __init__(self, server: EmbeddedPostgres, folder: Path, seed: int) -> None:
        self._server, self._folder = server, folder
        self._random = random.Random(seed)
        self.disk = Disk(folder / "disk", seed)
        self.libraries: dict[str, UUID] = {}
        self.account = new_id()
        self.kills: Counter[str] = Counter()
        self.survived = 0
        self.wrong: list[str] = []

    async def set_up(self) -> None:
        """Make the libraries, scan them for the first time, and give somebody a history."""
        async with Database(self._server.url) as database:
            async with database.transaction() as tx:
                await tx.execute(
                    text("insert into account (id, username, username_folded, role) values (:id, 'a', 'a', 'member')"),
                    {"id": self.account},
                )
                for kind, roots in self.disk.roots.items():
                    new = NewLibrary(kind, kind, [str(root) for root in roots])  # pyright: ignore[reportArgumentType]
                    self.libraries[kind] = await add_library(tx, new, [path_bytes(root) for root in roots])
            await self._heal(database, {kind: await self._new_scan(database, kind) for kind in self.libraries})
            await self._watch(database)

    async def run(self, number: int, phase: str) -> None:
        """Let a day pass, scan, kill in this phase, let a good scan follow, count."""
        self.disk.live()
        async with Database(self._server.url) as database:
            scan_ids = {kind: await self._new_scan(database, kind) for kind in self.libraries}
        kind = self._random.choice(list(self.libraries))
        await self._kill(number, phase, self.libraries[kind], scan_ids[kind])
        async with Database(self._server.url) as database:
            await self._heal(database, scan_ids)
            wrong = await self._count(database)
            self.wrong += [f"run {number} ({phase}): {each}" for each in wrong]
            await self._watch(database)

    def phases(self, runs: int, phases: tuple[str, ...], kills: int) -> Iterator[str]:
        """Give the phase of each run: each in turn, then those that were not killed often enough (at most doubled)."""
        yield from (phases[number % len(phases)] for number in range(runs))
        for _ in range(runs):
            phase = min(phases, key=lambda each: self.kills[each])
            if self.kills[phase] >= kills:
                return
            yield phase

    async def _new_scan(self, database: Database, kind: str) -> UUID:
        async with database.transaction() as tx:
            return await scans.add(tx, self.libraries[kind], None)

    async def _kill(self, number: int, phase: str, library_id: UUID, scan_id: UUID) -> None:
        token = self._folder / f"token{number}"
        nth = self._random.randint(1, 2) if phase in {"walk", "between batches of apply"} else 1
        given = (self._server.url, library_id, scan_id, Aim(phase, str(token), nth))
        child = _PROCESSES.Process(target=scan_until_killed, args=given)
        child.start()
        if phase in {"at a random time", "PostgreSQL"}:
            await asyncio.sleep(self._random.uniform(0.05, 1.2))
            if phase == "PostgreSQL":
                self._kill_server()
                child.join(_LONGEST_S)
                self._server.start()
            elif child.exitcode is not None:
                self.survived += 1
            child.kill()
            child.join()
            self.kills[phase] += 1
            return
        child.join(_LONGEST_S)
        if token.exists():
            self.kills[phase] += 1
        else:
            self.survived += 1

    def _kill_server(self) -> None:
        pid = self._server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while self._server.pid is not None:
            time.sleep(0.01)

    async def _heal(self, database: Database, scan_ids: dict[str, UUID]) -> None:
        for kind, scan_id in scan_ids.items():
            outcome = await scan_library(
                database, self.libraries[kind], scan_id, walker=walking(RealTree()), tell=_silent
            )
            if outcome.state != "completed":
                self.wrong.append(f"a good scan ended {outcome.state}: {outcome.hold_reason or outcome.error}")
            await match_again(database, self.libraries[kind], lambda: None)
        await examine(database, lambda: None)

    async def _watch(self, database: Database) -> None:
        """Note which item each work is, once; and watch some."""
        placed = await self._items_by_path(database)
        async with database.transaction() as tx:
            for work in self.disk.works:
                if work.path is None or work.item_id is not None:
                    continue
                work.item_id = placed.get(path_bytes(work.path), (None,))[0]
                if self._random.random() < 0.5 and work.item_id is not None:
                    work.is_watched = True
                    given = {"account": self.account, "item": work.item_id, "id": new_id()}
                    await tx.execute(text(_STATE), given)
                    await tx.execute(text(_PLAY), given)

    async def _items_by_path(self, database: Database) -> dict[bytes, list[UUID]]:
        async with database.reading() as tx:
            placed: dict[bytes, list[UUID]] = {}
            for row in await tx.execute(text(_PLACED)):
                placed.setdefault(row[0], []).append(row[1])
        return placed

    async def _count(self, database: Database) -> list[str]:
        """Give what is wrong in words."""
        placed, wrong = await self._items_by_path(database), list[str]()
        for work in self.disk.works:
            if work.path is None:
                continue
            items = placed.pop(path_bytes(work.path), [])
            if len(items) != 1:
                wrong.append(f"{work.path.name} hangs on {len(items)} items")
            elif work.item_id is not None and items[0] != work.item_id:
                wrong.append(f"{work.path.name} hangs on another item than before")
        wrong += [f"{path!r} is not on the disk" for path in placed]
        async with database.reading() as tx:
            watched = [work for work in self.disk.works if work.is_watched]
            for what, sql, want in (
                ("history rows", "select count(*) from play", len(watched)),
                ("states", "select count(*) from state where watched", len(_items(watched))),
                ("histories of no item", "select count(*) from play p left join item i on i.id = p.entity_id"
                                         " where i.id is null", 0),
                ("missing files without a date on their item", _MISSING, 0),
                ("holdings that count wrong", _HOLDINGS, 0),
                ("versions without a part", "select count(*) from version v where not exists"
                                            " (select from part p where p.version_id = v.id)", 0),
                ("matches of no file or two", _MATCHES, 0),
                ("scans that did not end", "select count(*) from scan where state in ('waiting', 'running')", 0),
            ):  # fmt: skip
                found = (await tx.execute(text(sql))).scalar_one()
                if found != want:
                    wrong.append(f"{what}: {found}, not {want}")
        return wrong


def _items(works: list[Work]) -> set[UUID | None]:
    return {work.item_id for work in works}


_STATE = """
insert into state (account_id, entity_id, watched, play_count) values (:account, :item, true, 1) on conflict do nothing
"""
_PLAY = """
insert into play (id, account_id, entity_id, at, origin, title) values (:id, :account, :item, now(), 'mark', 'x')
"""
_PLACED = """
select r.path || '/' || f.path, v.item_id from file f join root r on r.id = f.root_id
left join part p on p.file_id = f.id left join version v on v.id = p.version_id
where f.missing_since is null and f.kind = 'video'
"""
_MISSING = """
select count(*) from item i where i.kind in ('movie', 'episode') and i.missing_since is null
and exists (select from version v join part p on p.version_id = v.id where v.item_id = i.id)
and not exists (select from version v join part p on p.version_id = v.id join file f on f.id = p.file_id
                where v.item_id = i.id and f.missing_since is null)
"""
_MATCHES = """
select count(*) from file f where f.kind = 'video' and (select count(*) from match m where m.file_id = f.id) <> 1
"""
_HOLDINGS = """
select count(*) from item_library il join item i on i.id = il.item_id where i.kind in ('movie', 'episode')
and il.present_files <> (select count(distinct f.id) from version v join part p on p.version_id = v.id
                         join file f on f.id = p.file_id where v.item_id = il.item_id
                         and v.library_id = il.library_id and f.missing_since is null)
"""


async def _silent(_phase: str, _current: int, _total: int | None, _message: str) -> None:
    pass


async def _attack(runs: int, seed: int, phases: tuple[str, ...], kills: int, *, say: bool) -> Findings:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mpg") as data, tempfile.TemporaryDirectory(prefix="chaos") as folder:
        server = EmbeddedPostgres(Path(data), options={"fsync": "off"})  # commits are waited for: a kill loses none
        server.start()
        migrate(server.url)
        attack = Attack(server, Path(folder), seed)
        await attack.set_up()
        number = -1
        for number, phase in enumerate(attack.phases(runs, phases, kills)):
            await attack.run(number, phase)
            if say and number % 10 == 9:
                sys.stdout.write(f"{number + 1} runs, {time.monotonic() - began:.0f} s, {len(attack.wrong)} wrong\n")
                sys.stdout.flush()
        server.stop()
        works = attack.disk.works
        history = sum(work.is_watched for work in works)
        counts = {phase: attack.kills[phase] for phase in phases}
        return Findings(
            number + 1, seed, counts, attack.survived, len(works), history, attack.wrong, time.monotonic() - began
        )


def attack(runs: int, seed: int, *, phases: tuple[str, ...] = PHASES, kills: int = 0, say: bool = True) -> Findings:
    """Do so many runs, phase after phase, and count after each; go on until each phase had its kills."""
    return asyncio.run(_attack(runs, seed, phases, kills, say=say))
