"""Typed fields out of an NFO's element, each checked by itself: what cannot be is left out with a note."""

import datetime as dt
from collections.abc import Callable

from msgspec import UNSET, UnsetType

from matinee.catalog.describing import CreditLine
from matinee.catalog.naming import checked_id, sort_title
from matinee.metadata.providers.nfo.tree import Element

_LONGEST_TEXT, _LONGEST_NAME, _MOST_VALUES = 20_000, 500, 500
_ID_TAGS = {
    "imdbid": "imdb",
    "imdb_id": "imdb",
    "tmdbid": "tmdb",
    "tvdbid": "tvdb",
    "tvmazeid": "tvmaze",
    "anidbid": "anidb",
}
_PROVIDERS = frozenset({"imdb", "tmdb", "tvdb", "tvmaze", "anidb", "anilist", "mal", "wikidata", "trakt"})
_STATUS = {
    "continuing": "continuing",
    "returning series": "continuing",
    "returning": "continuing",
    "running": "continuing",
    "in production": "continuing",
    "planned": "continuing",
    "ended": "ended",
    "canceled": "ended",
    "cancelled": "ended",
}
_CREDITS = {"director": "director", "credits": "writer", "writer": "writer", "composer": "composer"}


class Fields:
    """One title's element; `notes` gathers what was refused."""

    def __init__(self, element: Element, notes: list[str]) -> None:
        self._element = element
        self._notes = notes

    def text(self, *tags: str, longest: int = _LONGEST_TEXT) -> str | UnsetType:
        """The first of the tags that holds text."""
        for tag in tags:
            value = _text_of(self._element.find(tag))
            if value:
                return value[:longest]
        return UNSET

    def name(self, *tags: str) -> str | UnsetType:
        """A short text on one line."""
        value = self.text(*tags, longest=_LONGEST_NAME)
        return value if value is UNSET else " ".join(str(value).split())

    def sort_title(self) -> str | UnsetType:
        """The title to sort by, folded as the catalog's are."""
        value = self.name("sorttitle")
        return value if isinstance(value, UnsetType) else sort_title(value) or value

    def number(self, *tags: str, low: int, high: int) -> int | UnsetType:
        """A whole number between two bounds; others are refused."""
        return self._checked(tags, lambda text: _bounded(int(text), low, high))

    def rating(self) -> float | UnsetType:
        """The default rating of ten: Kodi's `<ratings>`, else the old `<rating>`."""
        for rating in self._element.findall("ratings/rating")[:20]:
            top = _float(rating.get("max") or "10")
            value = _float(_text_of(rating.find("value")))
            if value is not None and top and 0 <= value <= top <= 1000 and rating.get("default", "true") == "true":  # noqa: PLR2004
                return round(value / top * 10, 2)
        return self._checked(("rating",), lambda text: _bounded(float(text.replace(",", ".")), 0, 10))

    def date(self, *tags: str) -> dt.date | UnsetType:
        """A day as `2008-01-20`."""
        return self._checked(tags, lambda text: dt.date.fromisoformat(text[:10]))

    def moment(self, *tags: str) -> dt.datetime | UnsetType:
        """A point in time; one without zone counts as UTC."""
        return self._checked(tags, _moment)

    def status(self) -> str | UnsetType:
        """Whether a series goes on: `continuing` or `ended`, whatever the file's words are."""
        return _STATUS.get(str(self.text("status", longest=40)).casefold(), UNSET)

    def flag(self, tag: str) -> bool | UnsetType:
        """`true` or `false`."""
        value = self.text(tag)
        return UNSET if value is UNSET else str(value).lower() in {"true", "1", "yes"}

    def names(self, tag: str) -> tuple[str, ...] | UnsetType:
        """All values of a repeated tag, split at ` / ` as old files do, each once."""
        found: dict[str, None] = {}
        for element in self._element.findall(tag)[:_MOST_VALUES]:
            for piece in _text_of(element).split(" / "):
                if piece.strip():
                    found[" ".join(piece.split())[:_LONGEST_NAME]] = None
        return tuple(found) or UNSET

    def people(self) -> tuple[CreditLine, ...] | UnsetType:
        """Actors in their order, then who made it."""
        found: list[CreditLine] = []
        for actor in self._element.findall("actor")[:_MOST_VALUES]:
            name = _text_of(actor.find("name"))[:_LONGEST_NAME]
            if name:
                found.append(CreditLine(name, "actor", _text_of(actor.find("role"))[:_LONGEST_NAME] or None))
        for tag, role in _CREDITS.items():
            names = self.names(tag)
            found += [CreditLine(name, role) for name in (() if isinstance(names, UnsetType) else names)]
        return tuple(dict.fromkeys(found)) or UNSET

    def ids(self, of_id_tag: str) -> dict[str, str] | UnsetType:
        """Provider ids in every spelling; `of_id_tag` is the provider of a bare `<id>`."""
        found: dict[str, str] = {}
        for element in self._element.findall("uniqueid")[:20]:
            self._take_id(found, (element.get("type") or "").lower(), _text_of(element))
        for tag, provider in _ID_TAGS.items():
            self._take_id(found, provider, _text_of(self._element.find(tag)))
        bare = _text_of(self._element.find("id"))
        self._take_id(found, "imdb" if bare.startswith("tt") else of_id_tag, bare)
        return found or UNSET

    def _take_id(self, found: dict[str, str], provider: str, value: str) -> None:
        if not value or provider not in _PROVIDERS or provider in found:
            return
        checked = checked_id(provider, value)
        if checked:
            found[provider] = checked
        else:
            self._notes.append(f"{provider}:refused")

    def _checked[T](self, tags: tuple[str, ...], read: Callable[[str], T]) -> T | UnsetType:
        for tag in tags:
            value = _text_of(self._element.find(tag))
            if not value:
                continue
            try:
                return read(value[:40])
            except (ValueError, OverflowError):
                self._notes.append(f"{tag}:refused")
        return UNSET


def _text_of(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _bounded[N: (int, float)](value: N, low: int, high: int) -> N:
    if not low <= value <= high:
        raise ValueError(value)
    return value


def _float(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
