"""What names say, shared by all content types. Pure functions: no disk, no clock, no settings."""

from matinee.catalog.naming.editions import edition_after, edition_before, take_edition_tag
from matinee.catalog.naming.extras import extra_of_folder, is_sure_extras_folder, take_extra_suffix
from matinee.catalog.naming.folders import GENERIC_FOLDERS, MOVIE_FOLDERS, SHOW_FOLDERS
from matinee.catalog.naming.ignored import ignored
from matinee.catalog.naming.languages import language_tag
from matinee.catalog.naming.names import NameReading, read_name
from matinee.catalog.naming.parts import Part, find_part, letter_part
from matinee.catalog.naming.paths import (
    AUDIO_EXTENSIONS,
    IMAGE_EXTENSIONS,
    NFO_EXTENSION,
    SUBTITLE_EXTENSIONS,
    VIDEO_EXTENSIONS,
    NamePath,
    is_video,
    read_path,
    readable,
    split_extension,
)
from matinee.catalog.naming.provider_ids import checked_id, take_ids
from matinee.catalog.naming.releases import Word, first_tag, release_group, without_site, words_of
from matinee.catalog.naming.sidecars import SidecarReading, read_sidecar, read_track_words
from matinee.catalog.naming.titles import clean_title, fold, main_title, match_key, sort_title
from matinee.catalog.naming.two_titles import is_latin_title, latin_title
from matinee.catalog.naming.years import Year, is_date, title_year, years_in

__all__ = [
    "AUDIO_EXTENSIONS",
    "GENERIC_FOLDERS",
    "IMAGE_EXTENSIONS",
    "MOVIE_FOLDERS",
    "NFO_EXTENSION",
    "SHOW_FOLDERS",
    "SUBTITLE_EXTENSIONS",
    "VIDEO_EXTENSIONS",
    "NamePath",
    "NameReading",
    "Part",
    "SidecarReading",
    "Word",
    "Year",
    "checked_id",
    "clean_title",
    "edition_after",
    "edition_before",
    "extra_of_folder",
    "find_part",
    "first_tag",
    "fold",
    "ignored",
    "is_date",
    "is_latin_title",
    "is_sure_extras_folder",
    "is_video",
    "language_tag",
    "latin_title",
    "letter_part",
    "main_title",
    "match_key",
    "read_name",
    "read_path",
    "read_sidecar",
    "read_track_words",
    "readable",
    "release_group",
    "sort_title",
    "split_extension",
    "take_edition_tag",
    "take_extra_suffix",
    "take_ids",
    "title_year",
    "without_site",
    "words_of",
    "years_in",
]
