"""What one item's page shows beside the item: people, versions with their parts, files with their streams."""

import os
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, bindparam, func, lateral, select, true
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.schemas import CastMember, Chapter, FileRecord, PartRecord, StreamRecord, VersionRecord
from matinee.catalog.tables import (
    credit,
    external_id,
    file,
    item,
    item_studio,
    item_tag,
    part,
    person,
    stream,
    studio,
    tag,
    version,
)
from matinee.catalog.unreadable import is_disc
from matinee.catalog.visibility import item_is_visible, version_is_visible
from matinee.kit.db import Connection

_ITEM = bindparam("item", type_=PG_UUID(as_uuid=True))


_TAGLINE = select(item.c.tagline, item.c.end_date, item.c.locked_fields).where(item.c.id == _ITEM)
_CAST = (
    select(person.c.id, person.c.name, credit.c.role, credit.c.character)
    .join(credit, credit.c.person_id == person.c.id)
    .where(credit.c.item_id == _ITEM)
    .order_by(credit.c.ordinal, person.c.name)
    .limit(200)
)
_STUDIOS = (
    select(studio.c.name)
    .join(item_studio, item_studio.c.studio_id == studio.c.id)
    .where(item_studio.c.item_id == _ITEM)
    .order_by(item_studio.c.ordinal)
)
_TAGS = (
    select(tag.c.name)
    .join(item_tag, item_tag.c.tag_id == tag.c.id)
    .where(item_tag.c.item_id == _ITEM)
    .order_by(tag.c.name)
)
_EXTERNAL_IDS = select(external_id.c.provider, external_id.c.value).where(external_id.c.owner_id == _ITEM)


class Facts(msgspec.Struct, frozen=True):
    """Facts of an item that its cards do not show."""

    tagline: str | None
    end_date: date | None
    cast: list[CastMember]
    studios: list[str]
    tags: list[str]
    external_ids: dict[str, str]
    locked_fields: list[str]


async def load_facts(tx: Connection, item_id: UUID) -> Facts:
    """Give the facts of an item whose visibility the caller has already asked (with `load_items`)."""
    parameters = {"item": item_id}
    row = (await tx.execute(_TAGLINE, parameters)).one()
    cast = [
        CastMember(person_id=r.id, name=r.name, role=r.role, character=r.character)
        for r in await tx.execute(_CAST, parameters)
    ]
    studios = await tx.execute(_STUDIOS, parameters)
    tags = await tx.execute(_TAGS, parameters)
    external = await tx.execute(_EXTERNAL_IDS, parameters)
    return Facts(
        tagline=row.tagline,
        end_date=row.end_date,
        cast=cast,
        studios=list(studios.scalars()),
        tags=list(tags.scalars()),
        external_ids={r.provider: r.value for r in external},
        locked_fields=row.locked_fields,
    )


async def load_extras(tx: Connection, viewer: Viewer, item_id: UUID) -> list[UUID]:
    """Give the ids of a title's extras (trailers, deleted scenes…) that the viewer may see."""
    rows = await tx.execute(_extras(shape_of(viewer)), {**viewer_parameters(viewer), "item": item_id})
    return list(rows.scalars())


@cache
def _extras(shape: ViewerShape) -> Select[UUID]:
    return (
        select(item.c.id)
        .where(item.c.parent_id == _ITEM, item.c.kind == "extra", item_is_visible(shape))
        .order_by(item.c.sort_title, item.c.id)
    )


async def load_files(tx: Connection, viewer: Viewer, item_id: UUID, *, with_paths: bool) -> list[FileRecord]:
    """Give an item's files in granted libraries, by version and part, each with its streams."""
    rows = (await tx.execute(_files(shape_of(viewer)), {**viewer_parameters(viewer), "item": item_id})).all()
    streams = await _load_streams(tx, [row.id for row in rows])
    return [
        FileRecord(
            file_id=row.id,
            version_id=row.version_id,
            part=row.part,
            edition=row.edition,
            path=_shown(row.path) if with_paths else None,
            size_bytes=row.size_bytes,
            duration_ms=row.duration_ms,
            missing_since=row.missing_since,
            probe_state=row.probe_state,
            container=row.container,
            streams=streams.get(row.id, []),
            chapters=msgspec.convert(row.chapters or [], list[Chapter]),
            is_disc=is_disc(row.path),
        )
        for row in rows
    ]


