"""What becomes of titles is told in the transaction that makes it so: gone missing, there again, deleted."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.events import Event, announce_all

_TOLD = ("movie", "series", "episode")

type Fate = Literal["missing", "available", "deleted"]


class Told(msgspec.Struct, frozen=True):
    """An item as its events tell it."""

    id: UUID
    kind: str
    title: str
    year: int | None
    minimum_age: int | None
    series_id: UUID | None
    season_id: UUID | None
    season: int | None
    number: int | None
    library_ids: list[UUID]


async def announce_fate(tx: Connection, items: Sequence[Told], fate: Fate) -> None:
    """Tell of movies and series one by one, of episodes by season."""
    events = [_title(each, fate) for each in items if each.kind in {"movie", "series"}]
    seasons: dict[UUID | None, list[Told]] = {}
    for each in items:
        if each.kind == "episode":
            seasons.setdefault(each.season_id, []).append(each)
    await announce_all(tx, events + [_season(episodes, fate) for episodes in seasons.values()])


def _title(item: Told, fate: Fate) -> Event:
    payload: dict[str, object] = {"title": item.title, "year": item.year}
    return Event(
        name=f"{item.kind}.{fate}",
        subject_id=item.id,
        library_ids=item.library_ids,
        minimum_age=item.minimum_age,
        payload=payload,
    )


def _season(episodes: Sequence[Told], fate: Fate) -> Event:
    first = episodes[0]
    ages = [each.minimum_age for each in episodes if each.minimum_age is not None]
    payload: dict[str, object] = {
        "series_id": str(first.series_id),
        "season_id": str(first.season_id),
        "season": first.season,
        "episodes": [each.number for each in episodes],
        "episode_ids": [str(each.id) for each in episodes],
    }
    return Event(
        name=f"episode.{fate}",
        subject_id=first.season_id,
        library_ids=sorted({library for each in episodes for library in each.library_ids}),
        minimum_age=max(ages, default=None),
        payload=payload,
    )
