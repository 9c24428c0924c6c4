"""The first administrator: by a one-time link, by the command line, or by the environment on the first start."""

import hmac
from uuid import UUID

from matinee.access.errors import SetupDone, SetupTokenWrong
from matinee.access.names import acceptable
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Role
from matinee.access.records import NewUser
from matinee.access.repository import accounts, server
from matinee.access.service import people
from matinee.access.tokens import new_token, token_hash
from matinee.journal import SYSTEM_ACTOR, Actor
from matinee.kit.db import Connection


async def setup_needed(tx: Connection) -> bool:
    """Tell whether no account exists yet."""
    return not await accounts.any_exists(tx)


async def ensure_setup_token(tx: Connection) -> str | None:
    """Make the one-time link's token anew (earlier links end); None once an account exists. Only its hash is kept."""
    if await accounts.any_exists(tx):
        await server.set_setup_token_hash(tx, None)
        return None
    token = new_token()
    await server.set_setup_token_hash(tx, token_hash(token))
    return token


async def require_setup_token(tx: Connection, token: str) -> None:
    """Raise unless this is the token of the link, and no account exists."""
    if await accounts.any_exists(tx):
        raise SetupDone("An account exists already. Sign in with it, or use `matinee user reset-password NAME`.")
    expected = await server.setup_token_hash(tx)
    if expected is None or not hmac.compare_digest(expected, token_hash(token)):
        raise SetupTokenWrong("Open the link that the console printed last; it is new after each start.")


async def make_first_administrator(
    tx: Connection, username: str, password_hash: str, actor: Actor | None, token: str | None
) -> UUID:
    """Make the first account, once: of two that try together one gets `SetupDone`. Ends the link."""
    await accounts.lock_administrators(tx)
    if token is not None:
        await require_setup_token(tx, token)
    elif await accounts.any_exists(tx):
        raise SetupDone
    new = NewUser(username=acceptable(username), password="", role=Role.ADMINISTRATOR)
    made = await people.enter(tx, new, password_hash, actor or SYSTEM_ACTOR)
    await server.set_setup_token_hash(tx, None)
    return made


async def ensure_first_administrator(tx: Connection, username: str, password: str, passwords: PasswordPool) -> bool:
    """Make the administrator that the environment names, on the very first start; tell whether it was made."""
    if await accounts.any_exists(tx):
        return False
    with passwords.place() as place:
        password_hash = await place.hash(password)
    await make_first_administrator(tx, username, password_hash, None, None)
    return True
