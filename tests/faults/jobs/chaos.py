"""The chaos run: workers and PostgreSQL are killed at known and at random points under load; then all is counted."""

import itertools
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Self

import msgspec
import psycopg

from tests.faults.jobs.counting import longest_until_rerun, verify
from tests.faults.jobs.kinds import KEPT, KINDS, LONG, ONCE, POISON, SERIAL, Work
from tests.faults.jobs.points import Aim, write_aim
from tests.faults.jobs.server import Server
from tests.faults.jobs.worker import Surroundings, fork_isolation, fork_worker

AFTER_A_DEATH = ("before the rescue", "after the rescue", "alone")
PHASES = (
    "before taking",
    "taken, answer lost",
    "taken, not started",
    "body",
    "transaction open",
    "effects committed",
    "end written, not committed",
    "end committed",
    *AFTER_A_DEATH,
    "periodic started, not committed",
    "at a random time",
    "poison",
    "PostgreSQL",
)
_PATIENCE_S = 90.0
_ANOTHER_DEATH_S = 4.0
_JOBS_A_RUN = 12
_KINDS = {kind.name: kind for kind in KINDS}


class Findings(msgspec.Struct):
    """What a chaos run found; `wrong` is empty when every promise held."""

    runs: int
    seed: int
    beat_s: float
    jobs: int
    kills: dict[str, int]
    wrong: list[str]
    longest_s: dict[str, float]
    """By phase: from a death until the last of its jobs ran again."""
    reruns: int
    seconds: float
    not_reached: dict[str, int]


