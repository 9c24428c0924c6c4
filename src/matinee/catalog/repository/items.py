"""Items by id: whole records of those a viewer may see, dressed with state, genres, images and counts."""

import base64
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    lateral,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, distinct_on
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.describing import AGE_AWAITED
from matinee.catalog.ports import ImageTags
from matinee.catalog.repository.marks import watched_below
from matinee.catalog.schemas import Item, ItemImage, ItemState
from matinee.catalog.tables import file, genre, image, item, item_genre, item_library, match, part, state, version
from matinee.catalog.visibility import (
    held_is_visible,
    holding_is_visible,
    image_is_visible,
    item_is_visible,
    version_is_visible,
)
from matinee.kit.db import Connection, kept_plans

_IMAGE_TYPES = ("poster", "backdrop", "thumb", "logo")


async def load_items(tx: Connection, viewer: Viewer, tags: ImageTags, ids: Sequence[UUID]) -> list[Item]:
    """Give those of these items that the viewer may see, in the order of `ids`."""
    if not ids:
        return []
    async with kept_plans(tx):
        rows = await tx.execute(
            _statement(shape_of(viewer)),
            {**viewer_parameters(viewer), "ids": list(ids), "account": viewer.user_id},
        )
    found = {row.id: _record(row, tags) for row in rows}
    return [found[each] for each in ids if each in found]


async def load_images(
    tx: Connection, viewer: Viewer, tags: ImageTags, owner_ids: Sequence[UUID]
) -> dict[UUID, dict[str, ItemImage]]:
    """Give the pictures of people or items that the viewer may see, one of each type."""
    shape = shape_of(viewer)
    statement = (
        select(image.c.owner_id, image.c.type, image.c.id, image.c.content_hash, image.c.thumbhash)
        .add_columns(image.c.width, image.c.height)
        .ext(distinct_on(image.c.owner_id, image.c.type))
        .where(image.c.owner_id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))), image_is_visible(shape))
        .order_by(image.c.owner_id, image.c.type, image.c.ordinal, image.c.id)
    )
    found: dict[UUID, dict[str, ItemImage]] = {}
    for row in await tx.execute(statement, {**viewer_parameters(viewer), "ids": list(owner_ids)}):
        thumbhash = base64.b64encode(row.thumbhash).decode()
        picture = ItemImage(row.id, tags.tag(row.id, bytes(row.content_hash)), thumbhash, row.width, row.height)
        found.setdefault(row.owner_id, {})[row.type] = picture
    return found


@cache
def _statement(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    holding = lateral(
        select(
            func.min(item_library.c.added_at).label("added_at"),
            func.array_agg(item_library.c.library_id).label("library_ids"),
            func.sum(item_library.c.present_files).label("present_files"),
            func.max(item_library.c.missing_since).label("missing_since"),
        ).where(item_library.c.item_id == item.c.id, holding_is_visible(shape))
    ).alias("holding")
    genres = (
        select(func.array_agg(aggregate_order_by(genre.c.name, item_genre.c.ordinal, genre.c.name)))
        .where(item_genre.c.item_id == item.c.id, genre.c.id == item_genre.c.genre_id)
        .scalar_subquery()
    )
    series = item.alias("series")
    season = item.alias("season")
    of_series, of_season = _counts_of_series(shape), _counts_of_season(shape)
    return (
        select(
            item,
            holding.c.added_at.label("seen_added_at"),
            holding.c.library_ids,
            case((holding.c.present_files > 0, None), else_=holding.c.missing_since).label("seen_missing_since"),
            genres.label("genres"),
            _images(shape).label("images"),
            _duration(shape).label("duration_ms"),
            _is_unsorted(shape).label("unsorted"),
            state.c.watched,
            state.c.position_ms,
            state.c.play_count,
            state.c.favourite,
            state.c.last_played_at,
            series.c.title.label("series_title"),
            season.c.id.label("season_id"),
            of_series.c.season_count,
            (of_series.c.episode_count + of_season.c.episode_count).label("episode_count"),
            (of_series.c.unwatched_count + of_season.c.unwatched_count).label("unwatched_count"),
        )
        .select_from(item)
        .join(holding, true())
        .outerjoin(state, and_(state.c.account_id == bindparam("account"), state.c.entity_id == item.c.id))
        .outerjoin(series, series.c.id == item.c.series_id)
        .outerjoin(season, and_(item.c.kind == "episode", season.c.id == item.c.parent_id))
        .join(of_series, true())
        .join(of_season, true())
        .where(
            item.c.id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))),
            item.c.merged_into.is_(None),
            item_is_visible(shape),
        )
    )


def _images(shape: ViewerShape) -> ScalarSelect[Any]:
    chosen = (
        select(image.c.id, image.c.type, image.c.content_hash, image.c.thumbhash, image.c.width, image.c.height)
        .ext(distinct_on(image.c.type))
        .where(image.c.owner_id == item.c.id, image.c.type.in_(_IMAGE_TYPES), image_is_visible(shape))
        .order_by(image.c.type, image.c.ordinal, image.c.id)
        .correlate(item)
        .subquery("chosen")
    )
    return select(
        func.array_agg(
            func.jsonb_build_array(
                chosen.c.type,
                chosen.c.id,
                func.encode(chosen.c.content_hash, "hex"),
                func.encode(chosen.c.thumbhash, "hex"),
                chosen.c.width,
                chosen.c.height,
            )
        )
    ).scalar_subquery()


