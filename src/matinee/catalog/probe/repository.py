"""Reads which files wait to be probed, and writes what was found, file by file."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, select, text, update

from matinee.catalog.probe.records import Probed, ProbedStream
from matinee.catalog.tables import file, stream
from matinee.kit.db import Connection
from matinee.libraries.tables import root


class Waiting(msgspec.Struct, frozen=True):
    """A file to probe: where it is, and what it was when the scan saw it."""

    id: UUID
    path: bytes
    size_bytes: int
    mtime_ns: int
    strikes: int


async def waiting(tx: Connection, file_ids: Sequence[UUID]) -> list[Waiting]:
    """Give those of these files that are present videos and wait to be probed."""
    rows = await tx.execute(
        select(file.c.id, root.c.path, file.c.path, file.c.size_bytes, file.c.mtime_ns, file.c.probe_strikes)
        .join(root, root.c.id == file.c.root_id)
        .where(file.c.id.in_(file_ids), file.c.kind == "video", file.c.missing_since.is_(None))
        .where(file.c.probe_state == "pending")
        .order_by(file.c.path)
    )
    return [Waiting(row[0], _joined(row[1], row[2]), row[3], row[4], row[5]) for row in rows]


_PENDING_FOLDERS = text(
    """
    with below as (
        select unnest(cast(:items as uuid[])) as id
        union all
        select e.id from unnest(cast(:items as uuid[])) as title (id) cross join lateral (
            select id from item where series_id = title.id
            order by season_number, episode_number, id limit :most) e
        union all
        select id from item where parent_id = any(:items) and kind = 'extra'
    )
    select distinct f.root_id, f.folder from below
    cross join lateral (select id from version where item_id = below.id offset 0) v
    cross join lateral (select file_id from part where version_id = v.id offset 0) p
    cross join lateral (
        select root_id, folder, kind, probe_state, missing_since from file where id = p.file_id offset 0) f
    where f.probe_state = 'pending' and f.kind = 'video' and f.missing_since is null
    """
)
"""One by one, fenced by the offsets: in a first scan PostgreSQL knows no sizes yet, and read whole tables for this."""


async def pending_folders(tx: Connection, item_ids: Sequence[UUID], most: int) -> list[tuple[UUID, bytes]]:
    """Give the folders (root, path) in which files of items wait to be probed; of a series those of `most` episodes."""
    rows = await tx.execute(_PENDING_FOLDERS, {"items": list(item_ids), "most": most})
    return [(row.root_id, bytes(row.folder)) for row in rows]


def _joined(root_path: bytes, path: bytes) -> bytes:
    return bytes(root_path).rstrip(b"/") + b"/" + bytes(path)


async def strike(tx: Connection, file_id: UUID) -> None:
    """Count a worker's death against a file."""
    await tx.execute(update(file).where(file.c.id == file_id).values(probe_strikes=file.c.probe_strikes + 1))


async def store(tx: Connection, seen: Waiting, found: Probed) -> bool:
    """Write what was found, unless the scan has seen another content since. Gives whether it was written."""
    result = await tx.execute(
        update(file)
        .where(file.c.id == seen.id, file.c.size_bytes == seen.size_bytes, file.c.mtime_ns == seen.mtime_ns)
        .values(
            probe_state=found.state,
            probe_error=found.error,
            probed_at=func.now(),
            container=found.container,
            duration_ms=found.duration_ms,
            bitrate_bps=found.bitrate_bps,
            chapters=[msgspec.to_builtins(chapter) for chapter in found.chapters],
            keyframes=found.keyframes,
            tags=found.tags,
            content_hash=found.content_hash,
        )
    )
    if result.rowcount != 1:
        return False
    await tx.execute(delete(stream).where(stream.c.file_id == seen.id, stream.c.sidecar_file_id.is_(None)))
    if found.streams:
        await tx.execute(insert(stream), [_row(seen.id, each) for each in found.streams])
    return True


def _row(file_id: UUID, found: ProbedStream) -> dict[str, object]:
    return {"file_id": file_id, **cast("dict[str, object]", msgspec.to_builtins(found))}
