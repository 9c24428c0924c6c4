"""The rights of people who do not ask by their own session: the one a signed URL was made for."""

from uuid import UUID

from sqlalchemy import bindparam, select

from matinee.access.repository.rights import Rights, account_is_usable, rights_columns, rights_of
from matinee.access.tables import account
from matinee.kit.db import Connection

_BY_ID = select(*rights_columns()).where(account.c.id == bindparam("account_id"), account_is_usable())


async def rights_of_person(tx: Connection, person: UUID) -> Rights | None:
    """Give a person's present rights; None when the account is disabled or gone."""
    row = (await tx.execute(_BY_ID, {"account_id": person})).one_or_none()
    return None if row is None else rights_of(list(row))
