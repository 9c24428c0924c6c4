"""Signing in. No database connection is held while a password is computed, and no failure is forgotten."""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from uuid import UUID

import msgspec

from matinee.access.devices import shortened
from matinee.access.errors import InvalidCredentials, TooManySignIns
from matinee.access.names import folded
from matinee.access.options import AccessOptions
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Viewer
from matinee.access.records import Device
from matinee.access.repository import accounts, refresh, sessions, throttles
from matinee.access.repository.accounts import Credentials
from matinee.access.telling import tell
from matinee.access.tokens import new_token, token_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection, Database

_IPV6_HOME = 64
"""One home or machine owns a whole /64 of IPv6: its addresses count as one."""


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """What signing in works with."""

    database: Database
    passwords: PasswordPool
    options: AccessOptions


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


class Opened(msgspec.Struct, frozen=True):
    """A new session; the token is known here and to the client only."""

    account_id: UUID
    session_id: UUID
    token: str
    refresh_token: str | None = None


async def sign_in(desk: SignInDesk, attempt: Attempt) -> Opened:
    """Check name, password and second factor; open a session. A failure is counted and journalled, then raised."""
    with desk.passwords.place() as place:
        name_key = _key("name", folded(attempt.username))
        address_key = _key("address", _neighbourhood(attempt.actor.address))
        async with desk.database.reading() as connection:
            found = await accounts.credentials(connection, folded(attempt.username))
            at_home = found is not None and attempt.viewer is not None and attempt.viewer.user_id == found.id
            counted = [address_key] if at_home else [name_key, address_key]
            _require_no_wait(await throttles.wait_s(connection, counted))
        stored = found.password_hash if found is not None and found.usable else None
        if not await place.verify(stored, attempt.password) or found is None:
            await _count_failure(desk, attempt, found, counted)
            raise InvalidCredentials("Check both and try again; upper and lower case of the password count.")
        renewed = await place.hash(attempt.password) if place.is_outdated(stored or "") else None
    async with desk.database.transaction() as tx:
        await throttles.forgive(tx, name_key)
        if await accounts.password_hash(tx, found.id) != found.password_hash:
            raise InvalidCredentials("The password was changed a moment ago.")
        if renewed is not None:
            await accounts.change(tx, found.id, {"password_hash": renewed})
        return await open_session(tx, desk.options, found, attempt)


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


async def _count_failure(desk: SignInDesk, attempt: Attempt, found: Credentials | None, keys: list[bytes]) -> None:
    options = desk.options
    allowed = [options.address_failures] if len(keys) == 1 else [options.account_failures, options.address_failures]
    async with desk.database.transaction() as tx:
        waits = [
            await throttles.fail(tx, key, allowed=most, window=options.failure_window, longest=options.longest_wait)
            for key, most in zip(keys, allowed, strict=True)
        ]
        # An unknown name is not written down: people type passwords into the name's field.
        entry = Entry(
            actor=attempt.actor,
            action="auth.locked_out" if max(waits) > 0 else "auth.login_failed",
            target_kind="user",
            target_id=found and found.id,
            target_name=found and found.username,
            result="failed",
            details={"wait_s": math.ceil(max(waits))} if max(waits) > 0 else {},
        )
        await tell(tx, entry, found and found.id)


def _require_no_wait(seconds: float) -> None:
    if seconds > 0:
        detail = (
            f"Too many failed sign-ins. Try again in {math.ceil(seconds)} seconds; signed-in devices go on working."
        )
        raise TooManySignIns(detail, headers={"Retry-After": str(math.ceil(seconds))})


def _key(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).digest()


def _neighbourhood(address: str | None) -> str:
    if address is None:
        return "local"
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed)
