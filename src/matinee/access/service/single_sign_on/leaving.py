"""The way out: to the provider for signing in or linking, and for signing out there."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from matinee.access.oidc.errors import ProviderFailed
from matinee.access.oidc.returning import own_path
from matinee.access.oidc.trip import Trip, challenge, random_text
from matinee.access.records import Device
from matinee.access.repository import oidc_identities
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.access.service.single_sign_on.providers import redirect_uri, signed_out_uri
from matinee.kit.errors import Fault
from matinee.kit.sealing import SealedElsewhere


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants to go where, and come back to what."""

    provider_id: str
    home: str
    """The address by which people reach this server."""
    return_to: str | None = None
    device: Device | None = None
    account_id: UUID | None = None
    """Set: to link the provider to this account."""
    session_id: UUID | None = None


async def set_out(desk: SignOnDesk, wish: Wish) -> tuple[str, Trip]:
    """Give where the browser goes, and what it carries."""
    return_to = own_path(wish.return_to)
    provider = await desk.book.open_one(wish.provider_id)
    endpoints = await desk.discovery.endpoints(provider)
    trip = Trip(
        provider_id=provider.id,
        state=random_text(),
        nonce=random_text(),
        verifier=random_text(),
        redirect_uri=redirect_uri(provider.id, wish.home),
        return_to=return_to,
        began_s=await desk.now_s(),
        account_id=wish.account_id,
        session_id=wish.session_id,
        device=wish.device,
    )
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": trip.redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": challenge(trip.verifier),
        "code_challenge_method": "S256",
    }
    return _with(endpoints.authorization_endpoint, asked), trip


async def sign_out_there(desk: SignOnDesk, session_id: UUID, home: str) -> str | None:
    """Give where the browser ends the provider's own session; None when the session came otherwise, or it cannot."""
    async with desk.sign_in.database.reading() as connection:
        came = await oidc_identities.of_session(connection, session_id)
    if came is None:
        return None
    try:
        provider = await desk.book.open_one(came.provider_id)
        endpoints = await desk.discovery.endpoints(provider)
    except Fault:
        return None  # signing out here must not wait for a provider that is away
    if not provider.sign_out_there or endpoints.end_session_endpoint is None:
        return None
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": signed_out_uri(home)}
    hint = _hint(desk, came)
    if hint is not None:
        asked["id_token_hint"] = hint
    return _with(endpoints.end_session_endpoint, asked)


def id_token_place(identity_id: UUID) -> str:
    """Give the place that a link's ID token is bound to."""
    return f"oidc_identity:{identity_id}:id_token"


def _hint(desk: SignOnDesk, came: oidc_identities.LastSignIn) -> str | None:
    if came.sealed_id_token is None:
        return None
    try:
        return desk.sign_in.sealer.unseal(came.sealed_id_token, id_token_place(came.identity_id)).decode()
    except SealedElsewhere:
        return None  # another key took over: the provider asks instead


def _with(endpoint: str, asked: dict[str, Any]) -> str:
    """Add parameters to an endpoint that may have some of its own (RFC 6749 §3.1)."""
    if not endpoint.isascii() or any(each <= " " for each in endpoint):
        raise ProviderFailed("One of the provider's endpoints is not a web address.")
    base, hash_, _ = endpoint.partition("#")
    if hash_:
        raise ProviderFailed("One of the provider's endpoints has a fragment.")
    return base + ("&" if "?" in base else "?") + urlencode(asked)
