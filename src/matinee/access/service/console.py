"""Accounts from the command line: whoever may run it owns the machine, so nothing is asked again."""

from matinee.access.errors import NobodyYet, UserNotFound
from matinee.access.names import folded
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Role
from matinee.access.records import NewUser, User, UserChange
from matinee.access.repository import accounts, server
from matinee.access.service import people, second_factor
from matinee.journal import Actor
from matinee.kit.db import Connection

CONSOLE = Actor(kind="system", client="matinee user")


async def create(tx: Connection, username: str, password: str, passwords: PasswordPool, *, admin: bool) -> User:
    """Make an account: an administrator, or a member who sees every library. Ends the setup link."""
    await accounts.lock_administrators(tx)
    if not admin and not await accounts.any_exists(tx):
        raise NobodyYet("Make an administrator first: add `--admin`.")
    role = Role.ADMINISTRATOR if admin else Role.MEMBER
    new = NewUser(username=username, password=password, role=role, all_libraries=True)
    made = await people.create(tx, new, passwords, CONSOLE)
    if admin:
        await server.set_setup_token_hash(tx, None)
    return made


async def everybody(tx: Connection) -> list[User]:
    """List all accounts by name."""
    found: list[User] = []
    cursor: str | None = None
    while True:
        page = await accounts.page(tx, limit=200, cursor=cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


async def reset_password(tx: Connection, username: str, password: str, passwords: PasswordPool) -> None:
    """Set a password; every device is signed out."""
    user = await named(tx, username)
    with passwords.place() as place:
        password_hash = await place.hash(password)
    await people.set_password(tx, user, password_hash, CONSOLE)


async def set_disabled(tx: Connection, username: str, passwords: PasswordPool, *, disabled: bool) -> None:
    """Let an account in again, or no longer; then its devices are signed out."""
    user = await named(tx, username)
    await people.change(tx, user.id, UserChange(disabled=disabled), passwords, CONSOLE)


async def delete(tx: Connection, username: str, *, erase_history: bool) -> None:
    """Remove an account."""
    user = await named(tx, username)
    await people.remove(tx, user.id, CONSOLE, erase_history=erase_history)


async def reset_totp(tx: Connection, username: str) -> None:
    """Take a second factor away, when the device is lost."""
    user = await named(tx, username)
    await second_factor.reset(tx, user.id, user.username, CONSOLE)


async def named(tx: Connection, username: str) -> User:
    """Give the account of this name."""
    user = await accounts.by_username(tx, folded(username))
    if user is None:
        raise UserNotFound(f"Nobody is called “{username}”. `matinee user list` names everybody.")
    return user
