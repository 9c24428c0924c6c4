"""Accounts, as their owners and administrators see and change them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from matinee.access.policy import Role
from matinee.access.records.texts import Language, Line, Secret, TimeZone

type Age = Annotated[int, Meta(ge=0, le=99)]
"""Years: titles with a higher minimum age are hidden."""


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An account as administrators see it."""

    id: UUID
    username: str
    display_name: str | None
    role: Role
    all_libraries: bool
    library_ids: list[UUID]
    maximum_age: int | None
    sees_unrated: bool
    language: str | None
    time_zone: str | None
    has_password: bool
    """False: signs in at a provider only."""
    second_factor: bool
    """Whether one is set up."""
    second_factor_required: bool
    """One is asked of this very account."""
    role_needs_second_factor: bool
    """One is asked of everybody of its role."""
    disabled_at: datetime | None
    created_at: datetime


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in person's own account."""

    id: UUID
    username: str
    display_name: str | None
    role: Role
    permissions: list[str]
    all_libraries: bool
    library_ids: list[UUID]
    maximum_age: int | None
    sees_unrated: bool
    language: str | None
    time_zone: str | None
    has_password: bool
    second_factor: bool
    second_factor_required: bool
    second_factor_due: bool
    """One must be set up before anything else is allowed."""
    csrf_token: str | None
    events_after: str | None = None
    """Told by `GET /me`: `GET /events?after=` tells what happens from here on, however late it is opened."""


class NewUser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator gives to make an account."""

    username: Line
    password: Secret
    role: Role = Role.MEMBER
    library_ids: list[UUID] | None = None
    all_libraries: bool | None = None
    """Absent: true for administrators, else false."""
    display_name: Line | None = None
    maximum_age: Age | None = None
    sees_unrated: bool = True
    second_factor_required: bool = False


class UserChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator changes: absent is unchanged, null is cleared."""

    username: Line | UnsetType = UNSET
    display_name: Line | UnsetType | None = UNSET
    role: Role | UnsetType = UNSET
    password: Secret | UnsetType = UNSET
    disabled: bool | UnsetType = UNSET
    maximum_age: Age | UnsetType | None = UNSET
    sees_unrated: bool | UnsetType = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: TimeZone | UnsetType | None = UNSET
    second_factor_required: bool | UnsetType = UNSET


class ProfileChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people change about themselves. A role or a grant here is a 4xx, not a wish."""

    display_name: Line | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    time_zone: TimeZone | UnsetType | None = UNSET


class Grants(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The libraries an account may see: those named, or all."""

    library_ids: list[UUID] | msgspec.UnsetType = msgspec.UNSET
    all_libraries: bool | msgspec.UnsetType = msgspec.UNSET
