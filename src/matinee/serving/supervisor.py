"""Keeps the database, the web and the worker process alive. Imports nothing of the application: it stays small."""

import signal
import socket
import time
from collections.abc import Callable

from matinee.kit.postgres import DatabaseRefused, EmbeddedPostgres
from matinee.serving.child import Child, Say
from matinee.serving.readiness import is_ready

STOP_PATIENCE_S = 28.0
"""For web and worker together: running jobs get 20 s, then they are given back. The database ends after them."""
_DATABASE_PAUSE_S = 2.0


class Supervisor:
    """Keeps the processes and the embedded database alive until it is told to stop."""

    def __init__(self, children: list[Child], server: EmbeddedPostgres | None, say: Say) -> None:
        self.children = children
        self._server = server
        self._say = say
        self._stopping = False

    def heed_signals(self) -> None:
        """From now on SIGTERM, SIGINT and SIGHUP ask for an end in order."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def run(self, bound: socket.socket, when_ready: Callable[[], None]) -> None:
        """Tend everything until a signal asks to stop."""
        ready = False
        while not self._stopping:
            self._tend_database()
            for child in self.children:
                child.tend(self._say)
            if not ready and is_ready(bound):
                ready = True
                when_ready()
            time.sleep(0.2 if ready else 0.05)

    def end(self) -> None:
        """End the processes in order, the polite way first."""
        self._say("Stopping…")
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_PATIENCE_S
        for child in self.children:
            child.stop(deadline, self._say)

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _tend_database(self) -> None:
        if self._server is None or self._server.pid is not None:
            return
        self._say("The database ended by itself. Starting it again…")
        try:
            self._server.start()
        except DatabaseRefused as refused:
            self._say(f"{refused.detail} Trying again in a moment.")
            time.sleep(_DATABASE_PAUSE_S)
