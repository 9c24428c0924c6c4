"""What an entry holds: who, what, to which thing, from where, with what result."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

type ActorKind = Literal["user", "key", "system", "anonymous"]
type Result = Literal["done", "refused", "failed"]


class Actor(msgspec.Struct, frozen=True):
    """Who acted, and from where."""

    kind: ActorKind
    id: UUID | None = None
    """The account's id; for a key, the key's."""
    name: str | None = None
    address: str | None = None
    client: str | None = None
    """What the client calls itself (its User-Agent)."""


SYSTEM_ACTOR = Actor(kind="system")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line to write. `details` never holds a secret: mask before recording."""

    actor: Actor
    action: str
    """As the events are named: `auth.login_failed`, `library.created`."""
    target_kind: str | None = None
    target_id: UUID | None = None
    target_name: str | None = None
    result: Result = "done"
    details: dict[str, object] = {}
    at: datetime | None = None
    """When it happened; None: now, in this transaction."""


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was written."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None
    action: str
    target_kind: str | None
    target_id: UUID | None
    target_name: str | None
    address: str | None
    client: str | None
    result: str
    details: dict[str, object]


class JournalFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines are wanted; all that are set must hold."""

    action: str | None = None
    """An action, or a group of them ending in `*` (`auth.*`)."""
    actor_id: UUID | None = None
    target_id: UUID | None = None
    about_id: UUID | None = None
    """Acts of or upon this one."""
    result: Result | None = None
    since: datetime | None = None
    until: datetime | None = None
