"""NFO files as a provider: Kodi's and Jellyfin's words beside a title's files."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from matinee.catalog.describing import Description
from matinee.catalog.matching import Agreement, Described, compare
from matinee.kit.db import Connection
from matinee.metadata.port import Answer, Capability, Lead, Subject, WatchedFact
from matinee.metadata.providers.nfo.beside import NfoPlaces
from matinee.metadata.providers.nfo.facts import own_titles, series_title, title_facts
from matinee.metadata.providers.nfo.opening import NfoShelf
from matinee.metadata.providers.nfo.reading import NfoReading
from matinee.metadata.providers.nfo.repository import locate_nfos, versions_of_nfos


class NfoProvider:
    """Speaks of whatever has an NFO beside or above its files."""

    name = "nfo"
    capabilities = frozenset({Capability.MOVIE, Capability.SERIES, Capability.SEASON, Capability.EPISODE})

    async def find_leads(self, tx: Connection, subjects: Sequence[Subject]) -> dict[UUID, Lead[tuple[NfoPlaces, ...]]]:
        """Find the NFO files of each subject; a lead's mark is their names, sizes and times."""
        places = {each.video.file_id: each for each in await locate_nfos(tx, _files(subjects))}
        versions = await versions_of_nfos(tx, _places_of(places.values(), ("series", "season", "movie")))
        leads: dict[UUID, Lead[tuple[NfoPlaces, ...]]] = {}
        for subject in subjects:
            theirs = tuple(places[each] for each in subject.file_ids if each in places)
            paths = sorted(set(_places_of(theirs, (subject.kind,))))
            if paths:
                seen: list[object] = [(root.bytes, path, *versions[root, path]) for root, path in paths]
                seen += sorted({subject.names for each in theirs if each.video.is_chosen})
                mark = hashlib.blake2b(msgspec.msgpack.encode(seen), digest_size=16).hexdigest()
                leads[subject.id] = Lead(mark, theirs)
        return leads

    async def ask(self, leads: Mapping[UUID, tuple[Subject, Lead[tuple[NfoPlaces, ...]]]]) -> dict[UUID, Answer]:
        """Read the files of all leads, each once, in a thread."""
        return await asyncio.to_thread(_read, leads)


def _files(subjects: Sequence[Subject]) -> list[UUID]:
    return list({file_id for subject in subjects for file_id in subject.file_ids})


def _places_of(places: Iterable[NfoPlaces], kinds: Sequence[str]) -> list[tuple[UUID, bytes]]:
    return [(each.video.root_id, path) for each in places for kind in kinds for path in each.speaking_of(kind)]


def _read(leads: Mapping[UUID, tuple[Subject, Lead[tuple[NfoPlaces, ...]]]]) -> dict[UUID, Answer]:
    shelf = NfoShelf()
    found: dict[UUID, Answer] = {}
    for item_id, (subject, lead) in leads.items():
        reading = next((one for places in lead.what if (one := _of(subject, places, shelf)) is not None), None)
        notes = [
            note for each in lead.what for note in shelf.notes(each.video.root_path, each.speaking_of(subject.kind))
        ]
        found[item_id] = Answer(
            _said(reading), tuple(dict.fromkeys(notes)), None if reading is None else _watched(reading)
        )
    return found


def _said(reading: NfoReading | None) -> Description:
    """Leave what only matching and history need."""
    return Description() if reading is None else msgspec.convert(msgspec.to_builtins(reading), Description)


def _of(subject: Subject, places: NfoPlaces, shelf: NfoShelf) -> NfoReading | None:
    if places.video.is_chosen and _is_of_another(subject, places, shelf):
        return None
    match subject.kind:
        case "series":
            return series_title(places, shelf)
        case "season":
            titles = shelf.titles(places.video.root_path, places.season)
            return next((each for each in titles if each.kind == "season" and _is_season(each, subject)), None)
        case "movie":
            return next(iter(own_titles(places, shelf)[1]), None)
        case _:
            return _episode(subject, own_titles(places, shelf)[1])


def _is_of_another(subject: Subject, places: NfoPlaces, shelf: NfoShelf) -> bool:
    """Tell whether the NFO files speak of another movie or series than the one that a person says a video is of."""
    said = title_facts(places, shelf)
    titles = tuple(each for each in (said.title, said.original_title) if each)
    is_title = subject.kind in {"movie", "series"}
    named = Described(titles=subject.names, year=subject.title_year, ids=subject.external_ids if is_title else {})
    told = Described(titles=titles, year=said.year, ids=said.ids if is_title else {})
    return compare(named, told).agreement is Agreement.AGAINST


def _is_season(reading: NfoReading, subject: Subject) -> bool:
    return reading.season in {UNSET, subject.season_number}


def _episode(subject: Subject, readings: Sequence[NfoReading]) -> NfoReading | None:
    """Choose the episode that is meant; a file's only one need not say its number."""
    for each in readings:
        if each.episode in subject.episode_numbers and _is_season(each, subject):
            return each
    only = readings[0] if len(readings) == 1 else None
    return only if only is not None and (only.episode is UNSET or not subject.episode_numbers) else None


def _watched(reading: NfoReading) -> WatchedFact | None:
    count = 0 if isinstance(reading.play_count, UnsetType) else reading.play_count
    watched = count > 0 if isinstance(reading.watched, UnsetType) else reading.watched
    last = None if isinstance(reading.last_played, UnsetType) else reading.last_played
    return WatchedFact(count, watched, last) if count or watched or last else None
