"""SQL of what a library holds, the viewer's condition joined."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select

from matinee.access.policy import ContentColumns, Viewer, ViewerShape, shape_of, viewer_parameters, visible_in_shape
from matinee.catalog.tables import file, item, item_library, match
from matinee.catalog.visibility import file_is_visible, title_columns
from matinee.kit.db import Connection
from matinee.libraries import Counted, Counts
from matinee.libraries.tables import library, root


async def counted(tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]) -> dict[UUID, Counted]:
    """Count titles and files of each library, and files of each folder."""
    of_libraries = await _counts(tx, viewer, library_ids)
    of_roots = await _files_by_root(tx, viewer, library_ids)
    return {each: Counted(of_libraries[each], of_roots.get(each, {})) for each in library_ids}


async def _counts(tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]) -> dict[UUID, Counts]:
    """Count titles and files of each library."""
    kinds = {row.id: row.kind for row in await tx.execute(select(library.c.id, library.c.kind))}
    shape, given = shape_of(viewer), viewer_parameters(viewer)
    items = {(row[0], row[1]): (row[2], row[3]) for row in await tx.execute(_items(shape, library_ids), given)}
    files = {row[0]: row for row in await tx.execute(_files(shape, library_ids), given)}
    told: dict[UUID, Counts] = {}
    for library_id in library_ids:
        of_kind = {kind: items.get((library_id, kind), (0, 0)) for kind in ("movie", "series", "episode")}
        found = files.get(library_id)
        is_movies = kinds.get(library_id) == "movies"
        told[library_id] = Counts(
            movies=of_kind["movie"][0] if is_movies else None,
            series=None if is_movies else of_kind["series"][0],
            episodes=None if is_movies else of_kind["episode"][0],
            files=0 if found is None else found[1],
            missing=0 if found is None else found[2],
            inbox=0 if found is None else found[3],
        )
    return told


def _items(shape: ViewerShape, library_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    seen = visible_in_shape(shape, ContentColumns(item_library.c.library_id, title_columns()))
    return (
        select(item_library.c.library_id, item_library.c.kind, func.count(), func.count(item_library.c.missing_since))
        .join(item, item.c.id == item_library.c.item_id)
        .where(item_library.c.library_id.in_(library_ids), item.c.presence != "never_had", seen)
        .group_by(item_library.c.library_id, item_library.c.kind)
    )


def _files(shape: ViewerShape, library_ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    present = file.c.missing_since.is_(None)
    in_inbox = case(((match.c.state == "inbox") & present, 1))
    return (
        select(
            root.c.library_id,
            func.count(case((present & (file.c.kind == "video"), 1))),
            func.count(case((~present & (file.c.kind == "video"), 1))),
            func.count(in_inbox),
        )
        .join(root, root.c.id == file.c.root_id)
        .join(match, match.c.file_id == file.c.id, isouter=True)
        .where(root.c.library_id.in_(library_ids), file_is_visible(shape, root.c.library_id))
        .group_by(root.c.library_id)
    )


async def _files_by_root(
    tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, tuple[int, int]]]:
    """Count the videos of each folder of each library: present, missing."""
    present = file.c.missing_since.is_(None)
    statement = (
        select(root.c.library_id, root.c.id, func.count(case((present, 1))), func.count(case((~present, 1))))
        .join(file, (file.c.root_id == root.c.id) & (file.c.kind == "video"))
        .where(root.c.library_id.in_(library_ids), file_is_visible(shape_of(viewer), root.c.library_id))
        .group_by(root.c.library_id, root.c.id)
    )
    told: dict[UUID, dict[UUID, tuple[int, int]]] = {}
    for library_id, root_id, there, missing in await tx.execute(statement, viewer_parameters(viewer)):
        told.setdefault(library_id, {})[root_id] = (there, missing)
    return told


async def count_files(tx: Connection, library_id: UUID) -> int:
    """Count all that is known below the folders of a library, videos and what lies beside them."""
    statement = select(func.count()).select_from(file).join(root, root.c.id == file.c.root_id)
    return (await tx.execute(statement.where(root.c.library_id == library_id))).scalar_one()


async def known_files(tx: Connection, root_id: UUID, limit: int) -> list[tuple[bytes, int]]:
    """Give paths and sizes of present files, spread over a root."""
    here = (file.c.root_id == root_id) & file.c.missing_since.is_(None)
    total = (await tx.execute(select(func.count()).where(here))).scalar_one()
    numbered = select(file.c.path, file.c.size_bytes, func.row_number().over(order_by=file.c.path).label("n")).where(
        here
    )
    step = max(1, total // limit)
    chosen = numbered.subquery()
    statement = select(chosen.c.path, chosen.c.size_bytes).where(chosen.c.n % step == 0).limit(limit)
    return [(row[0], row[1]) for row in await tx.execute(statement)]
