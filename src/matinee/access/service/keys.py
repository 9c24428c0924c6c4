"""API keys: made, changed, renewed and revoked by people; never by keys, never stronger than who makes them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from matinee.access.errors import EndsInThePast, KeyNotFound, LibraryUnknown, ScopeBeyond, TooManyKeys
from matinee.access.policy import Permission, Role, Scope, Viewer, scopes_within
from matinee.access.records import KeyChange, KeyInfo, MadeKey, NewKey
from matinee.access.repository import accounts, keys, server
from matinee.access.telling import tell
from matinee.access.tokens import new_key, token_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection
from matinee.kit.ids import new_id

MOST_KEYS = 200
"""A person's keys that are not revoked: a script that makes one an hour is stopped and told."""
_HINT_LENGTH = 8


async def create(tx: Connection, new: NewKey, maker: Viewer, maker_id: UUID, actor: Actor) -> MadeKey:
    """Make a key; its text is in the answer and nowhere else."""
    await _require_within(tx, maker, new.scopes, new.library_ids, new.expires_at)
    if await keys.count(tx, maker_id) >= MOST_KEYS:
        raise TooManyKeys(f"There are {MOST_KEYS} already. Revoke those that nothing uses any more.")
    key, made = new_key(), new_id()
    values: dict[str, Any] = {
        "id": made,
        "account_id": maker_id,
        "name": new.name,
        "key_hash": token_hash(key),
        "hint": key[:_HINT_LENGTH],
        "scopes": _sorted(new.scopes),
        "acts_for_person": new.acts_for_person,
        "library_ids": new.library_ids,
        "expires_at": new.expires_at,
    }
    await keys.add(tx, values)
    await _tell(tx, actor, "apikey.created", await get(tx, made, maker_id), {"scopes": values["scopes"]})
    return MadeKey(
        id=made,
        key=key,
        name=new.name,
        scopes=_sorted(new.scopes),
        library_ids=new.library_ids,
        expires_at=new.expires_at,
    )


async def get(tx: Connection, key_id: UUID, owner: UUID | None) -> KeyInfo:
    """Give one key, of this account when one is given; `KeyNotFound` otherwise."""
    found = await keys.get(tx, key_id, owner)
    if found is None:
        raise KeyNotFound("It may have been revoked already. Ask for the list again.")
    return found


async def change(tx: Connection, key_id: UUID, wanted: KeyChange, maker: Viewer, actor: Actor) -> KeyInfo:
    """Change a key of one's own, within what its maker holds."""
    before = await get(tx, key_id, maker.user_id)
    await _require_within(tx, maker, wanted.scopes, wanted.library_ids, wanted.expires_at)
    values = {name: value for name in wanted.__struct_fields__ if (value := getattr(wanted, name)) is not UNSET}
    if values:
        await keys.change(tx, key_id, values)
        changed: dict[str, object] = {
            name: {"old": getattr(before, name), "new": value} for name, value in values.items()
        }
        await _tell(tx, actor, "apikey.changed", before, changed)
    return await get(tx, key_id, maker.user_id)


async def rotate(tx: Connection, key_id: UUID, owner: UUID, actor: Actor) -> MadeKey:
    """Give a key a new text; the old one is dead with the commit."""
    found = await get(tx, key_id, owner)
    key = new_key()
    await keys.change(tx, key_id, {"key_hash": token_hash(key), "hint": key[:_HINT_LENGTH], "last_used_at": None})
    await _tell(tx, actor, "apikey.rotated", found, {})
    return MadeKey(
        id=key_id,
        key=key,
        name=found.name,
        scopes=found.scopes,
        library_ids=found.library_ids,
        expires_at=found.expires_at,
    )


async def revoke(tx: Connection, key_id: UUID, by: Viewer, actor: Actor) -> None:
    """End a key of one's own, or anyone's when one decides about people."""
    found = await get(tx, key_id, None if by.may(Permission.USERS) else by.user_id)
    await keys.revoke(tx, key_id)
    await _tell(tx, actor, "apikey.revoked", found, {})


async def _require_within(
    tx: Connection,
    maker: Viewer,
    scopes: list[Scope] | UnsetType,
    library_ids: list[UUID] | UnsetType | None,
    expires_at: datetime | UnsetType | None,
) -> None:
    """Raise unless a key like this stays within its maker, and is not over before it begins."""
    beyond = set[Scope]() if scopes is UNSET else set(scopes) - scopes_within(maker.role or Role.GUEST)
    if beyond:
        raise ScopeBeyond(f"Your own role does not hold “{min(beyond)}”, so a key of yours cannot either.")
    if library_ids:
        await _require_libraries(tx, maker, library_ids)
    if isinstance(expires_at, datetime):
        if expires_at.tzinfo is None:
            raise EndsInThePast("Give the end with its time zone, such as 2030-01-31T00:00:00Z.")
        if expires_at <= await server.now(tx):
            raise EndsInThePast("Choose an end that lies ahead, or none.")


async def _require_libraries(tx: Connection, maker: Viewer, library_ids: list[UUID]) -> None:
    known = await accounts.known_libraries(tx, library_ids)
    granted = known if maker.all_libraries else known & maker.library_ids
    unknown = set(library_ids) - granted
    if unknown:
        raise LibraryUnknown(f"There is no library {min(unknown)}. Ask for the list of libraries again.")


def _sorted(scopes: list[Scope]) -> list[Scope]:
    return [scope for scope in Scope if scope in scopes]


async def _tell(tx: Connection, actor: Actor, action: str, key: KeyInfo, details: dict[str, object]) -> None:
    entry = Entry(
        actor=actor,
        action=action,
        target_kind="api_key",
        target_id=key.id,
        target_name=key.name,
        details=msgspec.to_builtins(details),
    )
    await tell(tx, entry, key.user_id)
