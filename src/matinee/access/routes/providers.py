"""Providers of single sign-on, for administrators."""

from typing import Any

import msgspec
from litestar import Request, delete, get, patch, post

from matinee.access.callers import actor_of
from matinee.access.guards import needs
from matinee.access.oidc.errors import ProviderFailed, ProviderUnknown
from matinee.access.oidc.presets import PRESETS
from matinee.access.policy import Permission
from matinee.access.records.single_sign_on import (
    NewProvider,
    Preset,
    Provider,
    ProviderChange,
    ProviderCheck,
    ProviderInfo,
)
from matinee.access.routes.home_address import home_of
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.access.service.single_sign_on.providers import redirect_uri, shown
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Single sign-on"]
_SEE = [needs(Permission.ADMIN)]
_DECIDE = [needs(Permission.ADMIN, in_person=True)]
"""A leaked key must not let in whom it likes."""


@get("/oidc/providers", guards=_SEE, tags=_TAGS, operation_id="list_oidc_providers")
async def list_providers(request: AnyRequest, resources: Resources) -> Page[ProviderInfo]:
    """List the providers, with the redirect URI that each must know. Secrets are never shown."""
    home = home_of(request, resources)
    return Page(items=[shown(each, home) for each in await resources.get(SignOnDesk).book.every()])


@get("/oidc/presets", guards=_SEE, tags=_TAGS, operation_id="list_oidc_presets")
async def list_presets(request: AnyRequest, resources: Resources) -> Page[Preset]:
    """List what is known of well-known providers, and the redirect URI that one must know before it is set up."""
    address = redirect_uri("{id}", home_of(request, resources))
    return Page(items=[msgspec.structs.replace(each, redirect_uri=address) for each in PRESETS])


@post("/oidc/providers", guards=_DECIDE, tags=_TAGS, operation_id="create_oidc_provider")
async def create_provider(request: AnyRequest, data: NewProvider, tx: Connection, resources: Resources) -> ProviderInfo:
    """Set a provider up. Its secret is encrypted at rest, and in no answer."""
    made = await resources.get(SignOnDesk).book.create(tx, data, actor_of(request.scope))
    return shown(made, home_of(request, resources))


@get("/oidc/providers/{provider_id:str}", guards=_SEE, tags=_TAGS, operation_id="get_oidc_provider")
async def show_provider(request: AnyRequest, provider_id: str, resources: Resources) -> ProviderInfo:
    """Describe one provider."""
    return shown(await _one(resources, provider_id), home_of(request, resources))


@patch("/oidc/providers/{provider_id:str}", guards=_DECIDE, tags=_TAGS, operation_id="change_oidc_provider")
async def change_provider(
    request: AnyRequest, provider_id: str, data: ProviderChange, tx: Connection, resources: Resources
) -> ProviderInfo:
    """Change a provider: absent is unchanged, null is cleared."""
    changed = await resources.get(SignOnDesk).book.change(tx, provider_id, data, actor_of(request.scope))
    return shown(changed, home_of(request, resources))


@delete("/oidc/providers/{provider_id:str}", guards=_DECIDE, tags=_TAGS, operation_id="delete_oidc_provider")
async def remove_provider(request: AnyRequest, provider_id: str, tx: Connection, resources: Resources) -> None:
    """Remove a provider. Who signed in by it stays signed in."""
    await resources.get(SignOnDesk).book.remove(tx, provider_id, actor_of(request.scope))


@post(
    "/oidc/providers/{provider_id:str}/check",
    status_code=200,
    guards=_DECIDE,
    tags=_TAGS,
    operation_id="check_oidc_provider",
)
async def check_provider(provider_id: str, resources: Resources) -> ProviderCheck:
    """Ask the provider for its description and keys, and say in our own words whether they will do."""
    provider = await _one(resources, provider_id)
    try:
        found = await resources.get(SignOnDesk).discovery.fresh_endpoints(provider)
    except ProviderFailed as failed:
        return ProviderCheck(ok=False, detail=failed.detail)
    return ProviderCheck(
        ok=True,
        detail="The provider answers, and its issuer is the one entered.",
        signs_out=found.end_session_endpoint is not None,
        sends_issuer=found.authorization_response_iss_parameter_supported,
    )


async def _one(resources: Resources, provider_id: str) -> Provider:
    for each in await resources.get(SignOnDesk).book.every():
        if each.id == provider_id:
            return each
    raise ProviderUnknown("It may have been removed. Ask for the list again.")
