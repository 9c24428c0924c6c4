"""API keys, as they are made, changed and listed."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from matinee.access.policy import Scope

type KeyName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
type Scopes = Annotated[list[Scope], Meta(min_length=1, max_length=len(Scope))]
type LibraryIds = Annotated[list[UUID], Meta(max_length=1000)]


class NewKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person asks of a key. It never holds more than its maker does at the moment of its use."""

    name: KeyName
    scopes: Scopes
    library_ids: LibraryIds | None = None
    """Only these libraries; null: those of its maker, also later ones."""
    expires_at: datetime | None = None
    acts_for_person: bool = True
    """Reads and writes its maker's own state (watched, progress, favourites); false: knows no person."""


class KeyChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person changes of a key: absent is unchanged, null is cleared."""

    name: KeyName | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET
    library_ids: LibraryIds | UnsetType | None = UNSET
    expires_at: datetime | UnsetType | None = UNSET


class KeyInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A key in the list of them. The key itself is never shown again."""

    id: UUID
    name: str
    hint: str
    """Its first characters, to tell keys apart."""
    scopes: list[Scope]
    library_ids: list[UUID] | None
    acts_for_person: bool
    user_id: UUID
    username: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class MadeKey(msgspec.Struct, frozen=True, kw_only=True):
    """A new key. `key` is shown this once."""

    id: UUID
    key: str
    name: str
    scopes: list[Scope]
    library_ids: list[UUID] | None
    expires_at: datetime | None
