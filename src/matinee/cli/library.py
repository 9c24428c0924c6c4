"""`matinee library` and `matinee scan`: the libraries, from the machine that holds them."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, Literal

from cyclopts import App, Parameter

from matinee.access.policy import SYSTEM
from matinee.cli.databases import running_database
from matinee.kit.clock import SystemClock
from matinee.kit.db import Connection, Database
from matinee.libraries import (
    LibraryChanges,
    LibraryNotFound,
    LibraryView,
    LibraryWork,
    NewLibrary,
    Release,
    Root,
    RootMove,
    RootNotFound,
    change,
    create,
    delete,
    list_all,
    move_root,
    would_release,
)
from matinee.scanning import ScannedContents, request_scan
from matinee.settings import load_settings

commands = App(name="library", help="List, make, change and delete libraries.")
type Act[T] = Callable[[Connection, LibraryWork], Awaitable[T]]


def scan(library: str | None = None, *, path: str | None = None) -> None:
    """Ask for a scan of a library, of one path of it, or of all libraries.

    Parameters
    ----------
    library
        Its name or id; without it all enabled libraries are scanned.
    path
        Only what lies at or below this path.
    """

    async def ask(tx: Connection, work: LibraryWork) -> list[tuple[str, int]]:
        wanted = (
            [await _named(tx, work, library)]
            if library
            else [each for each in await list_all(tx, work) if each.enabled]
        )
        return [(each.name, (await request_scan(tx, SYSTEM, each.id, path)).job_id) for each in wanted]

    for name, job_id in _run(ask):
        _say(f"{name}: job {job_id} waits; `matinee jobs show {job_id}` tells how far it is.")


@commands.command(name="list")
def list_() -> None:
    """List the libraries with what they hold, their folders, and how those are."""
    for each in _run(list_all):
        for line in _shown(each):
            _say(line)


@commands.command(name="create")
def create_(name: str, kind: Literal["movies", "shows"], *paths: str) -> None:
    """Make a library of folders. Nothing inside them is ever written, renamed or deleted.

    Parameters
    ----------
    name
        What people see.
    kind
        What lies in the folders.
    paths
        The folders.
    """
    made = _run(lambda tx, work: create(tx, work, NewLibrary(name=name, kind=kind, paths=list(paths))))
    _say(f"{made.name} was made ({made.id}). Have it scanned by: matinee scan {made.id}")


@commands.command
def rename(library: str, name: str) -> None:
    """Give a library another name.

    Parameters
    ----------
    library
        Its name or id.
    name
        The new name.
    """
    _change(library, LibraryChanges(name=name))


@commands.command
def enable(library: str) -> None:
    """Scan a library again by itself, and watch its folders.

    Parameters
    ----------
    library
        Its name or id.
    """
    _change(library, LibraryChanges(enabled=True))


@commands.command
def disable(library: str) -> None:
    """Scan a library no more by itself; what it holds stays and plays.

    Parameters
    ----------
    library
        Its name or id.
    """
    _change(library, LibraryChanges(enabled=False))


@commands.command(name="add-folder")
def add_folder(library: str, path: str) -> None:
    """Give a library one more folder. Nothing inside it is ever written, renamed or deleted.

    Parameters
    ----------
    library
        Its name or id.
    path
        The folder.
    """

    async def do(tx: Connection, work: LibraryWork) -> LibraryView:
        found = await _named(tx, work, library)
        return await change(tx, work, found.id, LibraryChanges(paths=[*_paths(found), path]))

    for line in _shown(_run(do)):
        _say(line)


@commands.command(name="remove-folder")
def remove_folder(library: str, path: str, *, really: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Take a folder from a library: titles go only where nothing else holds them; real files never, history stays.

    Parameters
    ----------
    library
        Its name or id.
    path
        The folder as it is listed.
    really
        Without it, only how much is known there is told.
    """

    async def do(tx: Connection, work: LibraryWork) -> Root:
        found = await _named(tx, work, library)
        root = _root(found, path)
        rest = [each for each in _paths(found) if each != root.path]
        if not rest:
            raise RootNotFound(f"It is the only folder of {found.name}: `matinee library delete` deletes the library.")
        if really:
            await change(tx, work, found.id, LibraryChanges(paths=rest))
        return root

    gone = _run(do)
    held = f"{gone.path} ({gone.files or 0} files, {gone.missing or 0} missing)"
    _say(f"{held} was taken away. Its files lie where they were." if really else f"Add --really to take away {held}.")


