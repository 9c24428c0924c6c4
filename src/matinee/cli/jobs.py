"""`matinee jobs`: what the operator's page shows and does, on the command line."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

import msgspec
from cyclopts import App
from rich.console import Console
from rich.table import Table

from matinee.access.policy import SYSTEM
from matinee.admin.jobs import JobFilter, JobView, repository, service
from matinee.app import KINDS
from matinee.cli.databases import running_database
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import Queue, Registry
from matinee.settings import load_settings

type State = Literal["scheduled", "waiting", "running", "retrying", "completed", "cancelled", "discarded"]

commands = App(name="jobs", help="Background work: what runs, waits and failed; retry, cancel, run now, pause.")
_console = Console(highlight=False, soft_wrap=True)


@commands.command(name="list")
def list_(*, state: State | None = None, queue: Queue | None = None, kind: str | None = None, limit: int = 50) -> None:
    """List jobs, the newest first.

    Parameters
    ----------
    state
        Only jobs in this state. `discarded` are those that failed for good.
    queue
        Only jobs of this queue.
    kind
        Only jobs of this kind, such as library.scan.
    limit
        At most so many.
    """
    wanted = JobFilter(state, queue, kind)
    jobs = _on_database(lambda tx: repository.page(tx, wanted, None, limit))
    table = _table("Job", "Kind", "State", "Since", "What")
    for job in jobs:
        table.add_row(str(job.id), job.kind, job.state, _moment(job.finished_at or job.created_at), _gist(job))
    _console.print(table if jobs else "No such job.")


@commands.command
def show(job_id: int) -> None:
    """Show all that is known of one job.

    Parameters
    ----------
    job_id
        Its number.
    """
    _tell(_on_database(lambda tx: service.present(tx, job_id)))


@commands.command
def retry(job_id: int) -> None:
    """Let a job that failed or was cancelled run again.

    Parameters
    ----------
    job_id
        Its number.
    """
    _tell(_on_database(lambda tx: service.retry(tx, SYSTEM, job_id)))


@commands.command
def cancel(job_id: int) -> None:
    """Cancel a waiting job, or ask a running one to end.

    Parameters
    ----------
    job_id
        Its number.
    """
    _tell(_on_database(lambda tx: service.cancel(tx, SYSTEM, job_id)))


@commands.command
def run(kind: str) -> None:
    """Run a periodic job now; `matinee jobs periodic` lists them.

    Parameters
    ----------
    kind
        Its name, such as accounts.cleanup.
    """
    queued = _on_database(lambda tx: service.run_now(tx, SYSTEM, Registry(KINDS), kind))
    _console.print(f"Job {queued.job_id} {'waited already' if queued.outcome == 'met_waiting' else 'was made'}.")


@commands.command
def periodic() -> None:
    """List the jobs that run by themselves, with their last and next run."""
    table = _table("Kind", "Every", "Last run", "Next run")
    for each in _on_database(lambda tx: repository.periodic(tx, KINDS)):
        last = f"{_moment(each.last_started_at)} {each.last_state or ''}".strip()
        table.add_row(each.kind, f"{each.every_s / 60:.0f} min", last, _moment(each.next_at))
    _console.print(table)


@commands.command
def queues() -> None:
    """List the queues, with what waits and runs in each."""
    table = _table("Queue", "Waiting", "Running", "Paused since")
    for each in _on_database(repository.queues):
        table.add_row(each.name, str(each.waiting), str(each.running), _moment(each.paused_at))
    _console.print(table)


@commands.command
def pause(queue: Queue) -> None:
    """Start no more jobs of a queue; running ones go on.

    Parameters
    ----------
    queue
        Its name.
    """
    _on_database(lambda tx: service.pause(tx, SYSTEM, queue, paused=True))
    _console.print(f"The queue {queue} is paused.")


@commands.command
def resume(queue: Queue) -> None:
    """Start jobs of a queue again.

    Parameters
    ----------
    queue
        Its name.
    """
    _on_database(lambda tx: service.pause(tx, SYSTEM, queue, paused=False))
    _console.print(f"The queue {queue} runs.")


def _on_database[T](act: Callable[[Connection], Awaitable[T]]) -> T:
    async def work(url: str) -> T:
        async with Database(url, pool_size=1) as database, database.transaction() as tx:
            return await act(tx)

    with running_database(load_settings(os.environ)) as url:
        return asyncio.run(work(url))


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _gist(job: JobView) -> str:
    if job.state == "running" and job.progress is not None:
        total = "" if job.progress.total is None else f" of {job.progress.total}"
        return f"{job.progress.phase} {job.progress.current}{total} {job.progress.message}".strip()
    return job.errors[-1].text if job.errors and job.state != "completed" else ""


def _tell(job: JobView) -> None:
    table = _table("", "")
    table.show_header = False
    for name, value in msgspec.to_builtins(job).items():
        if name != "errors" and value is not None:
            table.add_row(name, str(value))
    for error in job.errors:
        table.add_row(f"error {_moment(error.at)}", error.text)
    _console.print(table)
