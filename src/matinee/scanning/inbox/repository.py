"""SQL of the inbox: folders with questions, and their files, of what the viewer may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, Text, and_, bindparam, func, lateral, or_, select, true, tuple_
from sqlalchemy.dialects.postgresql import BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.tables import file, item, match, part, version
from matinee.catalog.visibility import file_is_visible
from matinee.kit.db import Connection
from matinee.libraries.tables import library, root

FILES_A_FOLDER = 200
_UUID = PG_UUID(as_uuid=True)


class Folder(msgspec.Struct, frozen=True):
    """A folder with files in the inbox."""

    root_id: UUID
    folder: bytes
    library_id: UUID
    library_name: str
    library_kind: str
    file_count: int


async def folders(
    tx: Connection, viewer: Viewer, library_id: UUID | None, limit: int, after: tuple[UUID, bytes] | None
) -> list[Folder]:
    """Give folders with questions, in the order of root and path."""
    shape = shape_of(viewer)
    statement = (
        _waiting(
            select(
                file.c.root_id,
                file.c.folder,
                func.min(library.c.id.cast(Text)).cast(_UUID),
                func.min(library.c.name),
                func.min(library.c.kind),
                func.count(),
            ),
            shape,
        )
        .group_by(file.c.root_id, file.c.folder)
        .order_by(file.c.root_id, file.c.folder)
        .limit(limit)
    )
    given: dict[str, object] = {**viewer_parameters(viewer)}
    if library_id is not None:
        statement = statement.where(library.c.id == bindparam("library", type_=_UUID))
        given["library"] = library_id
    if after is not None:
        beyond = or_(
            file.c.root_id > bindparam("root", type_=_UUID),
            and_(file.c.root_id == bindparam("root", type_=_UUID), file.c.folder > bindparam("folder", type_=BYTEA)),
        )
        statement = statement.where(beyond)
        given |= {"root": after[0], "folder": after[1]}
    return [Folder(*row) for row in await tx.execute(statement, given)]


async def files_in(tx: Connection, viewer: Viewer, places: Sequence[Folder]) -> Sequence[Row[Any]]:
    """Give the files with questions of these folders, by name, with the item each is filed under."""
    if not places:
        return []
    filed = lateral(
        select(item.c.id, item.c.title, item.c.year, item.c.series_id)
        .join(version, version.c.item_id == item.c.id)
        .join(part, part.c.version_id == version.c.id)
        .where(part.c.file_id == file.c.id)
        .order_by(item.c.id)
        .limit(1)
    ).alias("filed")
    series = item.alias("series")
    place = func.row_number().over(partition_by=(file.c.root_id, file.c.folder), order_by=file.c.path).label("place")
    numbered = (
        _waiting(
            select(
                file.c.id,
                file.c.root_id,
                file.c.folder,
                file.c.path,
                file.c.size_bytes,
                file.c.duration_ms,
                match.c.reasons,
                match.c.candidates,
                filed.c.id.label("item_id"),
                func.coalesce(series.c.id, filed.c.id).label("title_id"),
                func.coalesce(series.c.title, filed.c.title).label("title"),
                func.coalesce(series.c.year, filed.c.year).label("year"),
                place,
            ),
            shape_of(viewer),
            filed.outerjoin(series, series.c.id == filed.c.series_id),
        )
        .where(tuple_(file.c.root_id, file.c.folder).in_([(each.root_id, each.folder) for each in places]))
        .subquery()
    )
    statement = select(numbered).where(numbered.c.place <= FILES_A_FOLDER).order_by(numbered.c.path)
    return (await tx.execute(statement, viewer_parameters(viewer))).all()


def _waiting(columns: Select[*tuple[Any, ...]], shape: ViewerShape, beside: Any = None) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a join of any tables
    """Present files in the inbox, in granted libraries, filed under no title that the viewer may not see."""
    joined = (
        match.join(file, file.c.id == match.c.file_id)
        .join(root, root.c.id == file.c.root_id)
        .join(library, library.c.id == root.c.library_id)
    )
    if beside is not None:
        joined = joined.outerjoin(beside, true())
    return columns.select_from(joined).where(
        match.c.state == "inbox",
        file.c.missing_since.is_(None),
        file_is_visible(shape, library.c.id),
    )