@commands.command
def move(
    library: str,
    old: str,
    new: str,
    *,
    really: Annotated[bool, Parameter(negative="")] = False,
    other_content: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Point a folder of a library at a new place that holds the same files. Without `--really` it is only tried.

    Parameters
    ----------
    library
        Its name or id.
    old
        The folder as it is listed now.
    new
        The folder that holds the same files now.
    really
        Move it; else only tell how many of the known files are found there.
    other_content
        The new place is a disk with other content: what is known is then shown as missing.
    """

    async def do(tx: Connection, work: LibraryWork) -> tuple[int, int]:
        found = await _named(tx, work, library)
        root = _root(found, old)
        wanted = RootMove(path=new, trial=not really, accept_other_content=other_content)
        told = await move_root(tx, work, (found.id, root.id), wanted)
        return told.found_files, told.known_files

    there, known = _run(do)
    _say(f"{there} of {known} known files are at {new}. " + ("Moved." if really else "Add --really to move it there."))


@commands.command(name="delete")
def delete_(library: str, *, really: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Delete a library: titles go only where no other library holds them; real files never, history stays.

    Parameters
    ----------
    library
        Its name or id.
    really
        Without it, only what would go is told.
    """

    async def do(tx: Connection, work: LibraryWork) -> tuple[LibraryView, Release]:
        found = await _named(tx, work, library)
        goes = await would_release(tx, work, found.id)
        if really:
            await delete(tx, work, found.id)
        return found, goes

    gone, goes = _run(do)
    _say(f"{gone.name} holds {goes.files} files. {goes.titles_gone} titles go with it;")
    _say(f"{goes.titles_shared} stay in other libraries, {goes.titles_remembered} in somebody's history or lists.")
    _say(f"{gone.name} was deleted. Its files lie where they were." if really else "Add --really to delete it.")


def _change(library: str, wanted: LibraryChanges) -> None:
    async def do(tx: Connection, work: LibraryWork) -> LibraryView:
        return await change(tx, work, (await _named(tx, work, library)).id, wanted)

    for line in _shown(_run(do)):
        _say(line)


async def _named(tx: Connection, work: LibraryWork, wanted: str) -> LibraryView:
    found = [each for each in await list_all(tx, work) if wanted in {each.name, str(each.id), each.id.hex}]
    if len(found) == 1:
        return found[0]
    words = f"There is no library {wanted!r}." if not found else f"Several libraries are named {wanted!r}: give the id."
    raise LibraryNotFound(f"{words} `matinee library list` shows them.")


def _paths(library: LibraryView) -> list[str]:
    return [root.path for root in library.roots if root.path is not None]


def _root(library: LibraryView, path: str) -> Root:
    root = next((each for each in library.roots if each.path == path.rstrip("/")), None)
    if root is None:
        raise RootNotFound(f"{library.name} has no folder {path}. `matinee library list` shows them.")
    return root


def _shown(library: LibraryView) -> Iterator[str]:
    state = "" if library.enabled else ", disabled"
    yield f"{library.name} ({library.kind}{state}): {_held(library)}   {library.id}"
    for root in library.roots:
        details = "; ".join(filter(None, (root.state_detail, root.watch_detail)))
        yield f"  {root.path}: {root.state}{f' ({details})' if details else ''}"


def _held(library: LibraryView) -> str:
    counts = library.counts
    named = (
        (counts.movies, "movies"),
        (counts.series, "series"),
        (counts.episodes, "episodes"),
        (counts.files, "files"),
    )
    return ", ".join(f"{number} {what}" for number, what in named if number is not None)


def _run[T](act: Act[T]) -> T:
    settings = load_settings(os.environ)

    async def run(url: str) -> T:
        work = LibraryWork(ScannedContents(SystemClock()), settings.data_dir, SYSTEM)
        async with Database(url, pool_size=1) as database, database.transaction() as tx:
            return await act(tx, work)

    with running_database(settings) as url:
        return asyncio.run(run(url))


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the command's answer
