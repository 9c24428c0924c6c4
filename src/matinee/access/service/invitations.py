"""Inviting people: links that make accounts with what was granted, as often and as long as was said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from matinee.access.errors import EndsInThePast, InvitationNotFound
from matinee.access.records import MadeInvitation, NewInvitation
from matinee.access.repository import invitations, server
from matinee.access.service import people
from matinee.access.telling import tell
from matinee.access.tokens import new_token, token_hash
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection
from matinee.kit.ids import new_id

_USUAL_LIFE = timedelta(days=7)
_LONGEST_LIFE = timedelta(days=366)


async def create(tx: Connection, new: NewInvitation, maker_id: UUID, actor: Actor, home: str) -> MadeInvitation:
    """Make an invitation; its link, below the address `home`, is in the answer and nowhere else."""
    await people.require_libraries(tx, new.library_ids)
    ends = await _end(tx, new.expires_at)
    token, made = new_token(), new_id()
    values: dict[str, Any] = {
        "id": made,
        "token_hash": token_hash(token),
        "created_by": maker_id,
        "note": new.note,
        "role": new.role,
        "all_libraries": new.all_libraries,
        "library_ids": new.library_ids,
        "maximum_age": new.maximum_age,
        "maximum_uses": new.maximum_uses,
        "expires_at": ends,
    }
    await invitations.add(tx, values)
    details = msgspec.to_builtins({name: values[name] for name in ("role", "library_ids", "maximum_uses")})
    await _tell(tx, actor, "invitation.created", made, new.note, details)
    return MadeInvitation(id=made, token=token, link=f"{home}/app/join?token={token}", expires_at=ends)


async def revoke(tx: Connection, invitation_id: UUID, actor: Actor) -> None:
    """End an invitation. Accounts that were made by it stay."""
    if not await invitations.revoke(tx, invitation_id):
        raise InvitationNotFound("It may have been withdrawn already. Ask for the list again.")
    await _tell(tx, actor, "invitation.revoked", invitation_id, None, {})


async def _end(tx: Connection, wanted: datetime | None) -> datetime:
    now = await server.now(tx)
    if wanted is None:
        return now + _USUAL_LIFE
    if wanted.tzinfo is None:
        raise EndsInThePast("Give the end with its time zone, such as 2030-01-31T00:00:00Z.")
    if not now < wanted <= now + _LONGEST_LIFE:
        raise EndsInThePast(f"Choose an end between now and {now + _LONGEST_LIFE:%Y-%m-%d}.")
    return wanted.astimezone(UTC)


async def _tell(
    tx: Connection, actor: Actor, action: str, invitation_id: UUID, note: str | None, details: dict[str, object]
) -> None:
    entry = Entry(
        actor=actor,
        action=action,
        target_kind="invitation",
        target_id=invitation_id,
        target_name=note,
        details=details,
    )
    await tell(tx, entry, None)
