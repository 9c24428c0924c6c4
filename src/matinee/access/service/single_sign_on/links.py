"""The providers linked to one's own account; and the second factor of a sign-in that began at one of them."""

from uuid import UUID

import msgspec

from matinee.access.errors import CodeWrong, TotpWrong
from matinee.access.oidc.errors import LastWayIn, LinkNotFound, NotAdmitted, TripLost
from matinee.access.oidc.trip import pause_of
from matinee.access.policy import Viewer
from matinee.access.records import Device
from matinee.access.records.single_sign_on import LinkedIdentity
from matinee.access.repository import accounts, oidc_identities
from matinee.access.service.proving import require_code
from matinee.access.service.signin import Opened
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.access.service.single_sign_on.entering import Opening, open_for
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


async def of_account(tx: Connection, desk: SignOnDesk, account_id: UUID) -> list[LinkedIdentity]:
    """List what is linked to an account."""
    names = {each.id: each.name for each in await desk.book.every()}
    rows = await oidc_identities.of_account(tx, account_id)
    return [oidc_identities.linked(row, names.get(row.provider_id)) for row in rows]


async def unlink(tx: Connection, account_id: UUID, identity_id: UUID, actor: Actor) -> None:
    """Take a link away; not the last way in of an account without a password."""
    provider_id = await oidc_identities.unlink(tx, account_id, identity_id)
    if provider_id is None:
        raise LinkNotFound("It may have been unlinked already. Ask for the list again.")
    others = await oidc_identities.of_account(tx, account_id)
    if not others and await accounts.password_hash(tx, account_id) is None:
        raise LastWayIn("Set a password first.")
    entry = Entry(
        actor=actor,
        action="oidc.unlinked",
        target_kind="user",
        target_id=account_id,
        target_name=actor.name,
        details={"provider": provider_id},
    )
    await tell(tx, entry, account_id)


class Finish(msgspec.Struct, frozen=True, kw_only=True):
    """A code, from the browser that a provider sent back."""

    cookie: str | None
    code: str
    device: Device
    actor: Actor
    viewer: Viewer | None


async def finish(desk: SignOnDesk, wish: Finish) -> tuple[Opened, str]:
    """Open the session of someone whom the provider vouched for, with the code that is due; and say where to go."""
    pause = pause_of(desk.sign_in.sealer, wish.cookie, await desk.now_s())
    provider = await desk.book.open_one(pause.provider_id)
    async with desk.sign_in.database.reading() as connection:
        found = await oidc_identities.by_id(connection, pause.identity_id)
    if found is None:
        raise TripLost("The link to the provider was taken away meanwhile.")
    if not found.is_usable:
        raise NotAdmitted("Ask an administrator to switch it on again.")
    try:
        await require_code(desk.sign_in, found.account_id, wish.code, wish.actor)
    except CodeWrong as wrong:
        raise TotpWrong(wrong.detail) from wrong
    async with desk.sign_in.database.transaction() as tx:
        how = Opening(provider.id, pause.device or wish.device, wish.actor, wish.viewer)
        return await open_for(tx, desk.sign_in, found, how), pause.return_to
