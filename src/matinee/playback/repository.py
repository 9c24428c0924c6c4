"""Statements of playback: which file a viewer may receive, and the lives of playbacks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import (
    ContentColumns,
    Permission,
    Viewer,
    ViewerShape,
    shape_of,
    viewer_parameters,
    visible_in_shape,
)
from matinee.catalog.tables import file, item, part, version
from matinee.catalog.visibility import title_columns
from matinee.kit.db import Connection
from matinee.libraries.tables import root
from matinee.playback.tables import playback

PAUSE_ALLOWED = timedelta(hours=48)
"""A playback without a heartbeat for this long gives no bytes until the next one."""
FORGOTTEN_AFTER = timedelta(days=30)


class StoredFile(msgspec.Struct, frozen=True):
    """Where a file lies. Paths are the file system's bytes."""

    id: UUID
    root_id: UUID
    root_path: bytes
    root_state: str
    path: bytes
    missing_since: datetime | None


class NewPlayback(msgspec.Struct, frozen=True):
    """A playback to begin."""

    id: UUID
    account_id: UUID
    session_id: UUID | None
    item_id: UUID
    version_id: UUID
    file_id: UUID
    method: Literal["direct", "unsupported"]
    position_ms: int


async def visible_file(tx: Connection, viewer: Viewer, file_id: UUID) -> StoredFile | None:
    """Give a video file by id, if an item in it (or, for who manages, the file itself) is visible to the viewer."""
    found = await visible_files(tx, viewer, [file_id])
    return found[0] if found else None


async def visible_files(tx: Connection, viewer: Viewer, ids: Sequence[UUID]) -> list[StoredFile]:
    """Give those of these files that the viewer may receive."""
    statement = _visible(shape_of(viewer), viewer.may(Permission.MANAGE))
    rows = await tx.execute(statement, {**viewer_parameters(viewer), "files": list(ids)})
    return [StoredFile(*row) for row in rows]


@cache
def _visible(shape: ViewerShape, manages: bool) -> Select[UUID, UUID, bytes, str, bytes, datetime | None]:  # noqa: FBT001
    in_a_title = exists().where(
        part.c.file_id == file.c.id,
        version.c.id == part.c.version_id,
        item.c.id == version.c.item_id,
        visible_in_shape(shape, ContentColumns(root.c.library_id, title_columns())),
    )
    unmatched = and_(
        ~exists().where(part.c.file_id == file.c.id), visible_in_shape(shape, ContentColumns(root.c.library_id))
    )
    return (
        select(file.c.id, root.c.id, root.c.path, root.c.state, file.c.path, file.c.missing_since)
        .join(root, root.c.id == file.c.root_id)
        .where(
            file.c.id.in_(bindparam("files", type_=PG_UUID(as_uuid=True), expanding=True)),
            file.c.kind == "video",
            or_(in_a_title, unmatched) if manages else in_a_title,
        )
    )


async def begin(tx: Connection, new: NewPlayback) -> None:
    """Enter a playback, and forget the person's playbacks of a month ago."""
    await tx.execute(
        delete(playback).where(
            playback.c.account_id == new.account_id, playback.c.heartbeat_at < func.now() - FORGOTTEN_AFTER
        )
    )
    await tx.execute(insert(playback).values(msgspec.structs.asdict(new)))


async def beat(
    tx: Connection, playback_id: UUID, person: UUID, *, position_ms: int | None, state: str | None, ends: bool = False
) -> UUID | None:
    """Keep a playback alive (or end it); give its item, None when it is over or somebody else's."""
    values: dict[str, object] = {"heartbeat_at": func.now()}
    if position_ms is not None:
        values["position_ms"] = position_ms
    if state is not None:
        values["state"] = state
    if ends:
        values["ended_at"] = func.now()
    own = (playback.c.id == playback_id, playback.c.account_id == person, playback.c.ended_at.is_(None))
    return (await tx.execute(update(playback).where(*own).values(values).returning(playback.c.item_id))).scalar()


class LivePlayback(msgspec.Struct, frozen=True):
    """A playback whose URLs are valid."""

    session_id: UUID | None


async def live_playback(tx: Connection, playback_id: UUID, person: UUID) -> LivePlayback | None:
    """Give a playback that has neither ended nor been silent for too long."""
    row = (
        await tx.execute(
            select(playback.c.session_id).where(
                playback.c.id == playback_id,
                playback.c.account_id == person,
                playback.c.ended_at.is_(None),
                playback.c.heartbeat_at > func.now() - PAUSE_ALLOWED,
            )
        )
    ).one_or_none()
    return None if row is None else LivePlayback(row.session_id)
