"""SQL of missing files: what is known and not there, since when, and of which title."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, LargeBinary, any_, func, lateral, literal, literal_column, select, true, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.tables import file, item, part, version
from matinee.catalog.visibility import file_is_visible
from matinee.kit.db import Connection
from matinee.libraries.tables import root

_SLASH: ColumnElement[bytes] = literal_column("'/'::bytea", LargeBinary())


class MissingRow(msgspec.Struct, frozen=True):
    """A missing file as stored."""

    file_id: UUID
    path: bytes
    kind: str
    size_bytes: int
    missing_since: datetime
    item_id: UUID | None
    title: str | None
    year: int | None
    may_be_forgotten: bool


class Within(msgspec.Struct, frozen=True):
    """Of which library; after how many days a file may be forgotten; to list only those, for how many it is gone."""

    library_id: UUID
    kept_days: int
    missing_for_days: int | None = None


async def page(
    tx: Connection, viewer: Viewer, within: Within, after: tuple[datetime, UUID] | None, limit: int
) -> list[MissingRow]:
    """Give a page of the missing files of a library, longest missing first."""
    title = lateral(
        select(item.c.id, item.c.title, item.c.year)
        .join(version, version.c.item_id == item.c.id)
        .join(part, part.c.version_id == version.c.id)
        .where(part.c.file_id == file.c.id)
        .order_by(part.c.id)
        .limit(1)
    ).alias("title")
    path = root.c.path.op("||")(_SLASH).op("||")(file.c.path)
    statement = (
        select(file.c.id, path, file.c.kind, file.c.size_bytes, file.c.missing_since)
        .add_columns(title.c.id, title.c.title, title.c.year, _has_been_missing_for(within.kept_days))
        .select_from(file.join(root, root.c.id == file.c.root_id).outerjoin(title, true()))
        .where(*_missing_in(viewer, within.library_id))
        .order_by(file.c.missing_since, file.c.id)
        .limit(limit)
    )
    if within.missing_for_days is not None:
        statement = statement.where(_has_been_missing_for(within.missing_for_days))
    if after is not None:
        statement = statement.where(tuple_(file.c.missing_since, file.c.id) > tuple_(*after))
    return [MissingRow(*row) for row in await tx.execute(statement, viewer_parameters(viewer))]


async def forgettable(
    tx: Connection, viewer: Viewer, library_id: UUID, days: int, ids: Sequence[UUID] | None = None
) -> list[UUID]:
    """Give the files of a library, of all or of some, that have been missing for so many days."""
    statement = (
        select(file.c.id)
        .join(root, root.c.id == file.c.root_id)
        .where(*_missing_in(viewer, library_id), _has_been_missing_for(days))
        .order_by(file.c.id)
    )
    if ids is not None:
        statement = statement.where(file.c.id == any_(literal(list(ids), ARRAY(PG_UUID(as_uuid=True)))))
    return list((await tx.execute(statement, viewer_parameters(viewer))).scalars())


def _missing_in(viewer: Viewer, library_id: UUID) -> list[ColumnElement[bool]]:
    """A file of a title that this viewer may not see is neither listed nor forgotten by them."""
    return [
        root.c.library_id == library_id,
        file.c.missing_since.is_not(None),
        file_is_visible(shape_of(viewer), root.c.library_id),
    ]


def _has_been_missing_for(days: int) -> ColumnElement[bool]:
    return file.c.missing_since <= func.now() - func.make_interval(0, 0, 0, days)
