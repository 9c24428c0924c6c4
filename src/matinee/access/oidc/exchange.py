"""A code for tokens, and a token for what the provider knows of a person (OpenID Connect Core §3.1.3, §5.3)."""

import base64
from typing import Any
from urllib.parse import quote_plus

import msgspec

from matinee.access.oidc.discovery import Discovery, Endpoints, host_of
from matinee.access.oidc.errors import AnswerRefused, ProviderFailed
from matinee.access.oidc.trip import Trip
from matinee.access.records.single_sign_on import Provider
from matinee.kit.outbound import Answer, Ask, Outbound, OutboundFault

_MOST_BYTES = 256 * 1024


class Proof(msgspec.Struct, frozen=True):
    """Who came back: what the ID token says, with what userinfo adds."""

    id_token: str
    subject: str
    claims: dict[str, Any]


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str | None = None


class Exchange:
    """Talks to a provider on behalf of one who came back."""

    def __init__(self, outbound: Outbound, discovery: Discovery) -> None:
        self._outbound = outbound
        self._discovery = discovery

    async def proof(self, provider: Provider, secret: str | None, trip: Trip, code: str, now_s: int) -> Proof:
        """Turn a code into proof of who this is; `AnswerRefused` when it proves nothing."""
        from matinee.access.oidc.id_token import Expected, KeyUnknown, proven_claims  # noqa: PLC0415 - most homes have no provider

        endpoints = await self._discovery.endpoints(provider)
        tokens = await self._tokens(provider, secret, endpoints, trip, code)
        expected = Expected(provider.issuer, provider.client_id, trip.nonce, now_s)
        try:
            claims = proven_claims(tokens.id_token, await self._discovery.keys(provider, endpoints), expected)
        except KeyUnknown:
            renewed = await self._discovery.keys_again(provider, endpoints)
            if renewed is None:
                raise
            claims = proven_claims(tokens.id_token, renewed, expected)
        more = await self._userinfo(provider, endpoints, tokens, claims["sub"])
        return Proof(tokens.id_token, claims["sub"], {**more, **claims})

    async def _tokens(
        self, provider: Provider, secret: str | None, endpoints: Endpoints, trip: Trip, code: str
    ) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": trip.redirect_uri,
            "code_verifier": trip.verifier,
        }
        headers: dict[str, str] = {}
        if secret is None:
            form["client_id"] = provider.client_id
        elif _prefers_body(endpoints):
            form |= {"client_id": provider.client_id, "client_secret": secret}
        else:
            headers["Authorization"] = _basic(provider.client_id, secret)
        answer = await self._ask(provider, Ask(
            url=endpoints.token_endpoint, method="POST", headers=headers, form=form,
            private_host=host_of(provider), at_most_bytes=_MOST_BYTES,
        ))  # fmt: skip
        if not answer.is_ok:
            raise AnswerRefused("The provider did not take back the code it gave. Is the client's secret right?")
        return _read(answer, _Tokens)

    async def _userinfo(
        self, provider: Provider, endpoints: Endpoints, tokens: _Tokens, subject: str
    ) -> dict[str, Any]:
        """Give what userinfo adds; it must be of the same person (§5.3.2)."""
        if endpoints.userinfo_endpoint is None or tokens.access_token is None:
            return {}
        answer = await self._ask(provider, Ask(
            url=endpoints.userinfo_endpoint, headers={"Authorization": f"Bearer {tokens.access_token}"},
            private_host=host_of(provider), at_most_bytes=_MOST_BYTES,
        ))  # fmt: skip
        if not answer.is_ok:
            raise ProviderFailed("The provider does not say more about you, though it offers to.")
        found = _read(answer, dict[str, Any])
        if found.get("sub") != subject:
            raise AnswerRefused("The provider's answers are about two different people.")
        return found

    async def _ask(self, provider: Provider, ask: Ask) -> Answer:
        try:
            return await self._outbound.fetch(ask)
        except OutboundFault as fault:
            raise ProviderFailed(f"{provider.name}: {fault.detail}") from fault


def _read[T](answer: Answer, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise AnswerRefused("The provider's answer cannot be read.") from None


def _prefers_body(endpoints: Endpoints) -> bool:
    methods = endpoints.token_endpoint_auth_methods_supported
    return "client_secret_basic" not in methods and "client_secret_post" in methods


def _basic(client_id: str, secret: str) -> str:
    """Both are form-encoded first (RFC 6749 §2.3.1)."""
    pair = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
