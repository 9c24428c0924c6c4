"""The `matinee` command."""

import os
import sys
from typing import Annotated, NoReturn

from cyclopts import App, Parameter

import matinee
from matinee.cli import backup, demo, doctor, identify, secrets
from matinee.kit.errors import Fault
from matinee.processes import end_with_parent, run_web, run_worker
from matinee.settings import Settings, load_settings
from matinee.supervisor import database
from matinee.supervisor import serve as serve_all

app = App(name="matinee", version=matinee.__version__, help="Movies and TV shows from your own disks, on any device.")
identify.register(app)
backup.register(app)
doctor.register(app)
secrets.register(app)


def main() -> None:
    """Run the command line; a fault is told in one sentence, without a trace."""
    try:
        app()
    except Fault as fault:
        _fail(fault)


def _fail(fault: Fault) -> NoReturn:
    print(f"{fault.title}. {fault.detail}" if fault.detail != fault.title else fault.title, file=sys.stderr)  # noqa: T201
    raise SystemExit(1)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the program's words to the person who started it


def _settings() -> Settings:
    return load_settings(os.environ)


demo.register(app, _say)


@app.command
def serve(*, worker: bool = True) -> None:
    """Start Matinee on this machine: database, web server and background work.

    Parameters
    ----------
    worker
        Also run background work here; `--no-worker` leaves it to `matinee worker` elsewhere.
    """
    serve_all(_settings(), _say, with_worker=worker)


@app.command
def worker(*, alone: bool = False, parent: int | None = None) -> None:
    """Run background work on the database that MATINEE_DATABASE_URL names.

    Parameters
    ----------
    alone
        Only run what was found on a dead worker, one job at a time, then end.
    parent
        End when this process does.
    """
    if parent is not None:
        end_with_parent(parent)
    settings = _settings()
    with database(settings, _say) as url:
        run_worker(settings, url, alone=alone)


@app.command(show=False)
def web(*, socket: Annotated[list[int], Parameter(negative="")], parent: int) -> None:
    """Serve HTTP on bound sockets; started by `matinee serve`.

    Parameters
    ----------
    socket
        Numbers of the listening sockets.
    parent
        End when this process does.
    """
    end_with_parent(parent)
    settings = _settings()
    with database(settings, _say) as url:
        run_web(settings, url, socket)
