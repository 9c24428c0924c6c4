"""Invitations: links by which people make their own accounts."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from matinee.access.policy import Role
from matinee.access.records.accounts import Age
from matinee.access.records.texts import Line

type InvitedRole = Literal["manager", "member", "guest"]
"""Nobody becomes an administrator by a link that can be passed on."""


class NewInvitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator grants to whoever has the link."""

    role: InvitedRole = "member"
    library_ids: Annotated[list[UUID], Meta(max_length=1000)] = []
    all_libraries: bool = False
    maximum_age: Age | None = None
    maximum_uses: Annotated[int, Meta(ge=1, le=100)] = 1
    expires_at: datetime | None = None
    """Absent: in seven days."""
    note: Line | None = None
    """For administrators: whom it is for."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation in the list of them. Its link was shown once."""

    id: UUID
    note: str | None
    role: Role
    library_ids: list[UUID]
    all_libraries: bool
    maximum_age: int | None
    uses: int
    maximum_uses: int
    created_by: str | None
    created_at: datetime
    expires_at: datetime
    open: bool
    """Whether the link still makes accounts: neither used up, nor over, nor made by one who no longer may."""


class MadeInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """A new invitation. Its link is shown this once."""

    id: UUID
    token: str
    link: str
    expires_at: datetime


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation says to whoever opens it."""

    invited_by: str | None
    role: Role
    all_libraries: bool
    libraries: int
    """How many, when not all."""
    maximum_age: int | None
    expires_at: datetime
