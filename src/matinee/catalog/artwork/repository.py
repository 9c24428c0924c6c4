"""Reads what lacks pictures and what lies beside it, and writes pictures."""

import os
from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, and_, bindparam, case, delete, func, insert, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.artwork import local
from matinee.catalog.artwork.local import Beside
from matinee.catalog.tables import file, image, item, part, version
from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from matinee.kit.images import StoredImage
from matinee.libraries.tables import root

_IDS = ARRAY(PG_UUID(as_uuid=True))
_CROWD = 500
_RANKS = {"local": 0, "embedded": 5, "card": 10}
"""Which of several libraries' pictures is shown: the lowest."""
_MARK = func.concat(file.c.size_bytes.cast(Text), ":", file.c.mtime_ns.cast(Text))


class Owner(msgspec.Struct, frozen=True):
    """An item that a file belongs to, or a season or series above it."""

    id: UUID
    kind: str
    title: str
    year: int | None
    season_number: int | None
    episode_number: int | None
    parent_id: UUID | None
    series_id: UUID | None
    series_title: str | None


class Source(msgspec.Struct, frozen=True):
    """The file that pictures are taken from."""

    file_id: UUID
    library_id: UUID
    root_id: UUID
    root_path: bytes
    path: bytes
    folder: bytes
    container: str | None
    duration_ms: int
    mark: str


class Picture(msgspec.Struct, frozen=True):
    """A picture's row: whose, what it is, where it came from."""

    owner_id: UUID
    type: str
    source: str
    library_id: UUID
    file_id: UUID | None
    mark: str
    """What it was made of: size and time of the file, the words of a card. When that differs, it is made anew."""


class Shown(msgspec.Struct, frozen=True):
    """A picture that an item has, as seen in one library; with its file, where it was taken from one."""

    id: UUID
    owner_id: UUID
    type: str
    source: str
    mark: str | None
    file_id: UUID | None
    folder: bytes | None
    file_mark: str | None
    is_gone: bool
    """Its file is missing."""


class Video(msgspec.Struct, frozen=True):
    """A video whose titles' pictures are to be brought in line."""

    root_id: UUID
    folder: bytes
    file_id: UUID
    path: bytes


