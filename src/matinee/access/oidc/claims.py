"""From what a provider says of a person to what they are called and may here."""

from typing import Any, cast
from uuid import UUID

import msgspec

from matinee.access.policy import Role
from matinee.access.records.single_sign_on import Provider

_STRENGTH = {Role.GUEST: 0, Role.MEMBER: 1, Role.MANAGER: 2, Role.ADMINISTRATOR: 3}
_LONGEST = 200
_LONGEST_URL = 2000


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the provider's claims describe them, by the provider's options."""

    username: str | None
    display_name: str | None
    picture: str | None
    may_enter: bool
    """Whether a first sign-in makes an account."""
    role: Role | None
    """None: the claims do not decide it."""
    library_ids: list[UUID] | None
    """None: the claims do not decide them."""
    all_libraries: bool = False


def described(claims: dict[str, Any], provider: Provider) -> Described:
    """Read the claims that the provider's options name."""
    granted = None if provider.libraries_claim is None else _listed(claims, provider.libraries_claim)
    mapped = [provider.libraries[each] for each in granted or () if each in provider.libraries]
    named = sorted({each for ids in mapped if isinstance(ids, list) for each in ids})
    picture = _text(claims, provider.picture_claim, _LONGEST_URL)
    return Described(
        username=_text(claims, provider.username_claim) or _text(claims, "email"),
        display_name=_text(claims, provider.display_name_claim),
        picture=picture if picture is not None and picture.startswith("https://") else None,
        may_enter=_may_enter(claims, provider),
        role=_role(claims, provider),
        library_ids=None if granted is None else named,
        all_libraries="all" in mapped,
    )


def claim(claims: dict[str, Any], path: str) -> object:
    """Give a claim by its name, or by names with dots between them; None when it is not there.

    The whole path is tried as a name first: some providers use URLs as names.
    """
    if path in claims:
        return cast("object", claims[path])
    found: object = claims
    for name in path.split("."):
        found = cast("dict[str, object]", found).get(name) if isinstance(found, dict) else None
    return found


def _text(claims: dict[str, Any], path: str, longest: int = _LONGEST) -> str | None:
    found = claim(claims, path)
    return found.strip()[:longest].replace("\0", "") or None if isinstance(found, str) else None


def _listed(claims: dict[str, Any], path: str) -> list[str]:
    """Give a claim's texts: a list of them, or one."""
    found = claim(claims, path)
    if isinstance(found, str):
        return [found]
    return [each for each in cast("list[object]", found) if isinstance(each, str)] if isinstance(found, list) else []


def _may_enter(claims: dict[str, Any], provider: Provider) -> bool:
    if provider.create_accounts != "groups":
        return provider.create_accounts == "on"
    return not set(provider.create_groups).isdisjoint(_listed(claims, provider.groups_claim))


def _role(claims: dict[str, Any], provider: Provider) -> Role | None:
    if provider.roles_claim is None:
        return None
    mapped = [provider.roles[each] for each in _listed(claims, provider.roles_claim) if each in provider.roles]
    return max(mapped, key=lambda role: _STRENGTH[role], default=Role(provider.first_role))
