"""Accounts of people who sign in elsewhere: made on the first sign-in where that is allowed, and kept as claimed."""

import contextlib

import msgspec

from matinee.access.errors import LastAdministrator, UsernameInvalid, UsernameTaken
from matinee.access.names import acceptable, folded
from matinee.access.oidc.claims import Described
from matinee.access.oidc.errors import NameTaken, NotLinked
from matinee.access.policy import Role, Viewer
from matinee.access.records import Device, Grants, NewUser, UserChange
from matinee.access.records.single_sign_on import Provider
from matinee.access.repository import accounts, oidc_identities
from matinee.access.repository.oidc_identities import Identity, NewIdentity
from matinee.access.service import people
from matinee.access.service.desk import SignInDesk
from matinee.access.service.signin import Attempt, Opened, open_session
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


async def enter(tx: Connection, provider: Provider, subject: str, person: Described, actor: Actor) -> Identity:
    """Make an account for a person nobody here is linked to; `NotLinked` where none is made.

    Somebody's name, or a mail that equals one, links nothing: it is refused, and its owner can link it while signed in.
    """
    await accounts.lock_administrators(tx)
    known = await oidc_identities.known(tx, provider.issuer, subject)
    if known is not None:  # another tab of the same first sign-in was quicker
        return known
    if not person.may_enter:
        raise NotLinked("Sign in with your password and link the provider to your account, or ask an administrator.")
    new = NewUser(
        username=person.username or "",
        password="",
        display_name=person.display_name,
        role=person.role or Role(provider.first_role),
        library_ids=sorted(await accounts.known_libraries(tx, person.library_ids or [])),
        all_libraries=person.all_libraries,
    )
    try:
        acceptable(new.username)
        made = await people.enter(tx, new, None, actor)
    except UsernameTaken as taken:
        raise NameTaken("If it is you: sign in with your password and link the provider to your account.") from taken
    except UsernameInvalid as invalid:
        raise NotLinked(f"The provider gives no name that can be used here. {invalid.detail}") from invalid
    link = NewIdentity(
        account_id=made,
        provider_id=provider.id,
        issuer=provider.issuer,
        subject=subject,
        label=person.username,
        picture=person.picture,
        follows_claims=True,
    )
    await oidc_identities.add(tx, link)
    found = await oidc_identities.known(tx, provider.issuer, subject)
    assert found is not None  # noqa: S101 - made by the statement before
    entry = Entry(
        actor=Actor("user", made, found.username, actor.address, actor.client),
        action="oidc.linked",
        target_kind="user",
        target_id=made,
        target_name=found.username,
        details={"provider": provider.id},
    )
    await tell(tx, entry, made)
    return found


async def follow_claims(tx: Connection, desk: SignInDesk, found: Identity, person: Described, actor: Actor) -> None:
    """Bring role and libraries of an account that a sign-in made to what the claims say today."""
    before = await people.get(tx, found.account_id)
    if person.role is not None and person.role is not before.role:
        with contextlib.suppress(LastAdministrator):  # somebody must run the server, whatever the provider says
            await people.change(tx, found.account_id, UserChange(role=person.role), desk.passwords, actor)
    if person.library_ids is None:
        return
    granted = sorted(await accounts.known_libraries(tx, person.library_ids))
    if (granted, person.all_libraries) != (before.library_ids, before.all_libraries):
        grants = Grants(library_ids=granted, all_libraries=person.all_libraries)
        await people.set_grants(tx, found.account_id, grants, actor)


class Opening(msgspec.Struct, frozen=True):
    """By which provider, on which device, from where."""

    provider_id: str
    device: Device
    actor: Actor
    viewer: Viewer | None
    """Who is signed in on this client already: that session ends."""


async def open_for(tx: Connection, desk: SignInDesk, found: Identity, how: Opening) -> Opened:
    """Open a session for a linked person."""
    who = await accounts.credentials(tx, folded(found.username))
    assert who is not None  # noqa: S101 - the link's own account, in this transaction
    attempt = Attempt(
        username=found.username,
        password="",
        totp=None,
        device=how.device,
        actor=how.actor,
        viewer=how.viewer,
        provider=how.provider_id,
    )
    opened = await open_session(tx, desk.options, who, attempt)
    await oidc_identities.opened(tx, opened.session_id, found.id)
    return opened
