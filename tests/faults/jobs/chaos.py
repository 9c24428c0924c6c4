"""The chaos run: workers and PostgreSQL are killed at known and at random points under load; then all is counted."""

import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
import psycopg

from tests.faults.jobs.kinds import KEPT, KINDS, LONG, ONCE, SERIAL, TABLES, Work
from tests.faults.jobs.server import Server

BEAT_S = 0.3
PHASES = (
    "before taking",
    "taken, not started",
    "body",
    "transaction open",
    "effects committed",
    "end written, not committed",
    "end committed",
    "before the rescue",
    "after the rescue",
    "alone",
    "periodic started, not committed",
    "at a random time",
    "PostgreSQL",
)
_DEATH_WAIT_S = 6.0
_JOBS_A_RUN = 16
_KINDS = {kind.name: kind for kind in KINDS}


class Findings(msgspec.Struct):
    """What a chaos run found; `wrong` is empty when every promise held."""

    runs: int
    seed: int
    jobs: int
    kills: dict[str, int]
    wrong: list[str]
    longest_s: float
    reruns: int
    seconds: float


class Attack:
    """Two workers under load, one of them killed each run."""

    def __init__(self, server: Server, seed: int, say: object = print) -> None:
        self._server = server
        self._random = random.Random(seed)
        self._numbers = itertools.count(1)
        self._tokens = tempfile.TemporaryDirectory(prefix="chaos")
        self._workers: list[subprocess.Popen[bytes] | None] = [None, None]
        self.kills: Counter[str] = Counter()
        self.asked: list[tuple[str, int]] = []

    def run(self, number: int, phase: str) -> None:
        """Do one run: load, a kill in this phase, and the killed one started again."""
        self._start(1, phase="", token="none")
        token = Path(self._tokens.name) / str(number)
        self._start(0, phase=phase, token=str(token), anew=True)
        self._ask()
        self._await_workers()
        if phase == "PostgreSQL":
            time.sleep(self._random.uniform(0.3, 1.5))
            self._server.kill()
            self._server.start()
            self.kills[phase] += 1
            return
        if phase in {"before the rescue", "after the rescue", "alone"}:
            time.sleep(self._random.uniform(0.8, 1.2))
            self._kill(1)
        if phase == "at a random time" or not self._died(token):
            self._kill(0)
            self.kills["at a random time"] += 1
        else:
            self.kills[phase] += 1

    def finish(self, patience_s: float) -> None:
        """Let two healthy workers do what is left."""
        for slot in (0, 1):
            self._start(slot, phase="", token="none")
        deadline = time.monotonic() + patience_s
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            while time.monotonic() < deadline:
                row = connection.execute("select count(*) from job where finished_at is null").fetchone()
                if row == (0,):
                    break
                time.sleep(0.2)
        for slot in (0, 1):
            worker = self._workers[slot]
            if worker is not None:
                worker.send_signal(signal.SIGTERM)
                worker.wait(30)

    def _start(self, slot: int, *, phase: str, token: str, anew: bool = False) -> None:
        worker = self._workers[slot]
        if worker is not None and worker.poll() is None:
            if not anew:
                return
            self._kill(slot)
            self.kills["at a random time"] += 1
        environment = os.environ | {
            "CHAOS_PHASE": phase,
            "CHAOS_TOKEN": token,
            "CHAOS_NTH": str(self._random.randint(1, 4) if phase in {"body", "before taking"} else 1),
            "CHAOS_BEAT_S": str(BEAT_S),
        }
        command = [sys.executable, "-m", "tests.faults.jobs.worker", self._server.url]
        self._workers[slot] = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)

    def _kill(self, slot: int) -> None:
        worker = self._workers[slot]
        if worker is not None:
            worker.kill()
            worker.wait()
            self._workers[slot] = None

    def _died(self, token: Path) -> bool:
        deadline = time.monotonic() + _DEATH_WAIT_S
        while time.monotonic() < deadline:
            if token.exists():
                time.sleep(0.05)
                return True
            self._ask(2)
            time.sleep(0.05)
        return False

    def _await_workers(self) -> None:
        """Wait until those that run are on the list: only then the load reaches both."""
        pids = [worker.pid for worker in self._workers if worker is not None]
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            while any(worker is not None and worker.poll() is None for worker in self._workers):
                row = connection.execute("select count(*) from job_worker where pid = any(%s)", (pids,)).fetchone()
                if row == (len(pids),):
                    return
                time.sleep(0.02)

    def _ask(self, count: int = _JOBS_A_RUN) -> None:
        kinds = [ONCE, ONCE, KEPT, SERIAL, LONG]
        wanted: list[tuple[str, Work]] = []
        for _ in range(count):
            kind = self._random.choice(kinds)
            number = next(self._numbers)
            folder = f"/folder{self._random.randint(1, 4)}" if kind is SERIAL else ""
            wanted.append((kind.name, Work(number, folder, self._random.choice([0, 5, 50, 200]))))
            self.asked.append((kind.name, number))
        self._insert(wanted)

    def _insert(self, wanted: list[tuple[str, Work]]) -> None:
        with psycopg.connect(self._server.url) as connection:
            for name, work in wanted:
                kind = _KINDS[name]
                connection.execute(
                    "insert into job (kind, queue, arguments, state, serial_key, attempts)"
                    " values (%s, %s, %s, 'waiting', %s, %s)",
                    (name, kind.queue, msgspec.json.encode(work).decode(), kind.serial_key(work), kind.attempts),
                )
            connection.execute("select pg_notify('matinee_jobs', 'default')")


