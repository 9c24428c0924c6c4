"""Runs suspects: each job in a process of its own, forked from this one, so that a death names its job.

This process has imported everything its children need, holds no connection and runs no thread, so a fork of it is cheap
and safe. Most suspects are innocent (one of them killed the worker, or none did), so several run side by side; one
whose own process died as well runs with no other suspect beside it. Neither rule may hold a job back for long: one
that has waited longer than the patience is started whatever else runs, so none waits for another's half hour.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import psycopg
import structlog

from matinee.kit.jobs import rescue
from matinee.kit.jobs.lanes import Lane
from matinee.kit.jobs.rescue import Suspects

_log = structlog.get_logger(__name__)

SIDE_BY_SIDE = 5
PATIENCE = timedelta(seconds=10)
_LOOK_EVERY_S = 0.5
_FORK_EVERY_S = 0.1
_IDLE_S = 3.0
_CRASHED = 1
_HEEDED = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGCHLD})


class Isolation:
    """Forks a process for each suspect that waits, and tells whose process died. Ends when none waits."""

    def __init__(self, url: str, work: Callable[[Lane], None], parent: int, *, patience: timedelta = PATIENCE) -> None:
        self._url = url
        self._parent = parent
        self._work = work
        self._patience = patience
        self._children: dict[int, Lane] = {}
        self._deaths: dict[int, str] = {}
        self._stopping = False

    def run(self) -> None:
        """Work until no suspect waits, `parent` (the worker that started this) has gone, or it is told to stop."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _HEEDED)
        _log.info("isolation.started")
        idle_since = time.monotonic()
        while not self._stopping and os.getppid() == self._parent and time.monotonic() - idle_since < _IDLE_S:
            self._reap()
            lane = next_lane(self._look(), self._children)
            if lane is not None:
                self._fork(lane)
            if self._children or self._deaths:
                idle_since = time.monotonic()
            self._wait(_LOOK_EVERY_S if lane is None else _FORK_EVERY_S)
        self._end_children()
        _log.info("isolation.stopped")

    def _wait(self, seconds: float) -> None:
        """Wait until a child ends or somebody asks for the end, at most so long.

        The signals are blocked and taken here. A handler would run in the middle of anything, also of holding the very
        lock that it needs to wake this process, which then waits for itself for ever.
        """
        told = signal.sigtimedwait(_HEEDED, seconds)
        self._stopping = told is not None and told.si_signo != signal.SIGCHLD

    def _look(self) -> Suspects:
        """See who waits, after telling the queue whose process died."""
        try:
            with psycopg.connect(self._url, autocommit=True, connect_timeout=5) as connection:
                for pid, ending in list(self._deaths.items()):
                    rescue.rescue(connection, ended=rescue.bury_process(connection, pid), ending=ending)
                    del self._deaths[pid]
                return rescue.suspects(connection, self._patience)
        except psycopg.Error as error:
            _log.warning("isolation.database_away", reason=str(error).splitlines()[0])
            return Suspects()

    def _fork(self, lane: Lane) -> None:
        pid = os.fork()
        if pid:
            self._children[pid] = lane
            return
        code = _CRASHED
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEEDED)
            self._work(lane)
            code = 0
        except Exception:  # noqa: BLE001 - told by the exit code, whatever it is
            _log.exception("isolation.process_failed")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._children.pop(pid, None)
            code = os.waitstatus_to_exitcode(status)
            if code != 0:
                self._deaths[pid] = signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _end_children(self) -> None:
        """Ask the children to give back what they run, and wait for them."""
        for pid in self._children:
            os.kill(pid, signal.SIGTERM)
        while self._children:
            self._reap()
            time.sleep(0.05)


def next_lane(waiting: Suspects, children: Mapping[int, Lane]) -> Lane | None:
    """Tell for which lane a process is to be forked now. One that runs nothing yet will take a job of its lane."""
    has_room = {
        Lane.APART: len(children) < SIDE_BY_SIDE and Lane.SOLE not in children.values(),
        Lane.SOLE: not children,
    }
    for lane, there in ((Lane.APART, waiting.apart), (Lane.SOLE, waiting.sole)):
        starting = sum(of is lane and pid not in waiting.busy for pid, of in children.items())
        if there.overdue > starting or (there.count > starting and has_room[lane]):
            return lane
    return None
