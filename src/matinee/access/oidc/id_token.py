"""Whether an ID token proves who this is (OpenID Connect Core §3.1.3.7)."""

import binascii
import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Any

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from matinee.access.oidc.discovery import PublicKeys
from matinee.access.oidc.errors import AnswerRefused

_RSA = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_SIGNED_BY = {
    **dict.fromkeys(_RSA, "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    **dict.fromkeys(("EdDSA", "Ed25519"), "OKP"),
}
"""The algorithms that are accepted, each with its type of key: signatures by a private key. `none` and those by a
shared secret are not here, whatever a token's header says."""
_LEEWAY_S = 60
_LONGEST_HEADER = 4096
_LEAST_RSA_BITS = 2048
_LONGEST_SUBJECT = 255
_MOST_TRIES = 8

type _Key = RSAKey | ECKey | OKPKey


class Expected(msgspec.Struct, frozen=True):
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    now_s: int


class KeyUnknown(AnswerRefused):
    """Signed with a key that the provider has not published so far."""


class _Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str | None = None


def proven_claims(token: str, published: PublicKeys, expected: Expected) -> dict[str, Any]:
    """Give the claims of a token that is the provider's, for us, of now and of this sign-in; else `AnswerRefused`."""
    claims = _signed_claims(token, published)
    rules = jwt.JWTClaimsRegistry(
        now=expected.now_s,
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    try:
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, OverflowError) as wrong:
        raise AnswerRefused("The provider's ID token is not for us, or not of now. Are the clocks right?") from wrong
    _require_ours(claims, expected)
    return claims


def _require_ours(claims: dict[str, Any], expected: Expected) -> None:
    nonce, audience, party = claims["nonce"], claims["aud"], claims.get("azp")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise AnswerRefused("The provider's ID token belongs to another sign-in.")
    is_shared = not isinstance(audience, str) and audience != [expected.client_id]
    if (party is not None or is_shared) and party != expected.client_id:
        raise AnswerRefused("The provider's ID token was made for another program.")
    if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT or "\0" in claims["sub"]:
        raise AnswerRefused("The provider's ID token names nobody.")


def _signed_claims(token: str, published: PublicKeys) -> dict[str, Any]:
    header = _header(token)
    registry = JWSRegistry(algorithms=list(_SIGNED_BY), strict_check_header=False)
    registry.max_header_length = _LONGEST_HEADER
    keys = list(_fitting(header, published))
    if not keys:
        raise KeyUnknown("The provider's ID token is signed with a key that it does not publish.")
    for key in keys[:_MOST_TRIES]:
        try:
            return jwt.decode(token, key, algorithms=[header.alg], registry=registry).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
    raise AnswerRefused("The signature of the provider's ID token is not right.")


def _header(token: str) -> _Header:
    """Read which key and algorithm a token names; refuse those that prove nothing."""
    encoded = token.partition(".")[0]
    padded = encoded[: 2 * _LONGEST_HEADER] + "=" * (-len(encoded) % 4)
    try:
        header = msgspec.json.decode(urlsafe_b64decode(padded), type=_Header)
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise AnswerRefused("The provider's ID token cannot be read.") from None
    if header.alg not in _SIGNED_BY:
        raise AnswerRefused("The provider's ID token is signed in a way that proves nothing.")
    return header


def _fitting(header: _Header, published: PublicKeys) -> Iterator[_Key]:
    """Give the keys that may have signed: the one named, or all of the right type when none is."""
    for each in published.keys:
        is_named = header.kid is None or each.get("kid") == header.kid
        if not is_named or each.get("kty") != _SIGNED_BY[header.alg] or each.get("alg", header.alg) != header.alg:
            continue
        try:
            key = JWKRegistry.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey) and key.raw_value.key_size < _LEAST_RSA_BITS:
            continue
        if isinstance(key, RSAKey | ECKey | OKPKey):
            yield key
