"""`matinee demo`: a small library made from nothing, served from its own data folder."""

import asyncio
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from matinee.access import SYSTEM
from matinee.app import open_resources
from matinee.cli.serving import say
from matinee.demo import DemoLibrary, DemoProgress, make_demo_library
from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.libraries import DataFolder, LibraryContents, LibraryWork, NewLibrary, create, list_all
from matinee.migrations import migrate
from matinee.scanning import request_scan
from matinee.serving import database, serve
from matinee.settings import Settings, load_settings


def demo(*, only_make: bool = False) -> None:
    """Make a small library of films and shows, and serve it apart from your own.

    Parameters
    ----------
    only_make
        Make the files and stop.
    """
    library = _made(_home("XDG_CACHE_HOME", ".cache") / "matinee-demo")
    say(f"The demo's files are in {library.movies.parent}.")
    if only_make:
        return
    settings = _settings()
    with database(settings, say) as url:
        migrate(url)
        asyncio.run(_add(settings, url, library))
    serve(settings, say)


def _home(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / usual)


def _settings() -> Settings:
    """Take the settings of this machine, but never the data of a real server."""
    own = {"MATINEE_DATA_DIR": str(_home("XDG_DATA_HOME", ".local/share") / "matinee-demo")}
    kept = {name: value for name, value in os.environ.items() if name != "MATINEE_DATABASE_URL"}
    return load_settings({**kept, **own})


def _made(target: Path) -> DemoLibrary:
    columns = (TextColumn("{task.description:48.48}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("Making the demo's films", total=None)

        def report(progress: DemoProgress) -> None:
            bar.update(task, completed=progress.done, total=progress.total, description=progress.name)

        return asyncio.run(make_demo_library(target, report))


async def _add(settings: Settings, url: str, library: DemoLibrary) -> None:
    """Make the two libraries where there are none, and have them scanned."""
    async with Resources() as resources:
        await open_resources(settings, url, resources)
        work = LibraryWork(resources.get(LibraryContents), resources.get(DataFolder).path, SYSTEM)
        async with resources.get(Database).transaction() as tx:
            if await list_all(tx, work):
                return
            films = await create(tx, work, NewLibrary("Movies", "movies", [str(library.movies)]))
            shows = await create(tx, work, NewLibrary("Shows", "shows", [str(library.shows)]))
            for each in (films, shows):
                await request_scan(tx, SYSTEM, each.id)
