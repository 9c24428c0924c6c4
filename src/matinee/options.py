"""What the slices are told of the settings: they never read them themselves."""

from typing import Any

import msgspec

from matinee.access import AccessOptions, ConfiguredProvider, Provider
from matinee.settings import BadSettings, OidcSettings, Settings


def access_options(settings: Settings) -> AccessOptions:
    """Give what an operator set about accounts."""
    sessions, accounts = settings.sessions, settings.accounts
    return AccessOptions(
        session_idle=sessions.idle,
        session_lifetime=sessions.lifetime,
        access_token_lifetime=sessions.renewal,
        sessions_per_user=sessions.per_person,
        registration=accounts.registration,
        second_factor_required=accounts.second_factor_required,
        password_minimum_length=accounts.password_length,
        password_workers=accounts.sign_ins_at_once,
        password_queue=accounts.sign_ins_waiting,
        public_url=settings.public_url and settings.public_url.rstrip("/"),
        providers=tuple(_provider(name, each) for name, each in settings.oidc.items()),
    )


def _provider(name: str, entered: OidcSettings) -> ConfiguredProvider:
    """Give a provider of the settings; `BadSettings` when a value cannot be."""
    fields: dict[str, Any] = msgspec.structs.asdict(entered)
    secret = fields.pop("client_secret")
    libraries: dict[str, Any] = {}
    for group, _, library in (each.rpartition("=") for each in entered.libraries):
        if library == "all" or libraries.get(group) == "all":
            libraries[group] = "all"
        else:
            libraries.setdefault(group, []).append(library)
    fields |= {
        "id": name,
        "name": entered.name or name,
        "has_secret": secret is not None,
        "source": "settings",
        "roles": {group: role for group, _, role in (each.rpartition("=") for each in entered.roles)},
        "libraries": libraries,
    }
    try:
        return ConfiguredProvider(msgspec.convert(fields, Provider), secret)
    except msgspec.ValidationError as wrong:
        raise BadSettings(f"oidc.{name}: {wrong}.") from None
