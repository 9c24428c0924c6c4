"""Reads what lacks pictures and what lies beside it, and writes pictures."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import and_, exists, func, insert, select

from matinee.catalog.tables import file, image, item, part, version
from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from matinee.kit.images import StoredImage
from matinee.libraries.tables import root


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


class Picture(msgspec.Struct, frozen=True):
    """A picture's row: whose, what it is, where it came from."""

    owner_id: UUID
    type: str
    source: str
    library_id: UUID
    file_id: UUID | None


async def source_of(tx: Connection, file_id: UUID) -> Source | None:
    """Give a probed file with its place."""
    row = (
        await tx.execute(
            select(root.c.library_id, root.c.id, root.c.path, file.c.path, file.c.folder, file.c.container)
            .add_columns(func.coalesce(file.c.duration_ms, 0))
            .join(root, root.c.id == file.c.root_id)
            .where(file.c.id == file_id)
        )
    ).one_or_none()
    if row is None:
        return None
    return Source(file_id, row[0], row[1], bytes(row[2]), bytes(row[3]), bytes(row[4]), row[5], row[6])


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


async def types_present(tx: Connection, owner_ids: Sequence[UUID], library_id: UUID) -> set[tuple[UUID, str]]:
    """Give which pictures these items have already, as seen in this library."""
    rows = await tx.execute(
        select(image.c.owner_id, image.c.type)
        .where(image.c.owner_id.in_(owner_ids))
        .where((image.c.library_id == library_id) | image.c.library_id.is_(None))
    )
    return {(row[0], row[1]) for row in rows}


async def pictures_beside(tx: Connection, root_id: UUID, folders: Sequence[bytes]) -> list[tuple[UUID, bytes]]:
    """Give the picture files that the scan saw in these folders."""
    rows = await tx.execute(
        select(file.c.id, file.c.path)
        .where(file.c.root_id == root_id, file.c.folder.in_(folders))
        .where(file.c.kind == "image", file.c.missing_since.is_(None))
        .order_by(file.c.path)
    )
    return [(row[0], bytes(row[1])) for row in rows]


async def add_picture(tx: Connection, picture: Picture, stored: StoredImage) -> bool:
    """Write a picture unless the item got one of this type meanwhile. Gives whether it was written."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(picture.owner_id), 0))))
    same = and_(
        image.c.owner_id == picture.owner_id, image.c.type == picture.type, image.c.library_id == picture.library_id
    )
    if (await tx.execute(select(exists().where(same)))).scalar_one():
        return False
    await tx.execute(
        insert(image).values(
            id=new_id(),
            content_hash=stored.content_hash,
            width=stored.width,
            height=stored.height,
            thumbhash=stored.thumbhash,
            **msgspec.structs.asdict(picture),
        )
    )
    return True


async def content_hash(tx: Connection, image_id: UUID) -> bytes | None:
    """Give the content of a picture by id; who may see it is in the tag."""
    found = (await tx.execute(select(image.c.content_hash).where(image.c.id == image_id))).scalar_one_or_none()
    return None if found is None else bytes(found)
