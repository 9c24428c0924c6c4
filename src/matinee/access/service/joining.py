"""People who make their own accounts: by an invitation's link, or where registration is switched on."""

import msgspec

from matinee.access.errors import (
    InvitationOver,
    InvitationUsedUp,
    InvitationWithdrawn,
    InvitationWrong,
    RegistrationClosed,
)
from matinee.access.names import acceptable, folded
from matinee.access.policy import Role
from matinee.access.records import Device, Invitation, NewUser, Welcome
from matinee.access.repository import accounts, invitations
from matinee.access.service import people
from matinee.access.service.desk import SignInDesk
from matinee.access.service.guessing import count_failure, registered, require_no_wait
from matinee.access.service.signin import Attempt, Opened, open_session
from matinee.access.tokens import token_hash
from matinee.journal import Actor
from matinee.kit.db import Connection
from matinee.kit.errors import Forbidden


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Who wants in."""

    token: str | None
    """Of an invitation's link; None: by open registration."""
    username: str
    password: str
    display_name: str | None
    device: Device
    actor: Actor


async def welcome(tx: Connection, token: str) -> Welcome:
    """Tell what an invitation offers."""
    found = await _invitation(tx, token)
    known = await accounts.known_libraries(tx, found.library_ids)
    return Welcome(
        invited_by=found.created_by,
        role=found.role,
        all_libraries=found.all_libraries,
        libraries=len(known),
        maximum_age=found.maximum_age,
        expires_at=found.expires_at,
    )


async def join(desk: SignInDesk, wish: Wish) -> Opened:
    """Make the account and sign it in. What it may see is what the invitation grants, else nothing yet."""
    acceptable(wish.username)
    async with desk.database.reading() as connection:
        await _require_welcome(connection, desk, wish)
    with desk.passwords.place() as place:
        password_hash = await place.hash(wish.password)
    async with desk.database.transaction() as tx:
        new = await _account(tx, desk, wish)
        made = await people.enter(tx, new, password_hash, wish.actor)
        who = await accounts.credentials(tx, folded(wish.username))
        assert who is not None and who.id == made  # noqa: PT018, S101 - made by the statement before
        attempt = Attempt(
            username=wish.username, password="", totp=None, device=wish.device, actor=wish.actor, viewer=None
        )
        return await open_session(tx, desk.options, who, attempt)


async def _require_welcome(tx: Connection, desk: SignInDesk, wish: Wish) -> None:
    """Refuse before a password is computed for nobody."""
    if wish.token is not None:
        await _invitation(tx, wish.token)
        return
    if not desk.options.registration:
        raise RegistrationClosed("Ask an administrator for an invitation.")
    await require_no_wait(tx, [registered(wish.actor.address)])


async def _account(tx: Connection, desk: SignInDesk, wish: Wish) -> NewUser:
    new = NewUser(username=wish.username, password="", display_name=wish.display_name)
    if wish.token is None:
        if not desk.options.registration:
            raise RegistrationClosed("Ask an administrator for an invitation.")
        await count_failure(tx, [registered(wish.actor.address)])
        return new
    found = await _invitation(tx, wish.token)
    if not await invitations.use(tx, found.id):
        raise InvitationUsedUp("Its last use was taken a moment ago. Ask for a new invitation.")
    known = await accounts.known_libraries(tx, found.library_ids)
    return msgspec.structs.replace(
        new,
        role=Role(found.role),
        library_ids=sorted(known),
        all_libraries=found.all_libraries,
        maximum_age=found.maximum_age,
    )


async def _invitation(tx: Connection, token: str) -> Invitation:
    found = await invitations.open_one(tx, token_hash(token))
    if found is None:
        raise _refusal(await invitations.why_closed(tx, token_hash(token)))
    return found


def _refusal(closed: invitations.Closed | None) -> Forbidden:
    match closed:
        case "used_up":
            return InvitationUsedUp("Somebody used it already. Ask for a new invitation.")
        case "over":
            return InvitationOver("Its time is over. Ask for a new invitation.")
        case "withdrawn":
            return InvitationWithdrawn("It does not count any more. Ask for a new invitation.")
        case None:
            return InvitationWrong("Copy the whole link, or ask for a new invitation.")
