"""Why a file is matched as it is: the stored decision, with those candidates that the viewer may see."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.access.tables import account
from matinee.catalog.content_type import Candidate, MatchState, Reason
from matinee.catalog.repository.near_titles import Asked
from matinee.catalog.tables import file, item, match
from matinee.catalog.visibility import file_is_visible, item_is_visible
from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.libraries.tables import library, root

_IDS = ARRAY(PG_UUID(as_uuid=True))


class MatchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Which titles a file is of, how sure that is, why, what else it might be, and who chose."""

    file_id: UUID
    path: str
    state: MatchState
    """`matched`, `inbox` (a question for a person) or `locked` (a person chose)."""
    item_ids: list[UUID]
    score: float | None
    reasons: list[Reason]
    candidates: list[Candidate]
    reading: dict[str, object]
    chosen_by: UUID | None
    chosen_by_name: str | None
    updated_at: datetime


async def load_match(tx: Connection, viewer: Viewer, file_id: UUID) -> MatchRecord | None:
    """Give the decision on one file; None where there is none, or the viewer may not see the file."""
    statement = (
        select(match, file.c.path, account.c.username)
        .join(file, file.c.id == match.c.file_id)
        .join(root, root.c.id == file.c.root_id)
        .outerjoin(account, account.c.id == match.c.chosen_by)
        .where(*_is_seen(viewer))
    )
    row = (await tx.execute(statement, {**viewer_parameters(viewer), "file": file_id})).one_or_none()
    if row is None:
        return None
    return MatchRecord(
        file_id=row.file_id,
        path=display_path(row.path),
        state=row.state,
        item_ids=row.item_ids,
        score=row.score,
        reasons=msgspec.convert(row.reasons, list[Reason]),
        candidates=(await only_seen(tx, viewer, [msgspec.convert(row.candidates, list[Candidate])]))[0],
        reading=row.reading,
        chosen_by=row.chosen_by,
        chosen_by_name=row.username,
        updated_at=row.updated_at,
    )


async def asked_for(tx: Connection, viewer: Viewer, file_id: UUID, title: str, year: int | None) -> Asked | None:
    """Give what to look for when a file might be of a title of this name; None when the file may not be seen."""
    statement = (
        select(library.c.kind, file.c.duration_ms)
        .join(root, root.c.library_id == library.c.id)
        .join(file, file.c.root_id == root.c.id)
        .where(*_is_seen(viewer))
    )
    row = (await tx.execute(statement, {**viewer_parameters(viewer), "file": file_id})).one_or_none()
    if row is None:
        return None
    is_movie = row.kind == "movies"
    return Asked("movie" if is_movie else "series", title, year, row.duration_ms if is_movie else None)


def _is_seen(viewer: Viewer) -> list[ColumnElement[bool]]:
    return [
        file.c.id == bindparam("file", type_=PG_UUID(as_uuid=True)),
        file_is_visible(shape_of(viewer), root.c.library_id),
    ]


async def only_seen(tx: Connection, viewer: Viewer, candidates: Sequence[Sequence[Candidate]]) -> list[list[Candidate]]:
    """Give the candidates of several files, without the ids of titles that the viewer may not see."""
    ids = sorted({each.item_id for of_file in candidates for each in of_file if each.item_id is not None})
    statement = select(item.c.id).where(
        item.c.id == any_(bindparam("ids", type_=_IDS)), item.c.merged_into.is_(None), item_is_visible(shape_of(viewer))
    )
    seen = (
        set((await tx.execute(statement, {**viewer_parameters(viewer), "ids": ids})).scalars()) if ids else set[UUID]()
    )
    return [
        [each if each.item_id in seen else msgspec.structs.replace(each, item_id=None) for each in of_file]
        for of_file in candidates
    ]
