"""Items, versions, parts, files, streams, people, images, and what each person did with them."""

from matinee.catalog.artwork import Artist
from matinee.catalog.changes import ChangeNotFound
from matinee.catalog.choosing.errors import FileNotFound
from matinee.catalog.content_type import ContentTypes
from matinee.catalog.detail import dress_next, item_detail, one_item
from matinee.catalog.errors import ItemNotFound, NothingToWatch, PersonNotFound, UndoGone
from matinee.catalog.following import TitleFollower, TitleFollowers, TitleKind
from matinee.catalog.hiding import HiddenTitles, hide_title, list_hidden, show_again
from matinee.catalog.jobs import KINDS, dress_soon, folder_key, probe_soon, request_dressing, request_probing
from matinee.catalog.people import PersonCredit, PersonPage, person_page
from matinee.catalog.ports import ImageTags
from matinee.catalog.rails import CATALOG, marks_of
from matinee.catalog.repository.children import episode_page, season_ids
from matinee.catalog.repository.detail import load_files
from matinee.catalog.repository.facets import count_genres, count_years
from matinee.catalog.repository.items import load_images, load_items
from matinee.catalog.repository.lists import Sort, TitleQuery, page_by_cursor
from matinee.catalog.repository.next_up import next_episodes, successor_of
from matinee.catalog.repository.people import load_people
from matinee.catalog.repository.state import continue_watching
from matinee.catalog.schemas import Chapter, FacetCount, FileRecord, Item, ItemDetail, ItemImage, StreamRecord
from matinee.catalog.titles import Anchors
from matinee.catalog.undoing import undo_change
from matinee.catalog.visibility import item_is_visible
from matinee.catalog.watching import (
    dismiss,
    mark_watched,
    mark_watched_up_to,
    report_progress,
    set_favourite,
    undo,
)

__all__ = [
    "CATALOG",
    "KINDS",
    "Anchors",
    "Artist",
    "ChangeNotFound",
    "Chapter",
    "ContentTypes",
    "FacetCount",
    "FileNotFound",
    "FileRecord",
    "HiddenTitles",
    "ImageTags",
    "Item",
    "ItemDetail",
    "ItemImage",
    "ItemNotFound",
    "NothingToWatch",
    "PersonCredit",
    "PersonNotFound",
    "PersonPage",
    "Sort",
    "StreamRecord",
    "TitleFollower",
    "TitleFollowers",
    "TitleKind",
    "TitleQuery",
    "UndoGone",
    "continue_watching",
    "count_genres",
    "count_years",
    "dismiss",
    "dress_next",
    "dress_soon",
    "episode_page",
    "folder_key",
    "hide_title",
    "item_detail",
    "item_is_visible",
    "list_hidden",
    "load_files",
    "load_images",
    "load_items",
    "load_people",
    "mark_watched",
    "mark_watched_up_to",
    "marks_of",
    "next_episodes",
    "one_item",
    "page_by_cursor",
    "person_page",
    "probe_soon",
    "report_progress",
    "request_dressing",
    "request_probing",
    "season_ids",
    "set_favourite",
    "show_again",
    "successor_of",
    "undo",
    "undo_change",
]
