"""Setting a second factor up, renewing its recovery codes, turning it off."""

from uuid import UUID

import msgspec

from matinee.access.errors import CodeWrong, SecondFactorMissing, SecondFactorPresent, SecondFactorRequired
from matinee.access.records import NewTotp, RecoveryCodes, TotpState
from matinee.access.repository import accounts, second_factors
from matinee.access.service.desk import SignInDesk
from matinee.access.service.proving import is_accepted, require_code, require_password, sealed_for
from matinee.access.telling import tell
from matinee.access.totp import new_recovery_codes, new_secret, otpauth_uri, qr_svg, recovery_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


async def state(tx: Connection, account_id: UUID) -> TotpState:
    """Tell what is set up."""
    user = await accounts.by_id(tx, account_id)
    left = await second_factors.recovery_codes_left(tx, account_id)
    return TotpState(enabled=user is not None and user.second_factor, recovery_codes_left=left)


async def begin(desk: SignInDesk, account_id: UUID, password: str, actor: Actor) -> NewTotp:
    """Make a secret for an app, after the password was confirmed. It counts once `confirm` saw a code of it."""
    await require_password(desk, account_id, password, actor)
    secret = new_secret()
    async with desk.database.transaction() as tx:
        found = await second_factors.of_account(tx, account_id)
        if found.enabled_at is not None:
            raise SecondFactorPresent("Turn it off first to set it up on another device.")
        await second_factors.begin(tx, account_id, desk.sealer.seal(secret.encode(), sealed_for(account_id)))
    uri = otpauth_uri(secret, found.username)
    return NewTotp(secret=secret, uri=uri, qr_svg=qr_svg(uri))


async def confirm(desk: SignInDesk, tx: Connection, account_id: UUID, code: str, actor: Actor) -> RecoveryCodes:
    """Put the app into force: a code shows that it holds the secret. Gives the recovery codes, this once."""
    found = await second_factors.of_account(tx, account_id)
    if found.enabled_at is not None:
        raise SecondFactorPresent("Turn it off first to set it up on another device.")
    if found.sealed is None:
        raise SecondFactorMissing("Start setting it up first.")
    if not await is_accepted(tx, desk.sealer, found, code):
        raise CodeWrong("Type the six digits that the app shows now, and check the phone's clock.")
    await second_factors.enable(tx, account_id)
    await _tell(tx, actor, "auth.mfa_enabled", account_id, found.username)
    return await _new_codes(tx, account_id)


async def renew_recovery_codes(desk: SignInDesk, account_id: UUID, code: str, actor: Actor) -> RecoveryCodes:
    """Make new recovery codes, for a code; the earlier ones end."""
    await _require_enabled(desk, account_id)
    await require_code(desk, account_id, code, actor)
    async with desk.database.transaction() as tx:
        found = await second_factors.of_account(tx, account_id)
        await _tell(tx, actor, "auth.recovery_codes_renewed", account_id, found.username)
        return await _new_codes(tx, account_id)


async def turn_off(desk: SignInDesk, account_id: UUID, code: str, actor: Actor) -> None:
    """Take the second factor away, for a code of it; not while it is required."""
    user = await _require_enabled(desk, account_id)
    if user.is_required or desk.options.second_factor_required:
        raise SecondFactorRequired("An administrator requires it. Ask them to reset it when the device is lost.")
    await require_code(desk, account_id, code, actor)
    async with desk.database.transaction() as tx:
        await reset(tx, account_id, user.username, actor)


async def reset(tx: Connection, account_id: UUID, username: str, actor: Actor) -> None:
    """Take the second factor away without a code: for administrators and the command line."""
    await second_factors.forget(tx, account_id)
    await _tell(tx, actor, "auth.mfa_disabled", account_id, username)


class _Enabled(msgspec.Struct, frozen=True):
    username: str
    is_required: bool


async def _require_enabled(desk: SignInDesk, account_id: UUID) -> _Enabled:
    async with desk.database.reading() as connection:
        user = await accounts.by_id(connection, account_id)
    if user is None or not user.second_factor:
        raise SecondFactorMissing("Set one up first.")
    return _Enabled(user.username, user.second_factor_required or user.role_needs_second_factor)


async def _new_codes(tx: Connection, account_id: UUID) -> RecoveryCodes:
    codes = new_recovery_codes()
    await second_factors.set_recovery_codes(tx, account_id, [recovery_hash(each) for each in codes])
    return RecoveryCodes(codes)


async def _tell(tx: Connection, actor: Actor, action: str, account_id: UUID, username: str) -> None:
    entry = Entry(actor=actor, action=action, target_kind="user", target_id=account_id, target_name=username)
    await tell(tx, entry, account_id)
