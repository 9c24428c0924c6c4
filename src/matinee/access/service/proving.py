"""Proving again who one is: the password, or a code of the second factor, before something that matters."""

from uuid import UUID

from matinee.access.errors import CodeWrong, PasswordWrong
from matinee.access.repository import accounts, second_factors, throttles
from matinee.access.repository.second_factors import SecondFactor
from matinee.access.service.desk import SignInDesk
from matinee.access.service.guessing import (
    Guessed,
    code_guessed,
    count_failure,
    password_confirmed,
    require_no_wait,
)
from matinee.access.telling import tell
from matinee.access.totp import looks_like_totp, matching_step, recovery_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection
from matinee.kit.sealing import Sealer


async def require_password(desk: SignInDesk, account_id: UUID, password: str, actor: Actor) -> None:
    """Raise `PasswordWrong` unless this is the account's password; failures are counted and make whoever tries wait.

    An account without a password (it signs in elsewhere) has nothing to confirm.
    """
    guessed = password_confirmed(desk.options, account_id)
    with desk.passwords.place() as place:
        async with desk.database.reading() as connection:
            await require_no_wait(connection, [guessed])
            stored = await accounts.password_hash(connection, account_id)
        if stored is None or await place.verify(stored, password):
            return
    await _count(desk, guessed, account_id, "auth.password_refused", actor)
    raise PasswordWrong("Type the password you sign in with.")


async def require_code(desk: SignInDesk, account_id: UUID, code: str, actor: Actor) -> None:
    """Use up a code of the app or a recovery code; raise `CodeWrong` for any other. A right one ends the count."""
    guessed = code_guessed(account_id)
    async with desk.database.transaction() as tx:
        await require_no_wait(tx, [guessed])
        found = await second_factors.of_account(tx, account_id)
        accepted = await is_accepted(tx, desk.sealer, found, code)
        if accepted:
            await throttles.forgive(tx, guessed.key)
            if not looks_like_totp(code):
                await _tell(tx, actor, "auth.recovery_code_used", found)
    if not accepted:
        await _count(desk, guessed, account_id, "auth.code_refused", actor)
        raise CodeWrong("A code counts once and for half a minute. Wait for the next one, and check the phone's clock.")


async def is_accepted(tx: Connection, sealer: Sealer, found: SecondFactor, code: str) -> bool:
    """Use up a code of the app being set up or in force, or a recovery code; tell whether it was one."""
    if not looks_like_totp(code):
        return await second_factors.take_recovery_code(tx, found.account_id, recovery_hash(code))
    if found.sealed is None:
        return False
    secret = sealer.unseal(found.sealed, sealed_for(found.account_id)).decode()
    step = matching_step(secret, code, found.now_s, found.last_step)
    return step is not None and await second_factors.take_step(tx, found.account_id, step)


def sealed_for(account_id: UUID) -> str:
    """Give the place that a second factor's secret is bound to."""
    return f"account:{account_id}:totp"


async def _count(desk: SignInDesk, guessed: Guessed, account_id: UUID, action: str, actor: Actor) -> None:
    async with desk.database.transaction() as tx:
        wait_s = await count_failure(tx, [guessed])
        found = await second_factors.of_account(tx, account_id)
        await _tell(tx, actor, "auth.locked_out" if wait_s else action, found, wait_s=wait_s)


async def _tell(tx: Connection, actor: Actor, action: str, found: SecondFactor, *, wait_s: int = 0) -> None:
    entry = Entry(
        actor=actor,
        action=action,
        target_kind="user",
        target_id=found.account_id,
        target_name=found.username,
        result="done" if action == "auth.recovery_code_used" else "failed",
        details={"wait_s": wait_s} if wait_s else {},
    )
    await tell(tx, entry, found.account_id)
