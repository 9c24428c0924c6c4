"""Signing in. No database connection is held while a password is computed, and no failure is forgotten."""

from uuid import UUID

import msgspec

from matinee.access.devices import shortened
from matinee.access.errors import CodeWrong, InvalidCredentials, TotpRequired, TotpWrong
from matinee.access.names import folded
from matinee.access.options import AccessOptions
from matinee.access.policy import Viewer
from matinee.access.records import Device
from matinee.access.repository import accounts, refresh, sessions, throttles
from matinee.access.repository.accounts import Credentials
from matinee.access.service.desk import SignInDesk
from matinee.access.service.guessing import Guessed, address_guessed, count_failure, name_guessed, require_no_wait
from matinee.access.service.proving import require_code
from matinee.access.telling import tell
from matinee.access.tokens import new_token, token_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try."""

    username: str
    password: str
    totp: str | None
    device: Device
    actor: Actor
    """From where, with which client."""
    viewer: Viewer | None
    """Who is signed in on this client already. Their own name is never locked for them from afar."""
    renewable: bool = False
    """The client asks for a short token and renews it."""
    provider: str | None = None
    """Who vouched for the person, when it was not a password."""


class Opened(msgspec.Struct, frozen=True):
    """A new session; the token is known here and to the client only."""

    account_id: UUID
    session_id: UUID
    token: str
    refresh_token: str | None = None


async def sign_in(desk: SignInDesk, attempt: Attempt) -> Opened:
    """Check name, password and second factor; open a session. A failure is counted and journalled, then raised."""
    by_name = name_guessed(desk.options, folded(attempt.username))
    by_address = address_guessed(desk.options, attempt.actor.address)
    with desk.passwords.place() as place:
        async with desk.database.reading() as connection:
            found = await accounts.credentials(connection, folded(attempt.username))
            at_home = found is not None and attempt.viewer is not None and attempt.viewer.user_id == found.id
            guessed = [by_address] if at_home else [by_name, by_address]
            await require_no_wait(connection, guessed)
        stored = found.password_hash if found is not None and found.usable else None
        if not await place.verify(stored, attempt.password) or found is None:
            await _count_failure(desk, attempt, found, guessed)
            raise InvalidCredentials("Check both and try again; upper and lower case of the password count.")
        renewed = await place.hash_again(attempt.password) if place.is_outdated(stored or "") else None
    if found.totp_enabled:
        await _require_code(desk, found, attempt)
    async with desk.database.transaction() as tx:
        await throttles.forgive(tx, by_name.key)
        if await accounts.password_hash(tx, found.id) != found.password_hash:
            raise InvalidCredentials("The password was changed a moment ago.")
        if renewed is not None:
            await accounts.change(tx, found.id, {"password_hash": renewed})
        return await open_session(tx, desk.options, found, attempt)


async def _require_code(desk: SignInDesk, found: Credentials, attempt: Attempt) -> None:
    if not attempt.totp:
        raise TotpRequired("The password is right. Type the code that the app shows now, or a recovery code.")
    try:
        await require_code(desk, found.id, attempt.totp, attempt.actor)
    except CodeWrong as wrong:
        raise TotpWrong(wrong.detail) from wrong


async def open_session(tx: Connection, options: AccessOptions, who: Credentials, attempt: Attempt) -> Opened:
    """Open a session for someone whose identity is established. The client's earlier session ends: no fixation."""
    if attempt.viewer is not None and attempt.viewer.session_id is not None:
        await sessions.end_one(tx, None, attempt.viewer.session_id, "superseded")
    token = new_token()
    new = sessions.NewSession(
        account_id=who.id,
        device=shortened(attempt.device),
        token_hash=token_hash(token),
        address=attempt.actor.address,
        idle=options.session_idle,
        lifetime=options.session_lifetime,
        token_lifetime=options.access_token_lifetime if attempt.renewable else None,
    )
    session_id = await sessions.open_session(tx, new)
    refresh_token = new_token() if attempt.renewable else None
    if refresh_token is not None:
        await refresh.add(tx, token_hash(refresh_token), session_id)
    await sessions.end_beyond(tx, who.id, options.sessions_per_user)
    actor = Actor("user", who.id, who.username, attempt.actor.address, attempt.actor.client)
    details: dict[str, object] = {"device": attempt.device.name, "session_id": session_id}
    if attempt.provider is not None:
        details["provider"] = attempt.provider
    entry = Entry(
        actor=actor,
        action="auth.login_succeeded",
        target_kind="user",
        target_id=who.id,
        target_name=who.username,
        details=details,
    )
    await tell(tx, entry, who.id)
    return Opened(who.id, session_id, token, refresh_token)


async def _count_failure(desk: SignInDesk, attempt: Attempt, found: Credentials | None, guessed: list[Guessed]) -> None:
    async with desk.database.transaction() as tx:
        wait_s = await count_failure(tx, guessed)
        # An unknown name is not written down: people type passwords into the name's field.
        entry = Entry(
            actor=attempt.actor,
            action="auth.locked_out" if wait_s else "auth.login_failed",
            target_kind="user",
            target_id=found and found.id,
            target_name=found and found.username,
            result="failed",
            details={"wait_s": wait_s} if wait_s else {},
        )
        await tell(tx, entry, found and found.id)