def verify(connection: psycopg.Connection, asked: list[tuple[str, int]]) -> list[str]:
    """Count everything; give what is wrong in words."""
    wrong: list[str] = []

    def expect(what: str, query: str, want: object = 0) -> None:
        row = connection.execute(query).fetchone()
        found = None if row is None else row[0]
        if found != want:
            wrong.append(f"{what}: {found}, not {want}")

    count = Counter(name for name, _ in asked)
    expect("jobs that are not completed", "select count(*) from job where state <> 'completed'")
    expect(
        "jobs asked for and gone",
        "select count(*) from job where kind <> 'chaos.tick'",
        len(asked) + count["chaos.once"],
    )
    expect("attempts counted beyond one", "select count(*) from job where attempt > 1 + (select count(*) from"
           " jsonb_array_elements(errors) e where e->>'text' not like 'The worker process died%')")  # fmt: skip
    expect("jobs done with an effect missing", "select count(*) from job where kind = 'chaos.once' and not exists"
           " (select from chaos_effect e where e.kind = 'once' and e.number = (arguments->>'number')::int)")  # fmt: skip
    expect(
        "effects doubled", "select count(*) from (select from chaos_effect group by kind, number having count(*) > 1) x"
    )
    expect("kept effects", "select count(*) from chaos_kept", count["chaos.kept"] + count["chaos.once"])
    expect("serial effects", "select count(*) from chaos_span", count["chaos.serial"])
    expect("serial jobs that ran together", "select count(*) from chaos_span a join chaos_span b on a.folder = b.folder"
           " and a.number < b.number and a.began < b.ended and b.began < a.ended")  # fmt: skip
    expect("workers left on the list", "select count(*) from job_worker")
    return wrong


_SLOWEST = """
    select id, kind, run, alone, round(extract(epoch from finished_at - created_at), 1) as s,
        round(extract(epoch from finished_at - started_at), 2) as ran,
        (select string_agg(left(e->>'at', 19) || ' ' || left(e->>'text', 60), '; ') from jsonb_array_elements(errors) e),
        created_at::text from job
    order by finished_at - created_at desc limit 8
"""


def attack(runs: int, seed: int, *, phases: tuple[str, ...] = PHASES, say: bool = True) -> Findings:
    """Do so many runs, phase after phase, and count."""
    began = time.monotonic()
    with Server() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(TABLES.encode())
        one = Attack(server, seed)
        for number in range(runs):
            one.run(number, phases[number % len(phases)])
            if say and number % 10 == 9:
                print(f"{number + 1}/{runs} {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
        one.finish(patience_s=120)
        with psycopg.connect(server.url, autocommit=True) as connection:
            wrong = verify(connection, one.asked)
            row = connection.execute(
                "select count(*), max(extract(epoch from finished_at - created_at))::float8, sum(run - 1)::int from job"
            ).fetchone()
            if say:
                for line in connection.execute(_SLOWEST).fetchall():
                    print(*line)  # noqa: T201
    jobs, longest, reruns = row or (0, 0.0, 0)
    kills = {phase: one.kills[phase] for phase in phases}
    return Findings(runs, seed, jobs, kills, wrong, longest, reruns, time.monotonic() - began)
