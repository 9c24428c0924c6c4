"""Viewers of people who do not ask by their own session: the one a signed URL was made for."""

from uuid import UUID

from sqlalchemy import func, select

from matinee.access.policy import PERMISSIONS_OF, Role, Viewer
from matinee.access.tables import account, account_library, session
from matinee.kit.db import Connection


async def viewer_of_person(tx: Connection, person: UUID, session_id: UUID | None = None) -> Viewer | None:
    """Give a person's present rights; None when the account is disabled or gone, or the named session has ended."""
    granted = (
        select(func.array_agg(account_library.c.library_id))
        .where(account_library.c.account_id == account.c.id)
        .scalar_subquery()
        .label("granted")
    )
    conditions = [account.c.id == person, account.c.disabled_at.is_(None), account.c.deleted_at.is_(None)]
    if session_id is not None:
        conditions.append(
            select(session.c.id)
            .where(session.c.id == session_id, session.c.account_id == account.c.id, session.c.ended_at.is_(None))
            .exists()
        )
    row = (await tx.execute(select(account, granted).where(*conditions))).one_or_none()
    if row is None:
        return None
    return Viewer(
        user_id=row.id,
        permissions=PERMISSIONS_OF[Role(row.role)],
        all_libraries=row.all_libraries,
        library_ids=frozenset(row.granted or ()),
        maximum_age=row.maximum_age,
        sees_unrated=row.sees_unrated,
        role=Role(row.role),
        session_id=session_id,
        username=row.username,
    )
