"""SQL of NFO files: those that a scan saw beside and above videos, and what they were when it saw them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, exists, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.placing import AS_IN_FOLDER
from matinee.catalog.tables import file, match
from matinee.kit.db import Connection
from matinee.libraries.tables import library, root
from matinee.metadata.providers.nfo.beside import NfoPlaces, Video, is_alone, names_of, places_of

_IDS = ARRAY(PG_UUID(as_uuid=True))


async def locate_nfos(tx: Connection, file_ids: Sequence[UUID]) -> list[NfoPlaces]:
    """Give where the NFO files of these videos lie, by what the scan saw; videos without any are left out."""
    videos = await _videos(tx, file_ids)
    present = await _present(tx, videos)
    places = [places_of(video, present.get(video.root_id, set())) for video in videos]
    return [each for each in places if each.own or each.season or each.series]


async def _videos(tx: Connection, file_ids: Sequence[UUID]) -> list[Video]:
    beside = file.alias("beside")
    neighbours = (
        select(func.count())
        .where(beside.c.root_id == file.c.root_id, beside.c.folder == file.c.folder, beside.c.kind == "video")
        .where(beside.c.missing_since.is_(None), file.c.folder != b"")
        .scalar_subquery()
    )
    chosen = exists().where(
        match.c.file_id == file.c.id,
        (match.c.state == "locked") | match.c.reasons.contains([{"code": AS_IN_FOLDER}]),
    )
    statement = (
        select(file.c.id, library.c.kind, root.c.id, root.c.path, file.c.path, neighbours, chosen)
        .join(root, root.c.id == file.c.root_id)
        .join(library, library.c.id == root.c.library_id)
        .where(file.c.id == any_(bindparam("ids", type_=_IDS)), file.c.kind == "video")
        .order_by(file.c.path)
    )
    return [Video(*row) for row in await tx.execute(statement, {"ids": list(file_ids)})]


async def _present(tx: Connection, videos: Sequence[Video]) -> dict[UUID, set[bytes]]:
    """Give the NFO files at the paths that could be theirs, and all in folders that are one film's own."""
    found: dict[UUID, set[bytes]] = {}
    for root_id in {video.root_id for video in videos}:
        of_root = [video for video in videos if video.root_id == root_id]
        names = {name for video in of_root for name in names_of(video)}
        folders = {video.folder for video in of_root if is_alone(video)}
        given = {"root": root_id, "names": sorted(names), "folders": sorted(folders)}
        found[root_id] = {bytes(path) for path in (await tx.execute(_NFOS, given)).scalars()}
    return found


_NFOS = text("""
    select path from file where root_id = :root and path = any(:names) and kind = 'nfo' and missing_since is null
    union
    select path from file where root_id = :root and folder = any(:folders) and kind = 'nfo' and missing_since is null
""").bindparams(bindparam("names", type_=ARRAY(BYTEA)), bindparam("folders", type_=ARRAY(BYTEA)))


async def versions_of_nfos(
    tx: Connection, paths: Iterable[tuple[UUID, bytes]]
) -> dict[tuple[UUID, bytes], tuple[int, int]]:
    """Give size and time of files, by (root, path)."""
    wanted = sorted(set(paths))
    given = {"roots": [each[0] for each in wanted], "paths": [each[1] for each in wanted]}
    rows = await tx.execute(_VERSIONS, given)
    return {(row[0], bytes(row[1])): (row[2], row[3]) for row in rows}


_VERSIONS = text("""
    select f.root_id, f.path, f.size_bytes, f.mtime_ns
    from unnest(:roots, :paths) as wanted (root_id, path)
    join file f on f.root_id = wanted.root_id and f.path = wanted.path
""").bindparams(bindparam("roots", type_=_IDS), bindparam("paths", type_=ARRAY(BYTEA)))
