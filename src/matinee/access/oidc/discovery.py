"""What a provider says of itself: its endpoints and keys (OpenID Connect Discovery 1.0), kept with bounds."""

import hashlib
import time
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from matinee.access.oidc.errors import ProviderFailed
from matinee.access.records.single_sign_on import Provider
from matinee.kit.cache import CacheKind, Caches, Loaded, invalidate
from matinee.kit.db import Database
from matinee.kit.outbound import Ask, Outbound, OutboundFault

_MOST_BYTES = 256 * 1024
_MOST_KEYS = 50
_AGAIN_AFTER_S = 10.0
"""Keys are asked for again at most this often for one provider: an unknown key may come with every answer."""
_ASYMMETRIC = frozenset({"RSA", "EC", "OKP"})


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """The provider's metadata, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class PublicKeys(msgspec.Struct, frozen=True):
    """A provider's public keys for signatures, as it published them (RFC 7517)."""

    keys: tuple[dict[str, Any], ...]


ENDPOINTS = CacheKind(
    name="oidc_endpoints",
    holds=Endpoints,
    fresh_for=timedelta(hours=1),
    stale_for=timedelta(hours=24),
    at_most=50,
    unheard_for=timedelta(seconds=1),
)
KEYS = CacheKind(
    name="oidc_keys", holds=PublicKeys, fresh_for=timedelta(hours=1), stale_for=timedelta(hours=1), at_most=50
)


class Discovery:
    """Knows providers by their issuers."""

    def __init__(self, outbound: Outbound, caches: Caches, database: Database) -> None:
        self._outbound = outbound
        self._endpoints = caches.of(ENDPOINTS)
        self._keys = caches.of(KEYS)
        self._database = database
        self._asked_again: dict[str, float] = {}

    async def endpoints(self, provider: Provider) -> Endpoints:
        """Give the provider's endpoints."""
        found = await self._endpoints.get(_key(provider.issuer), lambda: self._read_endpoints(provider))
        assert found is not None  # noqa: S101 - read, or raised
        return found

    async def fresh_endpoints(self, provider: Provider) -> Endpoints:
        """Ask the provider now: for whoever sets it up."""
        found = (await self._read_endpoints(provider)).value
        assert found is not None  # noqa: S101 - read, or raised
        await self._read_keys(provider, found.jwks_uri)
        return found

    async def keys(self, provider: Provider, endpoints: Endpoints) -> PublicKeys:
        """Give the provider's keys."""
        key = _key(provider.issuer + " " + endpoints.jwks_uri)
        found = await self._keys.get(key, lambda: self._read_keys(provider, endpoints.jwks_uri))
        assert found is not None  # noqa: S101 - read, or raised
        return found

    async def keys_again(self, provider: Provider, endpoints: Endpoints) -> PublicKeys | None:
        """Ask for the keys anew, on every machine, when one is unknown; None: asked a moment ago."""
        now, tag = time.monotonic(), _tag(provider.issuer)
        if now - self._asked_again.get(tag, -_AGAIN_AFTER_S) < _AGAIN_AFTER_S:
            return None
        self._asked_again = {each: at for each, at in self._asked_again.items() if now - at < _AGAIN_AFTER_S}
        self._asked_again[tag] = now
        async with self._database.transaction() as tx:
            await invalidate(tx, tag)
        return await self.keys(provider, endpoints)

    async def _read_endpoints(self, provider: Provider) -> Loaded[Endpoints]:
        url = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = await self._document(provider, url, Endpoints)
        if found.issuer != provider.issuer:
            raise ProviderFailed(
                "The provider calls itself by another issuer than the one entered. They must be equal to the letter."
            )
        addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.end_session_endpoint)
        if not all(_is_web_address(each) for each in addresses if each is not None):
            raise ProviderFailed("One of the provider's endpoints is not a web address.")
        return Loaded(found, (_tag(provider.issuer),))

    async def _read_keys(self, provider: Provider, url: str) -> Loaded[PublicKeys]:
        found = await self._document(provider, url, dict[str, Any])
        listed = found.get("keys")
        if not isinstance(listed, list):
            raise ProviderFailed("The provider publishes no keys.")
        keys = [cast("dict[str, Any]", each) for each in cast("list[object]", listed) if isinstance(each, dict)]
        usable = [each for each in keys if each.get("kty") in _ASYMMETRIC and each.get("use", "sig") == "sig"]
        return Loaded(PublicKeys(tuple(usable[:_MOST_KEYS])), (_tag(provider.issuer),))

    async def _document[T](self, provider: Provider, url: str, kind: type[T]) -> T:
        ask = Ask(url=url, private_host=host_of(provider), at_most_bytes=_MOST_BYTES)
        try:
            answer = await self._outbound.fetch(ask)
        except OutboundFault as fault:
            raise ProviderFailed(fault.detail) from fault
        if not answer.is_ok:
            raise ProviderFailed(f"The provider answers {answer.status} where its description should be.")
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
            raise ProviderFailed("What the provider says of itself cannot be read.") from None


def host_of(provider: Provider) -> str | None:
    """Give the host that the administrator named: it alone may have a private address."""
    return urlsplit(provider.issuer).hostname


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tag(issuer: str) -> str:
    return f"oidc:{_key(issuer)[:32]}"
