"""Accounts of people: make, change, grant, disable, remove. The last administrator stays."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import func, null

from matinee.access.errors import LastAdministrator, LibraryUnknown, TimeZoneUnknown, UsernameTaken, UserNotFound
from matinee.access.names import acceptable, folded
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Role
from matinee.access.records import Grants, NewUser, ProfileChange, User, UserChange
from matinee.access.repository import accounts, keys, oidc_identities, sessions
from matinee.access.service.desk import SignInDesk
from matinee.access.service.proving import require_password
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection
from matinee.kit.errors import Unprocessable
from matinee.kit.ids import new_id


async def get(tx: Connection, account_id: UUID) -> User:
    """Give one account; `UserNotFound` otherwise."""
    user = await accounts.by_id(tx, account_id)
    if user is None:
        raise UserNotFound
    return user


async def create(tx: Connection, new: NewUser, passwords: PasswordPool, actor: Actor) -> User:
    """Make an account."""
    acceptable(new.username)
    with passwords.place() as place:
        password_hash = await place.hash(new.password)
    return await get(tx, await enter(tx, new, password_hash, actor))


async def enter(tx: Connection, new: NewUser, password_hash: str | None, actor: Actor) -> UUID:
    """Write an account whose password is hashed already, with its grants and its journal entry; give its id."""
    username = acceptable(new.username)
    await _require_free_name(tx, username)
    libraries = new.library_ids or []
    await require_libraries(tx, libraries)
    sees_all = new.all_libraries if new.all_libraries is not None else new.role is Role.ADMINISTRATOR
    made = new_id()
    values: dict[str, Any] = {
        "id": made,
        "username": username,
        "username_folded": folded(username),
        "display_name": new.display_name,
        "password_hash": password_hash,
        "role": new.role.value,
        "all_libraries": sees_all,
        "maximum_age": new.maximum_age,
        "sees_unrated": new.sees_unrated,
        "second_factor_required": new.second_factor_required,
    }
    await accounts.add(tx, values)
    await accounts.grant(tx, made, libraries)
    details: dict[str, object] = {"role": new.role, "all_libraries": sees_all, "library_ids": libraries}
    await _tell(tx, actor, "user.created", made, username, details)
    return made


async def change(tx: Connection, account_id: UUID, wanted: UserChange, passwords: PasswordPool, actor: Actor) -> User:
    """Change what is set. A new role, a new password or being disabled ends the account's sessions."""
    before = await get(tx, account_id)
    values = _set_fields(wanted)
    _require_time_zone(wanted.time_zone)
    disabled, password = values.pop("disabled", None), values.pop("password", None)
    if wanted.username is not UNSET:
        values["username"] = acceptable(wanted.username)
        values["username_folded"] = folded(wanted.username)
        if values["username_folded"] != folded(before.username):
            await _require_free_name(tx, wanted.username)
    demoted = wanted.role is not UNSET and wanted.role is not Role.ADMINISTRATOR
    if before.role is Role.ADMINISTRATOR and (demoted or disabled):
        await _require_other_administrator(tx, account_id)
    if disabled is not None:
        values["disabled_at"] = func.now() if disabled else null()
    if password is not None:
        with passwords.place() as place:
            values["password_hash"] = await place.hash(password)
    await accounts.change(tx, account_id, values)
    role_changed = wanted.role is not UNSET and wanted.role is not before.role
    if role_changed or disabled or password is not None:
        await sessions.end_all(tx, account_id, "account_changed")
    details: dict[str, object] = {
        name: {"old": getattr(before, name), "new": new}
        for name, new in _set_fields(wanted).items()
        if hasattr(before, name)
    }
    if disabled is not None:
        details["disabled"] = disabled
    await _tell(tx, actor, "user.updated", account_id, before.username, details)
    if password is not None:
        await _tell(tx, actor, "auth.password_reset", account_id, before.username, {})
    return await get(tx, account_id)


async def change_profile(tx: Connection, account_id: UUID, wanted: ProfileChange, actor: Actor) -> None:
    """Change what people may change about themselves."""
    before = await get(tx, account_id)
    values = _set_fields(wanted)
    _require_time_zone(wanted.time_zone)
    if values:
        await accounts.change(tx, account_id, values)
        await _tell(tx, actor, "user.updated", account_id, before.username, {"changed": sorted(values)})


async def require_libraries(tx: Connection, library_ids: list[UUID]) -> None:
    """Raise `LibraryUnknown` when one of the ids is not a library."""
    unknown = set(library_ids) - await accounts.known_libraries(tx, library_ids)
    if unknown:
        raise LibraryUnknown(f"There is no library {min(unknown)}. Ask for the list of libraries again.")


