"""Who calls, as the authentication layer left it in the ASGI scope: for guards, for handlers, and for raw ASGI apps."""

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, cast
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.journal import Actor
from matinee.kit.errors import Forbidden

type Scope = MutableMapping[str, Any]

_CALLER = "matinee.caller"
_CLIENT_LENGTH = 200


class Caller(msgspec.Struct):
    """One request's caller. `viewer` is None for anyone unknown: no token, an ended one, a disabled account."""

    viewer: Viewer | None = None
    token: str | None = None
    by: Literal["cookie", "bearer"] | None = None
    refusal: str | None = None


def caller_of(scope: Mapping[str, Any]) -> Caller:
    """Give what is known of the caller; nothing when the authentication layer did not see this scope."""
    state = cast("Mapping[str, Any]", scope.get("state") or {})
    found = state.get(_CALLER)
    return found if isinstance(found, Caller) else Caller()


def set_caller(scope: Scope, caller: Caller) -> None:
    """Leave the caller in the scope (a copy of its state: uvicorn shares one between requests)."""
    scope["state"] = {**(scope.get("state") or {}), _CALLER: caller}


def viewer_of(scope: Mapping[str, Any]) -> Viewer | None:
    """Give the request's viewer; None when nobody is signed in."""
    return caller_of(scope).viewer


def token_of(scope: Mapping[str, Any]) -> str | None:
    """Give the token a request came with, for streams that ask again whether it still lives."""
    return caller_of(scope).token


def csrf_token(session_token: str) -> str:
    """Derive the token a browser must send with unsafe requests: only who holds the session can know it."""
    mac = hmac.new(session_token.encode(), b"matinee csrf", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def note_refusal(scope: Mapping[str, Any], why: str) -> None:
    """Remember that a known caller was refused, for the journal."""
    caller_of(scope).refusal = why


def header(scope: Mapping[str, Any], name: bytes) -> str | None:
    """Give a request header (name in lower case), None when absent."""
    for key, value in scope["headers"]:
        if key == name:
            return value.decode("latin-1")
    return None


def address_of(scope: Mapping[str, Any]) -> str | None:
    """Give the client's address as an IP literal; None for a unix socket."""
    client = scope.get("client")
    if not client:
        return None
    try:
        return str(ipaddress.ip_address(str(client[0]).split("%", 1)[0]))
    except ValueError:
        return None


def client_of(scope: Mapping[str, Any]) -> str | None:
    """Give the program that asks, as it calls itself."""
    client = header(scope, b"user-agent")
    return client and client[:_CLIENT_LENGTH]


def actor_of(scope: Mapping[str, Any]) -> Actor:
    """Give the journal's actor of a request: who, from which address, with which client."""
    viewer = viewer_of(scope)
    if viewer is None:
        return Actor(kind="anonymous", address=address_of(scope), client=client_of(scope))
    return actor_for(viewer)


def actor_for(viewer: Viewer) -> Actor:
    """Give the journal's actor of a viewer, who knows where their request came from."""
    if viewer.key_id is not None:
        return Actor(kind="key", id=viewer.key_id, name=viewer.username, address=viewer.address, client=viewer.client)
    kind: Literal["user", "system"] = "system" if viewer.user_id is None else "user"
    return Actor(kind=kind, id=viewer.user_id, name=viewer.username, address=viewer.address, client=viewer.client)


def user_id_of(viewer: Viewer) -> UUID:
    """Give the person behind a viewer; `Forbidden` for a key that acts for nobody."""
    if viewer.user_id is None:
        raise Forbidden("This key acts for no person. Use one that acts for its maker, or sign in.")
    return viewer.user_id
