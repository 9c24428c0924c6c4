"""Acts upon accounts are events, too: told to the person concerned and to operators, in the act's transaction."""

from uuid import UUID

from matinee.journal.entries import Entry
from matinee.kit.events import Event

ANNOUNCED = frozenset(
    {
        "user.created",
        "user.updated",
        "user.deleted",
        "auth.login_succeeded",
        "auth.login_failed",
        "auth.locked_out",
        "auth.mfa_enabled",
        "auth.mfa_disabled",
        "auth.password_changed",
        "auth.password_reset",
        "auth.session_revoked",
        "apikey.created",
        "apikey.revoked",
        "oidc.linked",
        "oidc.unlinked",
    }
)
"""Entries of these actions are announced under the same name."""


def event_of(entry: Entry, about: UUID | None) -> Event | None:
    """Give the event of an entry; None for one that is only written down."""
    if entry.action not in ANNOUNCED:
        return None
    actor = entry.actor
    payload: dict[str, object] = {
        "by": actor.kind,
        "by_id": None if actor.id is None else str(actor.id),
        "by_name": actor.name,
        "address": actor.address,
        "client": actor.client,
        "target_kind": entry.target_kind,
        "target_name": entry.target_name,
        "result": entry.result,
    }
    person = about or _person(entry)
    permission = "admin" if person is None else None
    return Event(name=entry.action, subject_id=entry.target_id, user_id=person, permission=permission, payload=payload)


def _person(entry: Entry) -> UUID | None:
    """Give whom the act concerns: the account acted upon, else the person who acted on what is theirs."""
    if entry.target_kind == "user":
        return entry.target_id
    return entry.actor.id if entry.actor.kind == "user" else None
