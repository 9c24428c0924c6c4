"""Providers of single sign-on (OpenID Connect), as administrators set them up, and what people linked."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from matinee.access.policy import Role
from matinee.access.records.accounts import Me
from matinee.access.records.texts import Line

type ProviderId = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$", min_length=1, max_length=32)]
"""Part of the redirect URI, so it does not change later."""
type IssuerUrl = Annotated[str, Meta(pattern=r"^https?://[!-~]+$", max_length=500)]
type ClientText = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[ -~]+$")]
"""RFC 6749 appendix A: printable ASCII."""
type Scope = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[!#-\[\]-~]+$")]
"""RFC 6749 §3.3."""
type Scopes = Annotated[list[Scope], Meta(max_length=30)]
type ClaimPath = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
"""A claim's name, or names with dots between them where it lies deeper: `realm_access.roles`."""
type Group = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
type Groups = Annotated[list[Group], Meta(max_length=200)]
type RoleMap = Annotated[dict[Group, Role], Meta(max_length=200)]
type Granted = Annotated[list[UUID], Meta(max_length=1000)] | Literal["all"]
type LibraryMap = Annotated[dict[Group, Granted], Meta(max_length=200)]
type PresetName = Literal["generic", "authelia", "authentik", "keycloak", "google", "microsoft"]
type Creation = Literal["off", "on", "groups"]
type FirstRole = Literal["manager", "member", "guest"]


class ProviderOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be chosen of a provider; the defaults fit most."""

    preset: PresetName = "generic"
    """Chooses the page's icon and words; the options are filled in by the page."""
    enabled: bool = True
    scopes: Scopes = msgspec.field(default_factory=lambda: ["openid", "profile", "email"])
    username_claim: ClaimPath = "preferred_username"
    display_name_claim: ClaimPath = "name"
    picture_claim: ClaimPath = "picture"
    groups_claim: ClaimPath = "groups"
    create_accounts: Creation = "off"
    """Whether a first sign-in makes an account: never, always, or for members of `create_groups`."""
    create_groups: Groups = []
    first_role: FirstRole = "member"
    """Of accounts made by a first sign-in, where `roles` says nothing."""
    roles_claim: ClaimPath | None = None
    """Where groups or roles are listed; null: roles are given in Matinee."""
    roles: RoleMap = {}
    """From what the claim lists to a role; the strongest counts."""
    libraries_claim: ClaimPath | None = None
    """Null: libraries are granted in Matinee."""
    libraries: LibraryMap = {}
    """From what the claim lists to library ids, or `all`."""
    ask_second_factor: bool = True
    """Ask accounts that have a second factor here for it; false: the provider asked."""
    sign_out_there: bool = True
    """Signing out also ends the provider's own session, where it offers that."""


class NewProvider(ProviderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator enters."""

    id: ProviderId
    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    issuer: IssuerUrl
    """As the provider calls itself, to the letter; `/.well-known/openid-configuration` is found below it."""
    client_id: ClientText
    client_secret: ClientText | None = None
    """Null: a public client."""


class ProviderChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator changes: absent is unchanged, null is cleared."""

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] | UnsetType = UNSET
    issuer: IssuerUrl | UnsetType = UNSET
    client_id: ClientText | UnsetType = UNSET
    client_secret: ClientText | UnsetType | None = UNSET
    preset: PresetName | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET
    username_claim: ClaimPath | UnsetType = UNSET
    display_name_claim: ClaimPath | UnsetType = UNSET
    picture_claim: ClaimPath | UnsetType = UNSET
    groups_claim: ClaimPath | UnsetType = UNSET
    create_accounts: Creation | UnsetType = UNSET
    create_groups: Groups | UnsetType = UNSET
    first_role: FirstRole | UnsetType = UNSET
    roles_claim: ClaimPath | UnsetType | None = UNSET
    roles: RoleMap | UnsetType = UNSET
    libraries_claim: ClaimPath | UnsetType | None = UNSET
    libraries: LibraryMap | UnsetType = UNSET
    ask_second_factor: bool | UnsetType = UNSET
    sign_out_there: bool | UnsetType = UNSET


class Provider(ProviderOptions, frozen=True, kw_only=True):
    """A provider as the server uses it. Its secret is not here."""

    id: str
    name: str
    issuer: str
    client_id: str
    has_secret: bool
    source: Literal["settings", "database"]
    """Those of the settings are changed there."""


class ProviderInfo(Provider, frozen=True, kw_only=True):
    """A provider as administrators see it, with what must be entered there."""

    redirect_uri: str
    post_logout_redirect_uri: str


class ProviderButton(msgspec.Struct, frozen=True, kw_only=True):
    """A provider on the sign-in page."""

    id: str
    name: str
    preset: PresetName


class ProviderCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a provider answers as it must."""

    ok: bool
    detail: str
    signs_out: bool = False
    """It offers signing out there."""
    sends_issuer: bool = False
    """It names itself in its answers (RFC 9207)."""


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """What the page fills in for a well-known provider."""

    preset: PresetName
    name: str
    issuer_example: str
    scopes: list[str]
    groups_claim: str
    username_claim: str = "preferred_username"
    note: str = ""
    redirect_uri: str = ""
    """What the provider must know before it is set up here, with `{id}` where the chosen id goes."""


class LinkedIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """One provider by which a person signs in."""

    id: UUID
    provider_id: str
    provider_name: str | None
    """Null: the provider is not set up any more."""
    label: str | None
    linked_at: datetime
    last_used_at: datetime | None


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """Where the browser goes next; null: nowhere."""

    location: str | None


class LinkBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks to link a provider to one's own account."""

    password: Annotated[str, Meta(max_length=4096)] = ""
    """The current one; empty for an account that has none."""
    return_to: Line = "/app/"


class OidcCodeBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The second factor after the provider was satisfied."""

    totp: Line


class SignedInElsewhere(msgspec.Struct, frozen=True, kw_only=True):
    """Signed in; the token is in the cookie."""

    user: Me
    csrf_token: str
    return_to: str
