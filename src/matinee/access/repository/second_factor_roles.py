"""Of which roles a second factor is asked, and who has none yet."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from matinee.access.policy import Role
from matinee.access.repository.rights import account_is_usable
from matinee.access.repository.server import server_id
from matinee.access.tables import account, server
from matinee.kit.db import Connection


async def asked_of(tx: Connection) -> list[Role]:
    """Give the roles that need one."""
    found = (await tx.execute(select(server.c.second_factor_roles))).scalar_one_or_none()
    return [each for each in Role if each in (found or ())]


async def ask_of(tx: Connection, roles: Iterable[Role]) -> None:
    """Replace the roles that need one: in force with the commit."""
    await server_id(tx)
    await tx.execute(update(server).values(second_factor_roles=[each.value for each in roles]))


async def without(tx: Connection) -> dict[Role, int]:
    """Count the accounts in use that have none, by role."""
    counted = (
        select(account.c.role, func.count())
        .where(account.c.totp_enabled_at.is_(None), account_is_usable())
        .group_by(account.c.role)
    )
    found = {row[0]: row[1] for row in await tx.execute(counted)}
    return {each: found.get(each.value, 0) for each in Role}
