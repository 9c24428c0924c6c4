"""Named permissions, and the roles that are sets of them."""

from enum import StrEnum


class Permission(StrEnum):
    """What a route may ask for. The same words are the scopes of API keys."""

    READ = "read"
    """Browse what the viewer may see, and keep own state (progress, favourites)."""
    PLAY = "play"
    """Receive media bytes."""
    MANAGE = "manage"
    """Change libraries and titles: scan, match, edit."""
    ADMIN = "admin"
    """Run the server: users, settings, jobs, backup."""


class Role(StrEnum):
    """What an account is. Each role is a set of permissions."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    MEMBER = "member"
    GUEST = "guest"


PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.MANAGER: frozenset({Permission.READ, Permission.PLAY, Permission.MANAGE}),
    Role.MEMBER: frozenset({Permission.READ, Permission.PLAY}),
    Role.GUEST: frozenset({Permission.READ, Permission.PLAY}),
}
