"""Asking a second factor of whole roles: whoever has none may only set one up, from that moment on."""

from matinee.access.errors import SecondFactorMissing
from matinee.access.options import AccessOptions
from matinee.access.policy import Role, Viewer
from matinee.access.records import SecondFactorPolicy
from matinee.access.repository import accounts, second_factor_roles
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


async def policy(tx: Connection, options: AccessOptions) -> SecondFactorPolicy:
    """Tell of whom one is asked, and how many have none."""
    return SecondFactorPolicy(
        roles=await second_factor_roles.asked_of(tx),
        everybody=options.second_factor_required,
        without=await second_factor_roles.without(tx),
    )


async def decide(tx: Connection, wanted: list[Role], viewer: Viewer, actor: Actor) -> None:
    """Ask one of these roles and of no other. Who decides it for their own role has one: so it is known to work."""
    before = await second_factor_roles.asked_of(tx)
    after = [each for each in Role if each in wanted]
    if viewer.role in after and viewer.user_id is not None:
        own = await accounts.by_id(tx, viewer.user_id)
        if own is not None and not own.second_factor:
            raise SecondFactorMissing("Set one up for your own account first.")
    await second_factor_roles.ask_of(tx, after)
    entry = Entry(
        actor=actor,
        action="settings.changed",
        target_kind="setting",
        target_name="accounts.second_factor_roles",
        details={"old": before, "new": after},
    )
    await tell(tx, entry, None)
