"""The providers: those of the settings, then those that administrators entered."""

from datetime import timedelta
from typing import Any

import msgspec
from msgspec import UNSET

from matinee.access.oidc.errors import ProviderFixed, ProviderTaken, ProviderUnknown, ProviderWrong
from matinee.access.options import AccessOptions
from matinee.access.records.single_sign_on import (
    NewProvider,
    Provider,
    ProviderButton,
    ProviderChange,
    ProviderInfo,
    ProviderOptions,
)
from matinee.access.repository import oidc_providers
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.cache import SECURITY, CacheKind, Caches, Loaded
from matinee.kit.db import Connection, Database
from matinee.kit.sealing import Sealer

PROVIDERS = CacheKind(
    name="oidc_providers", holds=tuple[Provider, ...], fresh_for=timedelta(minutes=10), unheard_for=SECURITY
)
_OPTIONS = frozenset(ProviderOptions.__struct_fields__)
_HIDDEN = "(hidden)"


class ProviderBook:
    """All providers of this server. The table tells every process of its changes."""

    def __init__(self, database: Database, caches: Caches, options: AccessOptions, sealer: Sealer) -> None:
        self._database = database
        self._held = caches.of(PROVIDERS)
        self._fixed = {each.provider.id: each for each in options.providers}
        self._sealer = sealer

    async def every(self) -> list[Provider]:
        """List them, also those that are switched off. An id of the settings goes before one of the database."""
        entered = await self._held.get("all", self._read) or ()
        fixed = [each.provider for each in self._fixed.values()]
        return [*fixed, *(each for each in entered if each.id not in self._fixed)]

    async def open_one(self, provider_id: str) -> Provider:
        """Give one by which people may sign in; `ProviderUnknown` otherwise."""
        found = next((each for each in await self.every() if each.id == provider_id and each.enabled), None)
        if found is None:
            raise ProviderUnknown("It may have been switched off. Go back to the sign-in page.")
        return found

    async def secret_of(self, provider: Provider) -> str | None:
        """Give the client secret, where it is used."""
        fixed = self._fixed.get(provider.id)
        if fixed is not None:
            return None if fixed.secret is None else fixed.secret.reveal()
        async with self._database.reading() as connection:
            sealed = await oidc_providers.sealed_secret(connection, provider.id)
        return None if sealed is None else self._sealer.unseal(sealed, _sealed_for(provider.id)).decode()

    async def create(self, tx: Connection, new: NewProvider, actor: Actor) -> Provider:
        """Enter a provider."""
        _require_sense(new)
        if new.id in self._fixed or await oidc_providers.one(tx, new.id) is not None:
            raise ProviderTaken(f"Choose another id than “{new.id}”.")
        fields = msgspec.to_builtins(new)
        values: dict[str, Any] = {name: fields[name] for name in ("id", "name", "issuer", "client_id")}
        values["client_secret"] = self._sealed(new.id, new.client_secret)
        values["options"] = {name: fields[name] for name in _OPTIONS}
        await oidc_providers.add(tx, values)
        details: dict[str, object] = {"issuer": new.issuer, "client_id": new.client_id}
        await _tell(tx, actor, "oidc.provider_created", new.id, new.name, details)
        return await self._entered(tx, new.id)

    async def change(self, tx: Connection, provider_id: str, wanted: ProviderChange, actor: Actor) -> Provider:
        """Change what is set."""
        before = await self._entered(tx, provider_id)
        sent = {name: value for name in wanted.__struct_fields__ if (value := getattr(wanted, name)) is not UNSET}
        secret = sent.pop("client_secret", UNSET)
        after = msgspec.structs.replace(before, **sent)
        _require_sense(after)
        fields = msgspec.to_builtins(after)
        values: dict[str, Any] = {name: fields[name] for name in ("name", "issuer", "client_id")}
        values["options"] = {name: fields[name] for name in _OPTIONS}
        if secret is not UNSET:
            values["client_secret"] = self._sealed(provider_id, secret)
        await oidc_providers.change(tx, provider_id, values)
        changed: dict[str, object] = {
            name: {"old": msgspec.to_builtins(getattr(before, name)), "new": fields[name]} for name in sent
        }
        if secret is not UNSET:
            changed["client_secret"] = {"old": _HIDDEN if before.has_secret else None, "new": secret and _HIDDEN}
        await _tell(tx, actor, "oidc.provider_changed", provider_id, after.name, changed)
        return await self._entered(tx, provider_id)

    async def remove(self, tx: Connection, provider_id: str, actor: Actor) -> None:
        """Remove a provider. Who signed in by it stays signed in; links count again when its issuer is set up again."""
        found = await self._entered(tx, provider_id)
        await oidc_providers.remove(tx, provider_id)
        await _tell(tx, actor, "oidc.provider_deleted", provider_id, found.name, {"issuer": found.issuer})

    async def _entered(self, tx: Connection, provider_id: str) -> Provider:
        if provider_id in self._fixed:
            raise ProviderFixed("Change it where it was set: docs/reference/settings.md names the keys.")
        found = await oidc_providers.one(tx, provider_id)
        if found is None:
            raise ProviderUnknown("It may have been removed. Ask for the list again.")
        return found

    async def _read(self) -> Loaded[tuple[Provider, ...]]:
        async with self._database.reading() as connection:
            return Loaded(tuple(await oidc_providers.every(connection)), ("oidc_providers",))

    def _sealed(self, provider_id: str, secret: str | None) -> bytes | None:
        return None if secret is None else self._sealer.seal(secret.encode(), _sealed_for(provider_id))


def button(provider: Provider) -> ProviderButton:
    """Show a provider on the sign-in page."""
    return ProviderButton(id=provider.id, name=provider.name, preset=provider.preset)


def shown(provider: Provider, home: str) -> ProviderInfo:
    """Show a provider to administrators, with the addresses that it must know."""
    return msgspec.convert(
        {
            **msgspec.structs.asdict(provider),
            "redirect_uri": redirect_uri(provider.id, home),
            "post_logout_redirect_uri": signed_out_uri(home),
        },
        ProviderInfo,
        from_attributes=True,
    )


def redirect_uri(provider_id: str, home: str) -> str:
    """Give the address to which the provider sends people back."""
    return f"{home}/api/v1/auth/oidc/{provider_id}/callback"


def signed_out_uri(home: str) -> str:
    """Give the address to which the provider sends people who signed out."""
    return f"{home}/app/login"


def _require_sense(provider: ProviderOptions) -> None:
    if "openid" not in provider.scopes:
        raise ProviderWrong("The scope “openid” makes it a sign-in. Add it.")
    if provider.create_accounts == "groups" and not provider.create_groups:
        raise ProviderWrong("Name the groups whose members get an account, or choose “on” or “off”.")


def _sealed_for(provider_id: str) -> str:
    return f"oidc_provider:{provider_id}:client_secret"


async def _tell(
    tx: Connection, actor: Actor, action: str, provider_id: str, name: str, details: dict[str, object]
) -> None:
    entry = Entry(
        actor=actor,
        action=action,
        target_kind="oidc_provider",
        target_name=name,
        details={"id": provider_id, **details},
    )
    await tell(tx, entry, None)