async def source_of(tx: Connection, file_id: UUID) -> Source | None:
    """Give a probed file with its place; None when it is not there: what its titles show then stays."""
    row = (
        await tx.execute(
            select(root.c.library_id, root.c.id, root.c.path, file.c.path, file.c.folder)
            .add_columns(case((file.c.probe_state == "done", file.c.container)))
            .add_columns(func.coalesce(file.c.duration_ms, 0), _MARK)
            .join(root, root.c.id == file.c.root_id)
            .where(file.c.id == file_id, file.c.missing_since.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    return Source(file_id, row[0], row[1], bytes(row[2]), bytes(row[3]), bytes(row[4]), *row[5:])


async def owners_of(tx: Connection, file_id: UUID) -> list[Owner]:
    """Give the items a file belongs to, with their seasons and series."""
    direct = (
        select(item.c.id, item.c.parent_id, item.c.series_id)
        .join(version, version.c.item_id == item.c.id)
        .join(part, part.c.version_id == version.c.id)
        .where(part.c.file_id == file_id, item.c.kind.in_(("movie", "episode")))
        .subquery()
    )
    wanted = select(direct.c.id).union(select(direct.c.parent_id), select(direct.c.series_id))
    series = item.alias("series")
    rows = await tx.execute(
        select(item.c.id, item.c.kind, item.c.title, item.c.year, item.c.season_number, item.c.episode_number)
        .add_columns(item.c.parent_id, item.c.series_id, series.c.title)
        .outerjoin(series, series.c.id == item.c.series_id)
        .where(item.c.id.in_(wanted))
        .order_by(item.c.kind.desc())
    )
    return [Owner(*row) for row in rows]


async def shown_pictures(tx: Connection, owner_ids: Sequence[UUID], library_id: UUID) -> dict[tuple[UUID, str], Shown]:
    """Give the pictures that these items have already, as seen in this library, by item and type."""
    rows = await tx.execute(
        select(image.c.id, image.c.owner_id, image.c.type, image.c.source, image.c.mark, image.c.file_id)
        .add_columns(file.c.folder, _MARK.label("file_mark"), file.c.missing_since.is_not(None))
        .outerjoin(file, file.c.id == image.c.file_id)
        .where(image.c.owner_id.in_(owner_ids))
        .where((image.c.library_id == library_id) | image.c.library_id.is_(None))
        .order_by(image.c.library_id.nulls_first(), image.c.ordinal.desc(), image.c.id.desc())
    )
    return {(row[1], row[2]): Shown(*row) for row in rows}


async def pictures_beside(tx: Connection, source: Source) -> list[Beside]:
    """Give the picture files that the scan saw in a file's folder and the one above; of a crowd, those it may mean."""
    folders = sorted({source.folder, os.path.dirname(source.folder)})
    statement = (
        select(file.c.id, file.c.path, _MARK)
        .where(file.c.root_id == source.root_id, file.c.folder.in_(folders))
        .where(file.c.kind == "image", file.c.missing_since.is_(None))
        .order_by(file.c.path)
    )
    rows = (await tx.execute(statement.limit(_CROWD + 1))).all()
    if len(rows) > _CROWD:
        rows = (await tx.execute(statement.where(or_(*_meant(source, folders))))).all()
    return [Beside(row[0], bytes(row[1]), row[2]) for row in rows]


def _meant(source: Source, folders: Sequence[bytes]) -> list[ColumnElement[bool]]:
    """In a crowd: names that begin as the video's does, and those of seasons and folders."""
    places = [each + b"/" if each else b"" for each in folders]
    stems = [os.path.splitext(source.path)[0], *(place + each for place in places for each in (b"season", b"Season"))]
    plain = [place + each for place in places for each in local.PLAIN_FILES]
    begin = [and_(file.c.path >= each, file.c.path < each + b"\xff") for each in stems]
    return [*begin, file.c.path.in_(plain)]


async def has_company(tx: Connection, source: Source, owner_ids: Sequence[UUID]) -> bool:
    """Tell whether other movies have files in a file's folder: a picture called `folder` is then not this one's."""
    others = (
        select(item.c.id)
        .join(version, version.c.item_id == item.c.id)
        .join(part, part.c.version_id == version.c.id)
        .join(file, file.c.id == part.c.file_id)
        .where(file.c.root_id == source.root_id, file.c.folder == source.folder, file.c.missing_since.is_(None))
        .where(item.c.kind == "movie", item.c.id.not_in(owner_ids))
    )
    return bool((await tx.execute(select(others.exists()))).scalar_one())


async def put_picture(tx: Connection, picture: Picture, stored: StoredImage, seen: Shown | None) -> bool:
    """Write a picture, in place of the one that was `seen`; not when another took its place meanwhile."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(picture.owner_id), 0))))
    same = and_(
        image.c.owner_id == picture.owner_id, image.c.type == picture.type, image.c.library_id == picture.library_id
    )
    now = set((await tx.execute(select(image.c.id).where(same))).scalars())
    if now and (seen is None or seen.id not in now):
        return False
    await tx.execute(delete(image).where(same))
    await tx.execute(
        insert(image).values(
            id=new_id(),
            ordinal=_RANKS[picture.source],
            content_hash=stored.content_hash,
            width=stored.width,
            height=stored.height,
            thumbhash=stored.thumbhash,
            **msgspec.structs.asdict(picture),
        )
    )
    return True


async def drop_pictures(tx: Connection, ids: Sequence[UUID]) -> None:
    """Drop pictures whose files are gone."""
    await tx.execute(delete(image).where(image.c.id.in_(ids)))


async def videos_near(tx: Connection, folders: Sequence[tuple[UUID, bytes]]) -> list[Video]:
    """Give the videos in these folders and in those right below them that were looked into before."""
    statement = text("""
        select f.root_id, f.folder, f.id, f.path from unnest(:roots, :folders) as w (root_id, folder)
        join file f on f.root_id = w.root_id and f.folder = w.folder
        where f.kind = 'video' and f.missing_since is null and f.probe_state <> 'pending'
        union
        select f.root_id, f.folder, f.id, f.path from unnest(:roots, :folders) as w (root_id, folder)
        join file f on f.root_id = w.root_id and f.folder > w.folder || '/'::bytea and f.folder < w.folder || '0'::bytea
        where w.folder <> ''::bytea and position('/'::bytea in substring(f.folder from length(w.folder) + 2)) = 0
          and f.kind = 'video' and f.missing_since is null and f.probe_state <> 'pending'
        order by 4
    """).bindparams(bindparam("roots", type_=_IDS), bindparam("folders", type_=ARRAY(BYTEA)))
    given = {"roots": [root_id for root_id, _ in folders], "folders": [folder for _, folder in folders]}
    return [Video(row[0], bytes(row[1]), row[2], bytes(row[3])) for row in await tx.execute(statement, given)]


async def videos_of(tx: Connection, item_ids: Sequence[UUID], *, with_cards: bool) -> list[Video]:
    """Give a video of each of these items in each library (of a series, one of each season), if looked into before.

    `with_cards`: of those only that show a card, or one of whose seasons or episodes does.
    """
    statement = text("""
        select distinct on (w.id, v.library_id, case when w.kind = 'series' then l.parent_id end)
               f.root_id, f.folder, f.id, f.path
        from item w join item l on l.id = w.id or (w.kind = 'series' and l.series_id = w.id)
                                or (w.kind = 'season' and l.parent_id = w.id)
        join version v on v.item_id = l.id join part p on p.version_id = v.id join file f on f.id = p.file_id
        where w.id = any(:items) and w.merged_into is null and l.kind in ('movie', 'episode')
          and f.kind = 'video' and f.missing_since is null and f.probe_state <> 'pending'
          and (not :cards or exists (
              select from item o join image c on c.owner_id = o.id and c.source = 'card'
              where o.id = w.id or o.series_id = w.id or o.parent_id = w.id))
        order by w.id, v.library_id, case when w.kind = 'series' then l.parent_id end, f.path
    """).bindparams(bindparam("items", type_=_IDS))
    rows = await tx.execute(statement, {"items": list(item_ids), "cards": with_cards})
    return [Video(row[0], bytes(row[1]), row[2], bytes(row[3])) for row in rows]


async def content_hash(tx: Connection, image_id: UUID) -> bytes | None:
    """Give the content of a picture by id; who may see it is in the tag."""
    found = (await tx.execute(select(image.c.content_hash).where(image.c.id == image_id))).scalar_one_or_none()
    return None if found is None else bytes(found)
