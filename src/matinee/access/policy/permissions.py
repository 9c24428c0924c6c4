"""Named permissions, the roles that are sets of them, and the scopes of API keys."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """What a route may ask for."""

    READ = "read"
    """Browse what the viewer may see."""
    PLAY = "play"
    """Receive media bytes; where a film stopped is remembered."""
    KEEP = "keep"
    """Keep marks of one's own: watched, favourites, ratings, lists."""
    ACCOUNT = "account"
    """Change the own account: name, password, second factor, devices."""
    KEYS = "keys"
    """Make API keys for oneself."""
    MANAGE = "manage"
    """Change libraries and titles: scan, match, edit."""
    USERS = "users"
    """Decide about people: accounts, grants, roles, invitations, everyone's keys."""
    ADMIN = "admin"
    """Run the server: settings, jobs, backup, activity."""


class Role(StrEnum):
    """What an account is. Each role is a set of permissions."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    MEMBER = "member"
    GUEST = "guest"


class Scope(StrEnum):
    """What an API key is for. A key holds the permissions of its scopes that its maker holds, too."""

    READ = "read"
    PLAY = "play"
    MANAGE = "manage"
    ADMIN = "admin"


_P = Permission
_MEMBER = frozenset({_P.READ, _P.PLAY, _P.KEEP, _P.ACCOUNT, _P.KEYS})
PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.MANAGER: _MEMBER | {_P.MANAGE},
    Role.MEMBER: _MEMBER,
    Role.GUEST: frozenset({_P.READ, _P.PLAY}),
}
"""A guest's account is lent: who visits may watch, and leaves neither marks nor another password behind."""

_IN_SCOPE: dict[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({_P.READ}),
    Scope.PLAY: frozenset({_P.PLAY, _P.KEEP}),
    Scope.MANAGE: frozenset({_P.MANAGE}),
    Scope.ADMIN: frozenset({_P.ADMIN, _P.USERS}),
}
"""Neither `account` nor `keys` is in any scope: a key cannot change its maker's account or make keys."""


def permissions_of_key(role: Role, scopes: Iterable[Scope]) -> frozenset[Permission]:
    """Give what a key of these scopes may do while its maker has this role."""
    wanted = frozenset[Permission]().union(*(_IN_SCOPE[scope] for scope in scopes))
    return wanted & PERMISSIONS_OF[role]


def scopes_within(role: Role) -> frozenset[Scope]:
    """Give the scopes that someone of this role may hand to a key."""
    held = PERMISSIONS_OF[role]
    return frozenset(scope for scope, permissions in _IN_SCOPE.items() if permissions & held)
