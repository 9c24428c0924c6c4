"""What a browser carries on its way to a provider and back: sealed by us, in a cookie of its own.

Nothing is stored for a trip, so starting a million of them costs a server nothing; whoever comes back without the
cookie of the start is not the one who left.
"""

import base64
import binascii
import hashlib
import secrets
from typing import Literal
from uuid import UUID

import msgspec

from matinee.access.oidc.errors import TripLost
from matinee.access.records import Device
from matinee.kit.sealing import SealedElsewhere, Sealer

COOKIE = "matinee_oidc"
PATH = "/api/v1/auth/oidc"
LIFETIME_S = 600
_TRIP, _PAUSE = "oidc:trip", "oidc:pause"
_LONGEST = 4000


class Trip(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in that is under way."""

    provider_id: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    return_to: str
    began_s: int
    account_id: UUID | None = None
    """Who asked for a link; None: a sign-in."""
    session_id: UUID | None = None
    device: Device | None = None


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """The provider was satisfied; the second factor here is due."""

    provider_id: str
    identity_id: UUID
    return_to: str
    began_s: int
    device: Device | None = None


def random_text() -> str:
    """Make 256 random bits, for a state, a nonce, or a verifier (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(32)


def challenge(verifier: str) -> str:
    """Give the S256 challenge of a verifier (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def cookie_of(sealer: Sealer, carried: Trip | Pause, *, over_tls: bool) -> str:
    """Give the `Set-Cookie` value. `Lax`: it comes along when the provider sends the browser back."""
    place = _TRIP if isinstance(carried, Trip) else _PAUSE
    sealed = base64.urlsafe_b64encode(sealer.seal(msgspec.json.encode(carried), place)).decode()
    secure = "; Secure" if over_tls else ""
    return f"{COOKIE}={sealed}; Path={PATH}; HttpOnly; SameSite=Lax; Max-Age={LIFETIME_S}{secure}"


def trip_of(sealer: Sealer, cookie: str | None, now_s: int) -> Trip:
    """Read what `cookie_of` wrote of a trip; `TripLost` for anything else, or when it is over."""
    return _carried(sealer, cookie, now_s, Trip, _TRIP)


def pause_of(sealer: Sealer, cookie: str | None, now_s: int) -> Pause:
    """Read what `cookie_of` wrote of a pause; `TripLost` for anything else, or when it is over."""
    return _carried(sealer, cookie, now_s, Pause, _PAUSE)


def _carried[T: Trip | Pause](
    sealer: Sealer, cookie: str | None, now_s: int, kind: type[T], place: Literal["oidc:trip", "oidc:pause"]
) -> T:
    lost = TripLost("This browser did not begin it, or it took over ten minutes.")
    if not cookie or len(cookie) > _LONGEST:
        raise lost
    try:
        carried = msgspec.json.decode(sealer.unseal(base64.urlsafe_b64decode(cookie), place), type=kind)
    except (SealedElsewhere, binascii.Error, ValueError):
        raise lost from None
    if not -LIFETIME_S < now_s - carried.began_s <= LIFETIME_S:
        raise lost
    return carried
