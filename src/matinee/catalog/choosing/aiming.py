"""From what a person chose for a file to the title, item or number it aims at."""

from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.choosing.errors import NumberNeeded, WrongKind
from matinee.catalog.choosing.records import Aim, ChosenFile, EpisodeTarget, Target, TitleTarget
from matinee.catalog.content_type import ContentTypes, EpisodeKey, FoundVideo, Placement, TitleKey
from matinee.catalog.naming import clean_title
from matinee.catalog.repository.pointing import Pointed, pointed
from matinee.catalog.unreadable import keys_of
from matinee.kit.db import Connection

_TITLE_OF = {"movies": "movie", "shows": "series"}


async def aim(tx: Connection, viewer: Viewer, content: ContentTypes, file: ChosenFile, target: Target) -> Aim:
    """Say where a file shall go. Refuses what the viewer may not see, and kinds that do not go together."""
    placement = content.of(file.library_kind).group([FoundVideo(file.id, file.path)])[0]
    aimed = Aim(file, placement)
    if isinstance(target, TitleTarget):
        return _at_name(aimed, target)
    if isinstance(target, EpisodeTarget):
        series = await pointed(tx, viewer, target.series_id)
        if series.kind != "series" or file.library_kind != "shows":
            raise WrongKind("Episodes belong to a series, and to files of a library of shows.")
        aimed.title_id, aimed.episodes = series.id, numbered(target.season, target.episodes)
        return aimed
    return _at_item(aimed, await pointed(tx, viewer, target.item_id))


def numbered(season: int, episodes: tuple[int, ...]) -> tuple[EpisodeKey, ...]:
    """Give the keys of episodes of a season."""
    if not episodes:
        raise NumberNeeded("Name at least one episode.")
    return tuple(EpisodeKey(season, number) for number in dict.fromkeys(episodes))


def _at_name(aimed: Aim, target: TitleTarget) -> Aim:
    title = clean_title(target.title) or target.title.strip()
    key, sort = keys_of(title, aimed.file.path)
    kind = "movie" if aimed.file.library_kind == "movies" else "series"
    aimed.key = TitleKey(kind, title, sort, key, target.year)
    aimed.is_separate = target.is_separate
    if kind == "series":
        season = _season(aimed, target.season)
        aimed.episodes = numbered(season, target.episodes) if target.episodes else _own_numbers(aimed.placement)
    return aimed


def _season(aimed: Aim, season: int | None) -> int:
    if season is not None:
        return season
    return next((each.season for each in aimed.placement.episodes), 1)


def _at_item(aimed: Aim, item: Pointed) -> Aim:
    title_kind = _TITLE_OF[aimed.file.library_kind]
    if item.kind == title_kind:
        aimed.title_id = item.id
        aimed.episodes = _own_numbers(aimed.placement) if title_kind == "series" else ()
    elif item.kind == "season" and title_kind == "series" and item.series_id is not None:
        aimed.title_id = item.series_id
        season = item.season_number or 0
        aimed.episodes = tuple(msgspec.structs.replace(each, season=season) for each in _own_numbers(aimed.placement))
    elif item.kind == "episode" and title_kind == "series" and item.series_id is not None:
        aimed.title_id, aimed.leaf_id = item.series_id, item.id
    elif item.kind == "extra" and item.parent_id is not None:
        aimed.title_id, aimed.leaf_id = item.parent_id, item.id
    else:
        raise WrongKind(f"A file of a library of {aimed.file.library_kind} cannot be of this title ({item.kind}).")
    return aimed


def _own_numbers(placement: Placement) -> tuple[EpisodeKey, ...]:
    if not placement.episodes or any(each.name_key for each in placement.episodes):
        raise NumberNeeded("The file's name does not say which episode it is. Give season and episodes.")
    return placement.episodes


def place_of(aimed: Aim) -> tuple[UUID | None, EpisodeKey | None]:
    """Give the one (series, number) an aim is at; no number when it aims at a known item, or at several."""
    is_one = aimed.leaf_id is None and len(aimed.episodes) == 1
    return aimed.title_id, aimed.episodes[0] if is_one else None
