"""Renewing a short token. A refresh token is used once; one that comes back late was stolen, and ends the session."""

import base64
import hashlib
import hmac
import secrets

import msgspec

from matinee.access.errors import RefreshRefused
from matinee.access.options import AccessOptions
from matinee.access.repository import refresh, sessions
from matinee.access.repository.refresh import Renewal, Stored
from matinee.access.telling import tell
from matinee.access.tokens import token_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection, Database

_NONCE_BYTES = 16


class Renewed(msgspec.Struct, frozen=True):
    """The tokens after a renewal."""

    token: str
    refresh_token: str


async def renew(database: Database, options: AccessOptions, token: str, actor: Actor) -> Renewed:
    """Give a new short token and the next refresh token.

    Within the grace a used token gives the same successor again: two tabs, or an answer that was lost. Later it ends
    the whole session, since somebody else holds a copy. `RefreshRefused` after that is committed.
    """
    async with database.transaction() as tx:
        found = await refresh.find(tx, token_hash(token))
        if found is not None and found.is_live:
            renewed = await _renewed(tx, options, found, token, actor)
            if renewed is not None:
                return renewed
            await _end_family(tx, found, actor)
    raise RefreshRefused("This device was signed out. Sign in again.")


async def _renewed(tx: Connection, options: AccessOptions, found: Stored, token: str, actor: Actor) -> Renewed | None:
    """Use the token up, or follow the successors of one used a moment ago; None for one that was used before that."""
    while found.nonce is not None:
        if found.used_for is None or found.used_for > options.refresh_grace:
            return None
        given = _successor(token, found.nonce)
        following = await refresh.find(tx, token_hash(given.refresh_token))
        if following is None or following.nonce is None:
            return given
        found, token = following, given.refresh_token
    nonce = secrets.token_bytes(_NONCE_BYTES)
    given = _successor(token, nonce)
    renewal = Renewal(
        session_id=found.session_id,
        used_hash=token_hash(token),
        nonce=nonce,
        next_hash=token_hash(given.refresh_token),
        access_hash=token_hash(given.token),
        access_lifetime=options.access_token_lifetime,
        idle=options.session_idle,
        address=actor.address,
    )
    await refresh.renew(tx, renewal)
    return given


def _successor(token: str, nonce: bytes) -> Renewed:
    """Derive what follows: only who brings the token can, so nothing that opens a session is stored."""

    def derived(purpose: bytes) -> str:
        mac = hmac.new(token.encode("utf-8", "surrogateescape"), purpose + nonce, hashlib.sha256).digest()
        return "s" + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()

    return Renewed(token=derived(b"access"), refresh_token=derived(b"refresh"))


async def _end_family(tx: Connection, found: Stored, actor: Actor) -> None:
    await sessions.end_one(tx, found.user_id, found.session_id, "refresh_reused")
    entry = Entry(
        actor=actor,
        action="auth.session_revoked",
        target_kind="session",
        target_id=found.session_id,
        target_name=found.username,
        result="refused",
        details={"why": "a refresh token was used a second time"},
    )
    await tell(tx, entry, found.user_id)
