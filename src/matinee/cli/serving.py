"""`matinee serve` and `matinee worker`."""

import os

from matinee.serving import database
from matinee.serving import serve as serve_all
from matinee.settings import load_settings


def say(line: str) -> None:
    """Print a line for the person who started the program."""
    print(line, flush=True)  # noqa: T201 - the program's words


def serve(*, worker: bool = True) -> None:
    """Start Matinee on this machine: database, web server and background work.

    Parameters
    ----------
    worker
        Also run background work here; `--no-worker` leaves it to `matinee worker` elsewhere.
    """
    serve_all(load_settings(os.environ), say, with_worker=worker)


def worker() -> None:
    """Run background work on the database that MATINEE_DATABASE_URL names."""
    from matinee.processes.leaving import leave_after  # noqa: PLC0415 - as the next
    from matinee.processes.worker import run_worker  # noqa: PLC0415 - the whole application, which `serve` does without

    def work() -> None:
        settings = load_settings(os.environ)
        with database(settings, say) as url:
            run_worker(settings, url)

    leave_after(work)
