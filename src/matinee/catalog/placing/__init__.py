"""From what names say to items, versions and parts."""

from matinee.catalog.placing.episodes import Episodes
from matinee.catalog.placing.following import AS_IN_FOLDER
from matinee.catalog.placing.records import NewItem, Placed, PlacingRun
from matinee.catalog.placing.repository import (
    ItemRow,
    KnownEpisode,
    add_items,
    known_episodes,
    known_titles,
    lock,
    retitle,
    title_exists,
    videos_beside,
)
from matinee.catalog.placing.service import place, season_row
from matinee.catalog.placing.titles import Titles

__all__ = [
    "AS_IN_FOLDER",
    "Episodes",
    "ItemRow",
    "KnownEpisode",
    "NewItem",
    "Placed",
    "PlacingRun",
    "Titles",
    "add_items",
    "known_episodes",
    "known_titles",
    "lock",
    "place",
    "retitle",
    "season_row",
    "title_exists",
    "videos_beside",
]