class Attack:
    """Two workers under load, one of them killed each run."""

    def __init__(
        self, server: Server, seed: int, beat_s: float, *, isolates_itself: bool = False, away_s: float = 0
    ) -> None:
        self._server = server
        self._away_s = away_s
        self._random = random.Random(seed)
        self._numbers = itertools.count(1)
        self._tokens = tempfile.TemporaryDirectory(prefix="chaos")
        self._around = Surroundings(server.url, beat_s, Path(self._tokens.name) / "aim", isolates_itself)
        self._workers: list[int] = []
        self._isolation: int | None = None
        self._isolation_is_wanted = False
        signal.signal(signal.SIGUSR1, self._want_isolation)
        self.kills: Counter[str] = Counter()
        self.not_reached: Counter[str] = Counter()
        self.asked: list[tuple[str, int]] = []

    def run(self, number: int, phase: str) -> None:
        """Do one run: load, and a kill in this phase."""
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            connection.execute("insert into chaos_phase (name) values (%s)", (phase,))
        if phase == "PostgreSQL":
            self._complete_pair()
            self._ask(_JOBS_A_RUN)
            time.sleep(self._random.uniform(0.05, 0.5))
            self._server.stop_hard()
            time.sleep(self._away_s)
            self._server.start()
        elif phase == "poison":
            self._complete_pair()
            self._ask(_JOBS_A_RUN, POISON.name)
            self._wait_for_a_death()
        elif phase == "at a random time":
            self._complete_pair()
            self._ask(_JOBS_A_RUN)
            time.sleep(self._random.uniform(0, 0.5))
            self._kill(self._workers[0])
        elif not self._die_at(phase, Path(self._tokens.name) / str(number)):
            self.not_reached[phase] += 1
            return
        self.kills[phase] += 1

    def _die_at(self, phase: str, token: Path) -> bool:
        """Have a worker die at a place; another one dies before where the place lies in taking back its jobs.

        False: the machine was too crowded for the place to be reached.
        """
        self._complete_pair()
        nth = self._random.randint(1, 3) if phase in {"body", "before taking"} else 1
        aim = Aim(phase, str(token), nth)
        if phase == "alone":
            write_aim(self._around.aim_file, aim)
        self._start(aim)
        if phase in AFTER_A_DEATH:
            for bystander in self._workers[1:-1]:
                self._kill(bystander)
            self._ask(_JOBS_A_RUN)
            self._wait_until_busy(self._workers[0])
            self._kill(self._workers[0])
        else:
            self._kill(self._workers[0])
        deadline = time.monotonic() + _PATIENCE_S
        others_die_at = time.monotonic() + _ANOTHER_DEATH_S
        while not token.exists():
            if time.monotonic() > deadline:
                return False
            self._ask(2)
            self._reap()
            time.sleep(0.05)
            if phase in AFTER_A_DEATH and time.monotonic() > others_die_at:
                # Somebody else took the jobs of the dead: there must be another to take from.
                self._start(Aim())
                self._wait_until_busy(self._workers[-1])
                self._kill(self._workers[-1])
                others_die_at = time.monotonic() + _ANOTHER_DEATH_S
        self._reap()
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self._workers, *([self._isolation] if self._isolation else [])]:
            os.kill(process, signal.SIGKILL)

    def _want_isolation(self, _number: int, _frame: object) -> None:
        self._isolation_is_wanted = True

    def _tend_isolation(self) -> None:
        """Keep the process for suspects alive while a worker asks for it, as a worker itself does."""
        if self._isolation is not None and os.waitpid(self._isolation, os.WNOHANG)[0]:
            self._isolation = None
        if self._isolation is None and self._isolation_is_wanted:
            self._isolation = fork_isolation(self._around)
        self._isolation_is_wanted = False

    def finish(self, patience_s: float) -> None:
        """Let two healthy workers do what is left, then end them."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            self._complete_pair()
            with psycopg.connect(self._server.url, autocommit=True) as connection:
                row = connection.execute("select count(*) from job where finished_at is null").fetchone()
            if row == (0,):
                break
            time.sleep(0.2)
        for worker in self._workers:
            os.kill(worker, signal.SIGTERM)
        while (self._workers or self._isolation) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)

    def _complete_pair(self) -> None:
        """See to it that two workers without an aim live and are on the list: only then the load reaches both."""
        self._reap()
        while len(self._workers) < 2:
            self._start(Aim())
        for extra in self._workers[2:]:
            self._kill(extra)

    def _start(self, aim: Aim) -> None:
        worker = fork_worker(self._around, aim)
        self._workers.append(worker)
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline and worker in self._workers:
            with psycopg.connect(self._server.url, autocommit=True) as connection:
                if connection.execute("select 1 from chaos_worker where pid = %s", (worker,)).fetchone():
                    return
            time.sleep(0.02)
            self._reap()

    def _kill(self, worker: int) -> None:
        os.kill(worker, signal.SIGKILL)
        while worker in self._workers:
            self._reap()
            time.sleep(0.005)

    def _reap(self) -> None:
        """Take the dead off the list and write down when they were found dead."""
        self._tend_isolation()
        for worker in list(self._workers):
            pid, _ = os.waitpid(worker, os.WNOHANG)
            if pid:
                self._workers.remove(worker)
                with psycopg.connect(self._server.url, autocommit=True) as connection:
                    connection.execute("insert into chaos_death values (%s, clock_timestamp())", (worker,))

    def _wait_for_a_death(self) -> None:
        deadline, count = time.monotonic() + _PATIENCE_S, len(self._workers)
        while len(self._workers) == count and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.02)

    def _wait_until_busy(self, worker: int) -> None:
        busy = "select 1 from job j join job_worker w on w.id = j.worker_id where w.pid = %s and j.state = 'running'"
        deadline = time.monotonic() + _PATIENCE_S
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            while time.monotonic() < deadline and connection.execute(busy, (worker,)).fetchone() is None:
                self._reap()  # what is asked of this process while it waits: to start the one for suspects
                if worker not in self._workers:
                    return
                self._ask(2)
                time.sleep(0.02)

    def _ask(self, count: int, *first: str) -> None:
        kinds = [ONCE, ONCE, KEPT, SERIAL, LONG]
        names = [*first, *(self._random.choice(kinds).name for _ in range(count))]
        wanted: list[tuple[str, Work]] = []
        for name in names:
            folder = f"/folder{self._random.randint(1, 4)}" if name == SERIAL.name else ""
            wanted.append((name, Work(next(self._numbers), folder, self._random.choice([0, 5, 50, 200]))))
            self.asked.append((name, wanted[-1][1].number))
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


def attack(
    runs: int, seed: int, beat_s: float, *, minutes: float, isolates_itself: bool = False, away_s: float = 0
) -> Findings:
    """Do so many runs, phase after phase, or as many as the minutes allow; then count.

    A PostgreSQL that was killed stays away for `away_s`.
    """
    began = time.monotonic()
    with Server() as server, Attack(server, seed, beat_s, isolates_itself=isolates_itself, away_s=away_s) as one:
        for number in range(runs):
            if time.monotonic() - began > 60 * minutes:
                runs = number
                break
            one.run(number, PHASES[number % len(PHASES)])
            if number % 10 == 9:
                print(f"{number + 1}/{runs} {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
        one.finish(patience_s=300)
        with psycopg.connect(server.url, autocommit=True) as connection:
            wrong = verify(connection, one.asked)
            longest = longest_until_rerun(connection)
            row = connection.execute("select count(*), sum(run - 1)::int from job").fetchone()
    jobs, reruns = row or (0, 0)
    kills = {phase: one.kills[phase] for phase in PHASES}
    return Findings(
        runs, seed, beat_s, jobs, kills, wrong, longest, reruns, time.monotonic() - began, dict(one.not_reached)
    )
