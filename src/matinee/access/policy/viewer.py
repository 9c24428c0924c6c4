"""Who asks: a person, a key with or without a person, or the system; with what it may see."""

from datetime import datetime
from uuid import UUID

import msgspec

from matinee.access.policy.permissions import Permission, Role


class Viewer(msgspec.Struct, frozen=True):
    """The asking party. Every read that returns content takes one."""

    user_id: UUID | None
    permissions: frozenset[Permission]
    all_libraries: bool = False
    """Sees every library, also those made later."""
    library_ids: frozenset[UUID] = frozenset()
    """The granted libraries, when not all."""
    maximum_age: int | None = None
    """Titles with a higher minimum age are hidden; None hides none."""
    sees_unrated: bool = True
    """Whether titles without a known minimum age show when `maximum_age` is set."""
    hidden_changed_at: datetime | None = None
    """When the person last hid a title or showed one again; None while they hide none, which costs nothing."""
    role: Role | None = None
    session_id: UUID | None = None
    key_id: UUID | None = None
    """The API key that asks, if one does; `user_id` is then set only when it acts for its maker."""
    username: str | None = None
    address: str | None = None
    """Where the request came from; None for the server itself, and for whom a signed URL was made for."""
    client: str | None = None
    """With what: the request's user agent."""

    def may(self, permission: Permission) -> bool:
        """Tell whether this viewer holds a permission."""
        return permission in self.permissions


SYSTEM = Viewer(user_id=None, permissions=frozenset(Permission), all_libraries=True)
"""The server itself, in jobs. Never handed to a request."""
