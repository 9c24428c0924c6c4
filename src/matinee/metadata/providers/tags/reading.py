"""Container tags as fields, each checked by itself: anyone may have written them."""

import datetime as dt
import re

from msgspec import UNSET, UnsetType

from matinee.catalog.describing import Description
from matinee.catalog.naming import checked_id

_ID_TAGS = ("imdb", "tmdb", "tvdb")
_ID_VALUE = re.compile(r"^(?:movie|tv|series)/|^(?:movies|episodes)/")
_GENRES = re.compile(r"\s*[,;/|]\s*")
_YEAR = re.compile(r"^(1[89][0-9]{2}|20[0-9]{2})(?![0-9])")
_MOST_GENRES, _LONGEST_GENRE = 10, 60
_RELEASE_WORDS = re.compile(
    r"(?i)\b(?:1080p|720p|2160p|480p|x26[45]|h\.?26[45]|web-?dl|bluray|www\.|https?:|s[0-9]{1,2}e[0-9]{1,3})"
)


def read_tags(tags: dict[str, str], kind: str) -> tuple[Description, tuple[str, ...]]:
    """Read the tags of a movie or episode; give the fields, and what was refused."""
    notes: list[str] = []
    ids = _ids(tags, notes) if kind == "movie" else UNSET  # tags of an episode carry its series' ids as often
    date = _date(tags.get("date"))
    said = Description(
        title=_title(tags.get("title")) if kind == "episode" else UNSET,
        year=_year(tags.get("date") or tags.get("year")) if kind == "movie" else UNSET,
        air_date=date,
        overview=tags.get("synopsis") or tags.get("description") or UNSET,
        certificate=tags.get("law_rating") or tags.get("content_rating") or UNSET,
        genres=_genres(tags.get("genre")),
        external_ids=ids,
    )
    return said, tuple(notes)


def _title(text: str | None) -> str | UnsetType:
    """A title, unless it is the release's name."""
    return UNSET if not text or _RELEASE_WORDS.search(text) or ("." in text and " " not in text) else text


def _ids(tags: dict[str, str], notes: list[str]) -> dict[str, str] | UnsetType:
    found: dict[str, str] = {}
    for provider in _ID_TAGS:
        value = _ID_VALUE.sub("", tags.get(provider, ""))
        if value and (checked := checked_id(provider, value)):
            found[provider] = checked
        elif value:
            notes.append(f"{provider}:refused")
    return found or UNSET


def _year(text: str | None) -> int | UnsetType:
    found = _YEAR.match(text or "")
    return int(found[1]) if found else UNSET


def _date(text: str | None) -> dt.date | UnsetType:
    try:
        return dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return UNSET


def _genres(text: str | None) -> tuple[str, ...] | UnsetType:
    names = dict.fromkeys(name[:_LONGEST_GENRE] for name in _GENRES.split(text or "") if name and not name.isdecimal())
    return tuple(names)[:_MOST_GENRES] or UNSET
