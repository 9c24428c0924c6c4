"""Reading NFO files of Kodi and Jellyfin: movie, tvshow, season, episodes in one file, or only a link to a provider."""

import datetime as dt
import re

from msgspec import UNSET

from matinee.catalog.naming import checked_id
from matinee.metadata.providers.nfo.errors import NfoRefused
from matinee.metadata.providers.nfo.fields import Fields
from matinee.metadata.providers.nfo.reading import NfoFile, NfoKind, NfoReading
from matinee.metadata.providers.nfo.text import safe_text
from matinee.metadata.providers.nfo.tree import Element, parse

_KINDS: dict[str, NfoKind] = {"movie": "movie", "tvshow": "tvshow", "season": "season", "episodedetails": "episode"}
_ROOT = re.compile(r"<(movie|tvshow|season|episodedetails)[\s>/]")
_LINKS = (
    ("imdb", re.compile(r"imdb\.com/(?:[a-z]{2}/)?title/(tt[0-9]{7,10})")),
    ("tmdb", re.compile(r"themoviedb\.org/(?:movie|tv)/([0-9]{1,10})")),
    ("tvdb", re.compile(r"thetvdb\.com/(?:[^\s<]{0,80}?id=|series/)([0-9]{1,10})(?![0-9a-z-])")),
    ("tvmaze", re.compile(r"tvmaze\.com/shows/([0-9]{1,10})")),
)
_MINUTE_MS = 60_000


def read_nfo(raw: bytes) -> NfoFile:
    """Read an NFO's bytes (hand over at most 2 MB + 1). Hostile and broken ones give a note. Never raises."""
    notes: list[str] = []
    try:
        text = safe_text(raw)
        titles = _titles(text, notes)
    except NfoRefused as refused:
        return NfoFile((), (refused.reason,))
    if not titles and (ids := _linked_ids(text)):
        titles = (NfoReading(kind="ids", external_ids=ids),)
    return NfoFile(titles, tuple(notes))


def _titles(text: str, notes: list[str]) -> tuple[NfoReading, ...]:
    first = _ROOT.search(text)
    if first is None:
        return ()
    end = text.rfind(">") + 1  # Kodi lets a link follow the XML
    root = parse(f"<nfo>{text[first.start() : end]}</nfo>")
    return tuple(_title(element, notes) for element in root if str(element.tag) in _KINDS)


def _title(element: Element, notes: list[str]) -> NfoReading:
    kind = _KINDS[str(element.tag)]
    fields = Fields(element, notes)
    runtime = fields.number("runtime", low=0, high=100_000)
    premiered = fields.date("premiered", "aired", "releasedate")
    year = fields.number("year", low=1870, high=2100)
    if year is UNSET and isinstance(premiered, dt.date) and kind != "episode":
        year = premiered.year
    return NfoReading(
        kind=kind,
        title=fields.name("title"),
        original_title=fields.name("originaltitle"),
        sort_title=fields.sort_title(),
        series_title=fields.name("showtitle"),
        year=year,
        overview=fields.text("plot", "outline"),
        tagline=fields.name("tagline"),
        runtime_ms=UNSET if runtime is UNSET else int(str(runtime)) * _MINUTE_MS,
        rating=fields.rating(),
        certificate=fields.name("mpaa", "certification"),
        air_date=premiered,
        end_date=fields.date("enddate"),
        status=fields.status(),
        edition=fields.name("edition"),
        season=fields.number("season", "seasonnumber", low=0, high=10_000),
        episode=fields.number("episode", low=0, high=100_000),
        airs_before_season=fields.number("airsbefore_season", "displayseason", low=0, high=10_000),
        airs_before_episode=fields.number("airsbefore_episode", "displayepisode", low=0, high=100_000),
        airs_after_season=fields.number("airsafter_season", low=0, high=10_000),
        collection=fields.name("set/name", "set"),
        genres=fields.names("genre"),
        studios=fields.names("studio"),
        tags=fields.names("tag"),
        credits=fields.people(),
        external_ids=fields.ids("tmdb" if kind == "movie" else "tvdb"),
        play_count=fields.number("playcount", low=0, high=1_000_000),
        watched=fields.flag("watched"),
        last_played=fields.moment("lastplayed"),
    )


def _linked_ids(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for provider, pattern in _LINKS:
        link = pattern.search(text)
        if link and (value := checked_id(provider, link[1])):
            found[provider] = value
    return found
