"""SQL of the titles that people hide from themselves."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import any_, bindparam, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, seeing_hidden, shape_of, viewer_parameters
from matinee.catalog.tables import item, state
from matinee.catalog.visibility import item_is_visible, title_of
from matinee.kit.db import Connection


class HiddenTitle(NamedTuple):
    """A hidden title and its place in the list."""

    sort_title: str
    id: UUID


async def hide(tx: Connection, account_id: UUID, title_id: UUID) -> None:
    """Hide a title from a person; what they did with it stays."""
    statement = insert(state).values(account_id=account_id, entity_id=title_id, hidden=True)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=[state.c.account_id, state.c.entity_id],
            set_={"hidden": True, "updated_at": func.now()},
            where=~state.c.hidden,
        )
    )


async def show_again(tx: Connection, account_id: UUID, title_id: UUID) -> None:
    """Take a title off what a person hides."""
    mine = (state.c.account_id == account_id, state.c.entity_id == title_id, state.c.hidden)
    await tx.execute(update(state).where(*mine).values(hidden=False, updated_at=func.now()))


async def hidden_page(tx: Connection, viewer: Viewer, after: HiddenTitle | None, limit: int) -> list[HiddenTitle]:
    """Give the titles that a person hides and might see otherwise, by name."""
    seeing = seeing_hidden(viewer)
    statement = (
        select(item.c.sort_title, item.c.id)
        .join(state, state.c.entity_id == item.c.id)
        .where(
            state.c.account_id == bindparam("account"),
            state.c.hidden,
            item.c.merged_into.is_(None),
            item_is_visible(shape_of(seeing)),
        )
        .order_by(item.c.sort_title, item.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(tuple_(item.c.sort_title, item.c.id) > tuple_(*after))
    rows = await tx.execute(statement, {**viewer_parameters(seeing), "account": viewer.user_id})
    return [HiddenTitle(*row) for row in rows]


async def hidden_titles(tx: Connection, account_id: UUID) -> frozenset[UUID]:
    """Give the ids of all titles that a person hides."""
    statement = select(state.c.entity_id).where(state.c.account_id == account_id, state.c.hidden)
    return frozenset((await tx.execute(statement)).scalars())


async def titles_of(tx: Connection, item_ids: Collection[UUID]) -> set[UUID]:
    """Give the movies and series that these items are or belong to."""
    wanted = bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))
    rows = await tx.execute(select(title_of()).where(item.c.id == any_(wanted)), {"ids": list(item_ids)})
    return set(rows.scalars())