@cache
def _files(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    return (
        select(file, version.c.id.label("version_id"), version.c.edition, part.c.ordinal.label("part"))
        .join(part, part.c.file_id == file.c.id)
        .join(version, version.c.id == part.c.version_id)
        .join(item, item.c.id == version.c.item_id)
        .where(item.c.id == _ITEM, version_is_visible(shape), item_is_visible(shape))
        .order_by(version.c.ordinal, version.c.id, part.c.ordinal)
    )


async def _load_streams(tx: Connection, files: list[UUID]) -> dict[UUID, list[StreamRecord]]:
    found: dict[UUID, list[StreamRecord]] = {}
    if not files:
        return found
    rows = await tx.execute(
        select(stream, stream.c.index.label("number"))
        .where(stream.c.file_id.in_(files))
        .order_by(stream.c.file_id, stream.c.index)
    )
    for row in rows:
        found.setdefault(row.file_id, []).append(
            StreamRecord(
                index=row.number,
                kind=row.kind,
                codec=row.codec,
                profile=row.profile,
                level=row.level,
                language=row.language,
                title=row.title,
                default=row.is_default,
                forced=row.is_forced,
                hearing_impaired=row.is_hearing_impaired,
                width=row.width,
                height=row.height,
                frame_rate=row.frame_rate,
                bit_depth=row.bit_depth,
                hdr=row.hdr,
                channels=row.channels,
                channel_layout=row.channel_layout,
                bitrate_bps=row.bitrate_bps,
                sidecar=row.sidecar_file_id is not None,
            )
        )
    return found


async def load_versions(tx: Connection, viewer: Viewer, item_id: UUID) -> list[VersionRecord]:
    """Give an item's versions in granted libraries, with the picture size of their first file."""
    rows = await tx.execute(_versions(shape_of(viewer)), {**viewer_parameters(viewer), "item": item_id})
    grouped: dict[UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.id, []).append(row)
    return [_version(parts) for parts in grouped.values()]


@cache
def _versions(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    picture = lateral(
        select(stream.c.width, stream.c.height, stream.c.hdr)
        .where(stream.c.file_id == file.c.id, stream.c.kind == "video")
        .order_by(stream.c.index)
        .limit(1)
    ).alias("picture")
    return (
        select(
            version.c.id,
            version.c.edition,
            version.c.library_id,
            part.c.id.label("part_id"),
            part.c.ordinal,
            file.c.id.label("file_id"),
            file.c.missing_since,
            file.c.size_bytes,
            (func.coalesce(part.c.end_ms, file.c.duration_ms) - func.coalesce(part.c.start_ms, 0)).label("duration_ms"),
            picture.c.width,
            picture.c.height,
            picture.c.hdr,
        )
        .join(part, part.c.version_id == version.c.id)
        .join(file, file.c.id == part.c.file_id)
        .join(item, item.c.id == version.c.item_id)
        .outerjoin(picture, true())
        .where(item.c.id == _ITEM, version_is_visible(shape), item_is_visible(shape))
        .order_by(version.c.ordinal, version.c.id, part.c.ordinal)
    )


def _version(parts: list[Any]) -> VersionRecord:
    first = parts[0]
    durations = [each.duration_ms for each in parts]
    return VersionRecord(
        version_id=first.id,
        edition=first.edition,
        library_id=first.library_id,
        missing_since=max((each.missing_since for each in parts if each.missing_since), default=None),
        duration_ms=None if None in durations else sum(durations),
        size_bytes=sum(each.size_bytes for each in parts),
        width=first.width,
        height=first.height,
        hdr=first.hdr,
        parts=[
            PartRecord(
                part_id=each.part_id,
                part=each.ordinal,
                file_id=each.file_id,
                duration_ms=each.duration_ms,
                missing_since=each.missing_since,
            )
            for each in parts
        ],
    )


def _shown(path: bytes) -> str:
    return os.fsdecode(path).encode("utf-8", "replace").decode()
