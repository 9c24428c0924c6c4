"""Titles and episodes all of whose files go to one new place become that place: they keep their id and history."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from matinee.catalog.choosing import repository
from matinee.catalog.choosing.aiming import place_of
from matinee.catalog.choosing.records import Aim
from matinee.catalog.content_type import EpisodeKey, TitleKey
from matinee.catalog.placing import Episodes, Titles, add_items, known_episodes, known_titles, season_row
from matinee.kit.db import Connection
from matinee.kit.ids import new_id

type Numbers = dict[UUID, tuple[UUID, EpisodeKey]]


async def find_named(tx: Connection, aims: Sequence[Aim]) -> None:
    """Let aims at a name be aims at the title of that name, where one is known."""
    keys = [each.key for each in aims if each.key is not None and not each.is_separate]
    if not keys:
        return
    titles = Titles(await known_titles(tx, list({key.kind for key in keys}), list({key.match_key for key in keys})))
    for each in aims:
        if each.key is not None and not each.is_separate:
            found = titles.find(each.key)
            each.title_id = None if found is None else found.id


def titles_to_rename(
    aims: Sequence[Aim], title_of: Mapping[UUID, UUID], files_of: Mapping[UUID, set[UUID]]
) -> dict[UUID, TitleKey]:
    """Give the titles that take a new name with all their files; their aims are at them from now on."""
    by_title: dict[UUID, list[Aim]] = {}
    for each in aims:
        for title_id in {title_of[leaf] for leaf in each.file.leaves}:
            by_title.setdefault(title_id, []).append(each)
    renamed: dict[UUID, TitleKey] = {}
    for title_id, mine in sorted(by_title.items()):
        keys = {_name(each) for each in mine}
        key = mine[0].key
        is_whole = files_of[title_id] <= {each.file.id for each in mine}
        if is_whole and len(keys) == 1 and key is not None and mine[0].title_id is None and not mine[0].is_separate:
            renamed[title_id] = key
            for each in [one for one in aims if _name(one) in keys]:
                each.title_id = title_id
    return renamed


def _name(aimed: Aim) -> tuple[str, int | None, UUID | None, bool]:
    key = aimed.key
    return (key.match_key if key else "", key.year if key else None, aimed.title_id, aimed.is_separate)


async def episodes_to_renumber(
    tx: Connection, aims: Sequence[Aim], files_of: Mapping[UUID, set[UUID]]
) -> tuple[Numbers, Episodes]:
    """Give the episodes that take a new number with all their files.

    A number is free when nobody has it, or when who has it takes another one at the same time: a whole season may be
    shifted by one.
    """
    series = {each.title_id for each in aims if each.title_id is not None and each.episodes}
    known = await known_episodes(tx, sorted(series))
    there = Episodes(known)
    wanted = {each.file.id: place_of(each) for each in aims}
    numbers: Numbers = {}
    for each in aims:
        if len(each.file.leaves) != 1:
            continue
        leaf = each.file.leaves[0]
        places = {wanted.get(file_id, (None, None)) for file_id in files_of[leaf]}
        series_id, key = wanted[each.file.id]
        if len(places) == 1 and series_id is not None and key is not None:
            numbers[leaf] = (series_id, key)
    for leaf, (series_id, key) in list(numbers.items()):
        occupant = there.find(series_id, key)
        if occupant is not None and occupant.id == leaf:
            del numbers[leaf]
    return _free(numbers, there), there


def _free(numbers: Numbers, there: Episodes) -> Numbers:
    while True:
        taken: list[UUID] = []
        seen: set[tuple[UUID, int, int | None]] = set()
        for leaf, (series_id, key) in numbers.items():
            occupant = there.find(series_id, key)
            place = (series_id, key.season, key.number)
            if (occupant is not None and occupant.id not in numbers) or place in seen:
                taken.append(leaf)
            seen.add(place)
        if not taken:
            return numbers
        for leaf in taken:
            del numbers[leaf]


async def renumber(tx: Connection, numbers: Numbers, there: Episodes, now: datetime) -> set[UUID]:
    """Give episodes their new numbers; give the seasons that were made for it."""
    made: set[UUID] = set()
    placed: dict[UUID, tuple[UUID, UUID, EpisodeKey]] = {}
    for leaf, (series_id, key) in numbers.items():
        season_id = there.season(series_id, key.season)
        if season_id is None:
            season_id = new_id()
            await add_items(tx, [season_row(season_id, series_id, key.season, now)])
            there.add_season(series_id, key.season, season_id)
            made.add(season_id)
        placed[leaf] = (series_id, season_id, key)
    await repository.renumber(tx, placed)
    return made
