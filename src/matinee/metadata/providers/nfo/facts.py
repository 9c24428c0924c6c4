"""What the NFO files beside a video say about which title it is: enough to match a file by."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from matinee.metadata.providers.nfo.beside import NfoPlaces
from matinee.metadata.providers.nfo.opening import NfoShelf
from matinee.metadata.providers.nfo.reading import NfoReading


class TitleFacts(msgspec.Struct, frozen=True):
    """The movie or series: what is not said is None or empty."""

    title: str | None = None
    year: int | None = None
    ids: dict[str, str] = {}
    original_title: str | None = None
    runtime_ms: int | None = None


class EpisodeFacts(msgspec.Struct, frozen=True):
    """One of the episodes in the file."""

    season: int | None = None
    number: int | None = None
    title: str | None = None
    air_date: date | None = None
    ids: dict[str, str] = {}


class NfoFacts(msgspec.Struct, frozen=True):
    """Which title a video is, as the NFO files beside it say."""

    file_id: UUID
    title: TitleFacts
    episodes: tuple[EpisodeFacts, ...] = ()
    paths: tuple[bytes, ...] = ()
    """The NFO files that spoke, below the video's root."""


def read_nfo_facts(places: Iterable[NfoPlaces]) -> dict[UUID, NfoFacts]:
    """Read what the NFO files say of these videos; a video without any is left out.

    Blocks on the disk: call it in a thread, and not inside a transaction.
    """
    shelf = NfoShelf()
    facts = (_facts(each, shelf) for each in places)
    return {each.file_id: each for each in facts if each is not None}


def own_titles(places: NfoPlaces, shelf: NfoShelf) -> tuple[bytes | None, tuple[NfoReading, ...]]:
    """Give the first of a video's own NFO files that says something, and what it says of this kind of video."""
    kinds = {"episode"} if places.video.library_kind == "shows" else {"movie", "ids"}
    for path in places.own:
        titles = tuple(each for each in shelf.titles(places.video.root_path, path) if each.kind in kinds)
        if titles:
            return path, titles
    return None, ()


def series_title(places: NfoPlaces, shelf: NfoShelf) -> NfoReading | None:
    """Give what `tvshow.nfo` says of the series."""
    titles = shelf.titles(places.video.root_path, places.series)
    return next((each for each in titles if each.kind in {"tvshow", "ids"}), None)


def title_facts(places: NfoPlaces, shelf: NfoShelf) -> TitleFacts:
    """Give what a video's NFO files say of its movie or series; empty where they say nothing."""
    found = _facts(places, shelf)
    return TitleFacts() if found is None else found.title


def _facts(places: NfoPlaces, shelf: NfoShelf) -> NfoFacts | None:
    own_path, own = own_titles(places, shelf)
    if places.video.library_kind != "shows":
        return NfoFacts(places.video.file_id, _title(own[:1]), paths=_given(own_path)) if own else None
    series = series_title(places, shelf)
    if series is None and not own:
        return None
    title = _title([series]) if series is not None else _series_of(own)
    paths = _given(own_path) + _given(places.series if series is not None else None)
    return NfoFacts(places.video.file_id, title, tuple(_episode(each) for each in own), paths)


def _given(path: bytes | None) -> tuple[bytes, ...]:
    return () if path is None else (path,)


def _title(readings: Sequence[NfoReading]) -> TitleFacts:
    said = readings[0]
    return TitleFacts(
        _said(said.title),
        _said(said.year),
        _said(said.external_ids) or {},
        _said(said.original_title),
        _said(said.runtime_ms),
    )


def _series_of(episodes: Sequence[NfoReading]) -> TitleFacts:
    return TitleFacts(next((each.series_title for each in episodes if isinstance(each.series_title, str)), None))


def _episode(said: NfoReading) -> EpisodeFacts:
    return EpisodeFacts(
        _said(said.season), _said(said.episode), _said(said.title), _said(said.air_date), _said(said.external_ids) or {}
    )


def _said[T](value: T | UnsetType) -> T | None:
    return None if value is UNSET or isinstance(value, UnsetType) else value
