"""`matinee serve`: the database, what a start needs to be done once, then the processes."""

import contextlib
import socket
import time
from collections.abc import Generator

from matinee.kit.postgres import EmbeddedPostgres, make_folder
from matinee.serving.child import Child, Say
from matinee.serving.gate import Gate
from matinee.serving.ports import NamedLink, bind, links
from matinee.serving.preparation import prepare
from matinee.serving.supervisor import Supervisor
from matinee.settings import Settings


@contextlib.contextmanager
def database(settings: Settings, say: Say) -> Generator[str]:
    """Lend the URL of the database: the configured one, or our own while this lasts."""
    with _database(settings, say) as (url, _):
        yield url


def serve(settings: Settings, say: Say, *, with_worker: bool = True) -> None:
    """Run a whole server until SIGTERM or Ctrl-C.

    The data is taken before the port: a second start is told that Matinee runs, not that its port is taken. The web
    process reads its program while the database is brought up to date, and waits for that at a gate.
    """
    began = time.monotonic()
    with _database(settings, say) as (url, server), contextlib.ExitStack() as held:
        sockets = bind(settings, say)
        environment = {"MATINEE_DATABASE_URL": url, "MATINEE_DATA_DIR": str(settings.data_dir)}
        gate = held.enter_context(Gate())
        numbers = [each.fileno() for each in sockets]
        web = Child("web", ["web", *(f"--socket={number}" for number in numbers)], numbers, environment=environment)
        supervisor = Supervisor([web], server, say)
        held.callback(supervisor.end)
        supervisor.heed_signals()
        web.start(gate)
        token = prepare(environment, say)
        gate.open()

        def once_ready() -> None:
            if with_worker:  # now: reading its program beside the web process would make people wait on two cores
                worker = Child("worker", ["worker"], environment=environment)
                worker.start()
                supervisor.children.append(worker)
            _welcome(settings, sockets, token, say, began)

        supervisor.run(sockets[0], once_ready)


@contextlib.contextmanager
def _database(settings: Settings, say: Say) -> Generator[tuple[str, EmbeddedPostgres | None]]:
    if settings.database_url is not None:
        make_folder(settings.data_dir)
        yield settings.database_url.reveal(), None
        return
    say("Starting the database…")
    with EmbeddedPostgres(settings.data_dir, say=say) as server:
        yield server.url, server


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
