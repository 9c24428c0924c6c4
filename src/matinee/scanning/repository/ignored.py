"""SQL of what is passed over: one row a path as it is now, written only where something changed."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, literal, select, text

from matinee.access.policy import ContentColumns, Viewer, visible_to
from matinee.kit.db import Connection, copy_rows
from matinee.kit.walking import Issue
from matinee.libraries.tables import root
from matinee.scanning.repository.below import below, below_parameters
from matinee.scanning.tables import ignored_path


async def replace(
    tx: Connection, root_id: UUID, scope: bytes, ignored: Sequence[Issue], unknown: Sequence[bytes]
) -> None:
    """Let the rows below the scope say what the walk passed over; where it saw nothing, they stay."""
    await tx.execute(text("create temp table passed (path bytea, reason text, detail text) on commit drop"))
    rows = {each.path: (each.path, each.reason, each.detail or None) for each in ignored}
    await copy_rows(tx, "passed", ("path", "reason", "detail"), rows.values())
    await tx.execute(text("create temp table unseen (path bytea) on commit drop"))
    await copy_rows(tx, "unseen", ("path",), ((path,) for path in dict.fromkeys(unknown)))
    given = {"root": root_id, **below_parameters(scope)}
    await tx.execute(text(_FORGET), given)
    await tx.execute(text(_NOTE), given)


_FORGET = f"""
delete from ignored_path i where i.root_id = :root and {below("i.path")}
and not exists (select from passed p where p.path = i.path)
and not exists (select from unseen u where u.path = ''::bytea or i.path = u.path
                or (i.path >= u.path || '/'::bytea and i.path < u.path || '0'::bytea))
"""
_NOTE = """
insert into ignored_path as known (root_id, path, reason, detail)
select :root, path, reason, detail from passed
on conflict (root_id, path) do update set reason = excluded.reason, detail = excluded.detail
where (known.reason, known.detail) is distinct from (excluded.reason, excluded.detail)
"""


def _lower(name: ColumnElement[bytes]) -> ColumnElement[str]:
    """Bytes as comparable letters, whatever their encoding."""
    return func.lower(func.encode(name, "escape"))


class Sought(msgspec.Struct, frozen=True):
    """Which of the passed-over paths: of one reason, or with these letters in them."""

    reason: str | None = None
    letters: str | None = None


async def page(
    tx: Connection, viewer: Viewer, library_id: UUID, sought: Sought, after: tuple[bytes, bytes] | None, limit: int
) -> list[tuple[bytes, bytes, str, str | None]]:
    """Give a page of what is passed over in a library: (folder of the library, path below it, reason, detail)."""
    statement = (
        select(root.c.path, ignored_path.c.path, ignored_path.c.reason, ignored_path.c.detail)
        .join(root, root.c.id == ignored_path.c.root_id)
        .where(root.c.library_id == library_id, visible_to(viewer, ContentColumns(root.c.library_id)))
        .order_by(root.c.path, ignored_path.c.path)
        .limit(limit)
    )
    if sought.reason is not None:
        statement = statement.where(ignored_path.c.reason == sought.reason)
    if sought.letters:
        whole = root.c.path.op("||")(literal(b"/")).op("||")(ignored_path.c.path)
        statement = statement.where(func.strpos(_lower(whole), _lower(func.convert_to(sought.letters, "UTF8"))) > 0)
    if after is not None:
        first, path = after
        statement = statement.where((root.c.path > first) | ((root.c.path == first) & (ignored_path.c.path > path)))
    return [(row[0], row[1], row[2], row[3]) for row in await tx.execute(statement)]


async def reasons(tx: Connection, viewer: Viewer, library_id: UUID) -> list[tuple[str, int]]:
    """Count what is passed over in a library by reason, the most frequent first."""
    statement = (
        select(ignored_path.c.reason, func.count())
        .join(root, root.c.id == ignored_path.c.root_id)
        .where(root.c.library_id == library_id, visible_to(viewer, ContentColumns(root.c.library_id)))
        .group_by(ignored_path.c.reason)
        .order_by(func.count().desc(), ignored_path.c.reason)
    )
    return [(row[0], row[1]) for row in await tx.execute(statement)]