async def set_grants(tx: Connection, account_id: UUID, grants: Grants, actor: Actor) -> None:
    """Replace the granted libraries: in force with the commit."""
    if grants.library_ids is UNSET and grants.all_libraries is UNSET:
        raise Unprocessable("Name library_ids (an empty list for none), or all_libraries.")
    library_ids = [] if grants.library_ids is UNSET else grants.library_ids
    sees_all = grants.all_libraries is True
    before = await get(tx, account_id)
    await require_libraries(tx, library_ids)
    await accounts.change(tx, account_id, {"all_libraries": sees_all})
    await accounts.grant(tx, account_id, library_ids)
    details: dict[str, object] = {
        "all_libraries": {"old": before.all_libraries, "new": sees_all},
        "library_ids": {"old": before.library_ids, "new": sorted(set(library_ids))},
    }
    await _tell(tx, actor, "user.updated", account_id, before.username, details)


async def remove(tx: Connection, account_id: UUID, actor: Actor, *, erase_history: bool) -> None:
    """Remove an account: its name is free again; what it watched is kept namelessly, or erased as asked."""
    before = await get(tx, account_id)
    if before.role is Role.ADMINISTRATOR:
        await _require_other_administrator(tx, account_id)
    details: dict[str, object] = {"history": "erased" if erase_history else "kept"}
    await _tell(tx, actor, "user.deleted", account_id, before.username, details)
    if erase_history:
        await accounts.erase(tx, account_id)
        return
    await sessions.end_all(tx, account_id, "account_removed")
    await keys.revoke_all(tx, account_id)
    await oidc_identities.unlink_all(tx, account_id)
    await accounts.grant(tx, account_id, [])
    gone: dict[str, Any] = {
        "username": "removed",
        "username_folded": f"removed:{account_id}",
        "deleted_at": func.now(),
        "role": Role.GUEST.value,
        "all_libraries": False,
    }
    cleared = ("display_name", "password_hash", "totp_secret", "totp_enabled_at", "language", "time_zone")
    await accounts.change(tx, account_id, gone | dict.fromkeys(cleared))


async def change_password(desk: SignInDesk, account_id: UUID, actor: Actor, change: "PasswordChange") -> None:
    """Set a new password after the current one was confirmed; every other session ends."""
    desk.passwords.require_acceptable(change.new_password)
    await require_password(desk, account_id, change.current_password, actor)
    with desk.passwords.place() as place:
        password_hash = await place.hash(change.new_password)
    async with desk.database.transaction() as tx:
        await set_password(tx, await get(tx, account_id), password_hash, actor, keep=change.session_id)


async def set_password(
    tx: Connection, user: User, password_hash: str, actor: Actor, *, keep: UUID | None = None
) -> None:
    """Store a password's hash and end the account's sessions, except the one to keep."""
    await accounts.change(tx, user.id, {"password_hash": password_hash})
    await sessions.end_all(tx, user.id, "password_changed", keep=keep)
    action = "auth.password_changed" if actor.id == user.id else "auth.password_reset"
    await _tell(tx, actor, action, user.id, user.username, {})


class PasswordChange(msgspec.Struct, frozen=True):
    """A person's wish for a new password."""

    current_password: str
    new_password: str
    session_id: UUID | None
    """The session that asks, and stays."""


def _set_fields(change: msgspec.Struct) -> dict[str, Any]:
    """Give the fields that were sent."""
    return {name: value for name in change.__struct_fields__ if (value := getattr(change, name)) is not UNSET}


def _require_time_zone(name: str | UnsetType | None) -> None:
    if not name:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown("Name it as the tz database does, such as Europe/Berlin.") from None


async def _require_free_name(tx: Connection, username: str) -> None:
    if await accounts.by_username(tx, folded(username)) is not None:
        raise UsernameTaken(f"“{username}” is taken; upper and lower case count as one. Choose another name.")


async def _require_other_administrator(tx: Connection, account_id: UUID) -> None:
    await accounts.lock_administrators(tx)
    if not await accounts.other_administrator_exists(tx, account_id):
        raise LastAdministrator("Make another person administrator first.")


async def _tell(
    tx: Connection, actor: Actor, action: str, account_id: UUID, username: str, details: dict[str, object]
) -> None:
    entry = Entry(
        actor=actor, action=action, target_kind="user", target_id=account_id, target_name=username, details=details
    )
    await tell(tx, entry, account_id)
