"""`matinee serve`: starts the database, brings it up to date, and keeps a web and a worker process alive."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field

from matinee.access import AccessOptions, PasswordPool, ensure_first_administrator, ensure_setup_token, open_sealer
from matinee.admin.backup import BackupPlace, create_backup
from matinee.kit.clock import SystemClock
from matinee.kit.db import Database
from matinee.kit.db.embedded import DatabaseRefused, EmbeddedPostgres
from matinee.migrations import current_revision, head_revision, migrate
from matinee.ports import NamedLink, bind, links
from matinee.settings import Settings

type Say = Callable[[str], None]

STOP_PATIENCE_S = 14.0
"""For web and worker together; the database's own end fits into the 20 s that service managers grant."""
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_STEADY_AFTER_S = 60.0
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks our own server, never by a proxy that the environment names."""


@dataclass
class Child:
    """One process that is kept alive, restarted with growing pauses while it dies at once."""

    name: str
    arguments: Sequence[str]
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    pause_s: float = _FIRST_PAUSE_S
    started: float = 0.0
    due: float = 0.0
    environment: dict[str, str] = field(default_factory=dict[str, str])

    def start(self) -> None:
        """Start the process, with the sockets it serves."""
        command = [sys.executable, "-m", "matinee", *self.arguments, "--parent", str(os.getpid())]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, pass_fds=self.descriptors, env=os.environ | self.environment, start_new_session=True
        )

    def tend(self, say: Say) -> None:
        """Start the process when it is due; note when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started > _STEADY_AFTER_S:
            self.pause_s = _FIRST_PAUSE_S
        say(f"The {self.name} process ended ({_ending(code)}). Starting it again in {self.pause_s:.0f} s.")
        self.process, self.due = None, now + self.pause_s
        self.pause_s = min(self.pause_s * 2, _LONGEST_PAUSE_S)

    def stop(self, deadline: float) -> None:
        """End the process: politely until the deadline, then for certain."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
            return
        self.process.kill()
        self.process.wait()

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


@contextlib.contextmanager
def database(settings: Settings, say: Say) -> Generator[str]:
    """Lend the URL of the database: the configured one, or our own while this lasts."""
    if settings.database_url is not None:
        yield settings.database_url.reveal()
        return
    say("Starting the database…")
    with EmbeddedPostgres(settings.data_dir, say=say) as server:
        yield server.url


def serve(settings: Settings, say: Say, *, with_worker: bool = True) -> None:
    """Run a whole server until SIGTERM or Ctrl-C.

    The data is taken before the port: a second start is told that Matinee runs, not that its port is taken.
    """
    began = time.monotonic()
    with contextlib.ExitStack() as held:
        if settings.database_url is not None:
            url, server = settings.database_url.reveal(), None
        else:
            say("Starting the database…")
            server = held.enter_context(EmbeddedPostgres(settings.data_dir, say=say))
            url = server.url
        sockets = bind(settings, say)
        _back_up_before_migration(settings, url, say)
        if migrate(url):
            say("The database is up to date.")
        setup_token = asyncio.run(_prepare(settings, url))
        numbers = [each.fileno() for each in sockets]
        environment = {"MATINEE_DATABASE_URL": url, "MATINEE_DATA_DIR": str(settings.data_dir)}
        web = Child("web", ["web", *(f"--socket={number}" for number in numbers)], numbers, environment=environment)
        children = [web]
        if with_worker:
            children.append(Child("worker", ["worker"], environment=environment))
        supervisor = Supervisor(children, server, say)
        supervisor.run(sockets[0], lambda: _welcome(settings, sockets, setup_token, say, began))


def _back_up_before_migration(settings: Settings, url: str, say: Say) -> None:
    """Keep the data as it is before its schema changes. New data needs none; a failed backup stops the start."""
    revision = current_revision(url)
    if revision in {None, head_revision()}:
        return
    say("Backing up before the database is brought up to date…")
    place = BackupPlace(settings.data_dir, settings.backup_folder, settings.backup.keep)
    say(f"  {asyncio.run(create_backup(url, place, SystemClock()))}")


async def _prepare(settings: Settings, url: str) -> str | None:
    """Check the key, make the first administrator where the environment names one; else give the link's token."""
    async with Database(url, pool_size=1) as opened:
        async with opened.transaction() as tx:
            await open_sealer(tx, settings.data_dir, settings.secret_key)
        if settings.admin_username and settings.admin_password:
            async with PasswordPool(AccessOptions()) as passwords, opened.transaction() as tx:
                await ensure_first_administrator(
                    tx, settings.admin_username, settings.admin_password.reveal(), passwords
                )
        async with opened.transaction() as tx:
            return await ensure_setup_token(tx)


class Supervisor:
    """Keeps the processes and the embedded database alive until it is told to stop."""

    def __init__(self, children: list[Child], server: EmbeddedPostgres | None, say: Say) -> None:
        self._children = children
        self._server = server
        self._say = say
        self._stopping = False

    def run(self, bound: socket.socket, when_ready: Callable[[], None]) -> None:
        """Tend everything until SIGTERM, SIGINT or SIGHUP; then end the processes in order."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        ready = False
        try:
            while not self._stopping:
                self._tend_database()
                for child in self._children:
                    child.tend(self._say)
                if not ready and _answers(bound):
                    ready = True
                    when_ready()
                time.sleep(0.2 if ready else 0.05)
        finally:
            self._end()

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
            time.sleep(_FIRST_PAUSE_S * 4)

    def _end(self) -> None:
        self._say("Stopping…")
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_PATIENCE_S
        for child in self._children:
            child.stop(deadline)


def _answers(bound: socket.socket) -> bool:
    try:
        with _direct.open(f"http://{_own_address(bound)}/readyz", timeout=2) as answer:
            return answer.status == 200  # noqa: PLR2004
    except (OSError, urllib.error.URLError):
        return False


def _own_address(bound: socket.socket) -> str:
    host, port = str(bound.getsockname()[0]), int(bound.getsockname()[1])
    own: str = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{own}]:{port}" if ":" in own else f"{own}:{port}"


def _welcome(settings: Settings, sockets: list[socket.socket], token: str | None, say: Say, began: float) -> None:
    port = sockets[0].getsockname()[1]
    say(f"Matinee is ready after {time.monotonic() - began:.1f} s.")
    path = f"/app/setup?token={token}" if token else "/"
    if token:
        say("Nobody has an account yet. Open one of these links to make the first; it works once:")
    for each in links(settings, port):
        say(_line(each, path))


def _line(link: NamedLink, path: str) -> str:
    return f"  {link.url}{path}   ({link.meaning})"
