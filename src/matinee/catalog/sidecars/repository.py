"""SQL of sidecars: the files around videos, and the streams they become."""

import os
from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.naming import SidecarReading
from matinee.kit.db import Connection, copy_rows

_IDS = ARRAY(PG_UUID(as_uuid=True))
_CODECS = {
    b".srt": "subrip",
    b".ass": "ass",
    b".ssa": "ssa",
    b".vtt": "webvtt",
    b".sub": "microdvd",
    b".idx": "dvd_subtitle",
    b".sup": "hdmv_pgs_subtitle",
    b".smi": "sami",
    b".ttml": "ttml",
}


class Beside(msgspec.Struct, frozen=True):
    """A video or subtitle file that is present."""

    id: UUID
    kind: str
    folder: bytes
    path: bytes


async def files_around(
    tx: Connection, root_id: UUID, folders: Sequence[bytes], subtitle_folders: Collection[str]
) -> list[Beside]:
    """Give the present videos and subtitles of these folders, and the subtitles of their subtitle folders."""
    near = text("""
        select f.id, f.kind, f.folder, f.path from unnest(:folders) as w (folder)
        join file f on f.root_id = :root and f.folder = w.folder
        where f.missing_since is null and f.kind in ('video', 'subtitle')
    """).bindparams(bindparam("folders", type_=ARRAY(BYTEA)))
    found = [Beside(*row) for row in await tx.execute(near, {"root": root_id, "folders": list(folders)})]
    below = text("""
        select f.id, f.kind, f.folder, f.path from unnest(:folders) as w (folder)
        join file f on f.root_id = :root and f.folder > w.folder || :slash and f.folder < w.folder || '0'::bytea
        where w.folder <> ''::bytea and f.missing_since is null and f.kind = 'subtitle'
          and lower(split_part(convert_from(substr(f.folder, length(w.folder) + 2), 'LATIN1'), '/', 1)) = any(:names)
    """).bindparams(bindparam("folders", type_=ARRAY(BYTEA)))
    given = {"root": root_id, "folders": list(folders), "slash": b"/", "names": sorted(subtitle_folders)}
    found += [Beside(*row) for row in await tx.execute(below, given)]
    return list({each.id: each for each in found}.values())


async def set_sidecars(
    tx: Connection, videos: Sequence[UUID], pairs: Sequence[tuple[UUID, UUID, SidecarReading]], first: int
) -> None:
    """Make (video, subtitle) pairs streams. A pair that is a stream already keeps its number."""
    known = text(
        "select file_id, sidecar_file_id, index as number from stream where file_id = any(:ids) and index >= :first"
    )
    rows = (
        await tx.execute(known.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(videos), "first": first})
    ).all()
    wanted = {(video, subtitle) for video, subtitle, _ in pairs}
    stale = [row.sidecar_file_id for row in rows if (row.file_id, row.sidecar_file_id) not in wanted]
    if stale:
        gone = text("delete from stream where file_id = any(:videos) and sidecar_file_id = any(:ids)").bindparams(
            bindparam("ids", type_=_IDS), bindparam("videos", type_=_IDS)
        )
        await tx.execute(gone, {"ids": stale, "videos": list(videos)})
    kept = {(row.file_id, row.sidecar_file_id) for row in rows} & wanted
    taken: dict[UUID, int] = {}
    for row in rows:
        taken[row.file_id] = max(taken.get(row.file_id, first - 1), row.number)
    new: list[tuple[object, ...]] = []
    paths = await _paths(tx, [subtitle for _, subtitle, _ in pairs])
    for video, subtitle, reading in sorted(pairs, key=lambda pair: paths[pair[1]]):
        if (video, subtitle) not in kept:
            taken[video] = taken.get(video, first - 1) + 1
            new.append(_stream(video, subtitle, taken[video], paths[subtitle], reading))
    if new:
        await copy_rows(tx, "stream", _COLUMNS, new)


_COLUMNS = (
    "file_id",
    "index",
    "kind",
    "codec",
    "language",
    "title",
    "is_default",
    "is_forced",
    "is_hearing_impaired",
    "sidecar_file_id",
)


def _stream(video: UUID, subtitle: UUID, index: int, path: bytes, reading: SidecarReading) -> tuple[object, ...]:
    codec = _CODECS.get(os.path.splitext(path)[1].lower())
    marks = (reading.is_default, reading.is_forced, reading.is_hearing_impaired)
    return (video, index, "subtitle", codec, reading.language, reading.title, *marks, subtitle)


async def _paths(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    statement = text("select id, path from file where id = any(:ids)").bindparams(bindparam("ids", type_=_IDS))
    return {row[0]: row[1] for row in await tx.execute(statement, {"ids": list(ids)})} if ids else {}