def _duration(shape: ViewerShape) -> ScalarSelect[Any]:
    first = (
        select(version.c.id)
        .where(version.c.item_id == item.c.id, version_is_visible(shape))
        .order_by(version.c.ordinal, version.c.id)
        .limit(1)
        .correlate(item)
        .scalar_subquery()
    )
    span = func.coalesce(part.c.end_ms, file.c.duration_ms) - func.coalesce(part.c.start_ms, 0)
    return select(func.sum(span)).where(part.c.version_id == first, file.c.id == part.c.file_id).scalar_subquery()


def _is_unsorted(shape: ViewerShape) -> ColumnElement[bool]:
    return exists().where(
        version.c.item_id == item.c.id,
        version_is_visible(shape),
        part.c.version_id == version.c.id,
        match.c.file_id == part.c.file_id,
        match.c.state == "inbox",
    )


def _counts_of_series(shape: ViewerShape) -> FromClause:
    """Count by holdings and marks alone, which both name the series: a page of fifty has thousands of episodes."""
    below, seen = item_library.alias("below"), state.alias("seen")
    is_episode = below.c.kind == "episode"
    is_seen = watched_below(seen, below.c.title_id) & (seen.c.entity_id == below.c.item_id)
    one = func.count(below.c.item_id.distinct())  # it may lie in two libraries
    return lateral(
        select(
            one.filter(below.c.kind == "season").label("season_count"),
            one.filter(is_episode).label("episode_count"),
            one.filter(is_episode, seen.c.entity_id.is_(None)).label("unwatched_count"),
        )
        .select_from(below)
        .outerjoin(seen, is_seen)
        .where(item.c.kind == "series", below.c.title_id == item.c.id, held_is_visible(shape, below))
    ).alias("of_series")


def _counts_of_season(shape: ViewerShape) -> FromClause:
    below, seen = item.alias("in_season"), state.alias("seen_in_season")
    is_seen = and_(seen.c.account_id == bindparam("account"), seen.c.entity_id == below.c.id, seen.c.watched)
    return lateral(
        select(
            func.count().label("episode_count"),
            func.count().filter(seen.c.entity_id.is_(None)).label("unwatched_count"),
        )
        .select_from(below)
        .outerjoin(seen, is_seen)
        .where(
            item.c.kind == "season",
            below.c.parent_id == item.c.id,
            below.c.kind == "episode",
            below.c.merged_into.is_(None),
            item_is_visible(shape, below),
        )
    ).alias("of_season")


def _record(row: Row[Any], tags: ImageTags) -> Item:
    is_episode = row.kind == "episode"
    has_counts = row.kind in {"series", "season"}
    return Item(
        id=row.id,
        kind=row.kind,
        title=row.title,
        sort_title=row.sort_title,
        original_title=row.original_title,
        year=row.year,
        added_at=row.seen_added_at,
        missing_since=row.seen_missing_since,
        overview=row.overview,
        runtime_ms=row.runtime_ms,
        duration_ms=None if row.duration_ms is None else int(row.duration_ms),
        rating=row.rating,
        certificate=row.certificate,
        minimum_age=None if row.minimum_age == AGE_AWAITED else row.minimum_age,
        genres=row.genres or [],
        library_ids=row.library_ids,
        images=_item_images(row.images, tags),
        state=ItemState(
            watched=(row.unwatched_count == 0 and row.episode_count > 0) if has_counts else bool(row.watched),
            position_ms=row.position_ms or 0,
            play_count=row.play_count or 0,
            favourite=bool(row.favourite),
            last_played_at=row.last_played_at,
        ),
        series_id=row.series_id,
        series_title=row.series_title,
        season_id=row.season_id,
        season_number=row.season_number,
        episode_numbers=_span(row.episode_number, row.episode_number_to) if is_episode else [],
        absolute_numbers=[] if row.absolute_number is None else [row.absolute_number],
        air_date=row.air_date,
        status=row.status,
        unsorted=row.unsorted,
        season_count=row.season_count if row.kind == "series" else None,
        episode_count=row.episode_count if has_counts else None,
        unwatched_count=row.unwatched_count if has_counts else None,
    )


def _span(first: int | None, last: int | None) -> list[int]:
    if first is None:
        return []
    return list(range(first, (last or first) + 1))


def _item_images(rows: list[list[Any]] | None, tags: ImageTags) -> dict[str, ItemImage]:
    images: dict[str, ItemImage] = {}
    for kind, image_id, content_hash, thumbhash, width, height in rows or []:
        identifier = UUID(image_id)
        images[kind] = ItemImage(
            id=identifier,
            tag=tags.tag(identifier, bytes.fromhex(content_hash)),
            thumbhash=base64.b64encode(bytes.fromhex(thumbhash)).decode(),
            width=width,
            height=height,
        )
    return images
