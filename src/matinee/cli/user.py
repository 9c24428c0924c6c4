"""`matinee user`: accounts from the console, also while Matinee runs, and when nobody can sign in any more."""

import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable

from cyclopts import App

from matinee import metadata
from matinee.access import SYSTEM, PasswordPool, console
from matinee.cli.databases import running_database
from matinee.kit.clock import SystemClock
from matinee.kit.db import Connection, Database
from matinee.kit.errors import Invalid
from matinee.migrations import current_revision, migrate
from matinee.options import access_options
from matinee.settings import load_settings

commands = App(name="user", help="Accounts: make, list, let in or not. Works while Matinee runs.")

type Act[T] = Callable[[Connection, PasswordPool], Awaitable[T]]


class PasswordsDiffer(Invalid):
    """The password was typed in two ways."""

    code, title = "passwords_differ", "The two passwords are not the same"


@commands.command
def create(name: str, *, admin: bool = False) -> None:
    """Make an account that sees every library. The password is asked for, or read from standard input.

    Parameters
    ----------
    name
        The name to sign in with.
    admin
        An administrator; this ends the one-time setup link.
    """
    password = _new_password()
    made = _in_transaction(lambda tx, passwords: console.create(tx, name, password, passwords, admin=admin))
    _say(f"{made.username} can sign in now ({made.role}).")


@commands.command(name="list")
def list_() -> None:
    """List the accounts: name, role, whether it is disabled and has a second factor."""
    for user in _in_transaction(lambda tx, _: console.everybody(tx)):
        marks = [str(user.role)]
        marks += ["disabled"] if user.disabled_at else []
        marks += ["second factor"] if user.second_factor else []
        _say(f"{user.username}\t{', '.join(marks)}")


@commands.command
def reset_password(name: str) -> None:
    """Set a new password and sign every device out. It is asked for, or read from standard input.

    Parameters
    ----------
    name
        Whose.
    """
    password = _new_password()
    _in_transaction(lambda tx, passwords: console.reset_password(tx, name, password, passwords))
    _say(f"{name} has a new password; every device was signed out.")


@commands.command
def disable(name: str) -> None:
    """Keep an account but let it in no longer; its devices are signed out.

    Parameters
    ----------
    name
        Whose.
    """
    _in_transaction(lambda tx, passwords: console.set_disabled(tx, name, passwords, disabled=True))
    _say(f"{name} cannot sign in any more.")


@commands.command
def enable(name: str) -> None:
    """Let a disabled account in again.

    Parameters
    ----------
    name
        Whose.
    """
    _in_transaction(lambda tx, passwords: console.set_disabled(tx, name, passwords, disabled=False))
    _say(f"{name} can sign in again.")


@commands.command
def delete(name: str, *, erase_history: bool = False) -> None:
    """Remove an account. What it watched is kept namelessly for the statistics.

    Parameters
    ----------
    name
        Whose.
    erase_history
        Also erase what it watched.
    """
    _in_transaction(lambda tx, _: console.delete(tx, name, erase_history=erase_history))
    _say(f"{name} is removed.")


@commands.command
def reset_totp(name: str) -> None:
    """Take a second factor away, when the device is lost. The password stays.

    Parameters
    ----------
    name
        Whose.
    """
    _in_transaction(lambda tx, _: console.reset_totp(tx, name))
    _say(f"{name} signs in with the password alone, until a second factor is set up again.")


@commands.command
def import_plays(name: str) -> None:
    """Take over into an account's history what NFO files say of being watched. Again: only what is new since.

    Parameters
    ----------
    name
        Whose history.
    """
    done = _in_transaction(lambda tx, _: _import(tx, name))
    _say(f"{done.imported} titles were taken over; {done.already} were before.")


@commands.command
def undo_import(name: str) -> None:
    """Take an account's last import of plays back. What was watched or marked since stays.

    Parameters
    ----------
    name
        Whose history.
    """
    done = _in_transaction(lambda tx, _: _take_back(tx, name))
    _say(f"{done.taken_back} titles are as they were; {done.kept} were watched or marked since and stay.")


async def _import(tx: Connection, name: str) -> metadata.ImportedPlays:
    user = await console.named(tx, name)
    done = await metadata.import_plays(tx, SYSTEM, user.id, SystemClock())
    await metadata.note(tx, console.CONSOLE, user.id, "plays.imported", done)
    return done


async def _take_back(tx: Connection, name: str) -> metadata.TakenBack:
    user = await console.named(tx, name)
    done = await metadata.undo_import(tx, user.id, SystemClock())
    await metadata.note(tx, console.CONSOLE, user.id, "plays.import_undone", done)
    return done


def _in_transaction[T](act: Act[T]) -> T:
    settings = load_settings(os.environ)
    with running_database(settings) as url:
        if current_revision(url) is None:
            migrate(url)
        return asyncio.run(_run(url, PasswordPool(access_options(settings)), act))


async def _run[T](url: str, passwords: PasswordPool, act: Act[T]) -> T:
    async with Database(url, pool_size=1) as database, passwords, database.transaction() as tx:
        return await act(tx, passwords)


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Once more: ") != password:
        raise PasswordsDiffer("Start again.")
    return password


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the command's answer
