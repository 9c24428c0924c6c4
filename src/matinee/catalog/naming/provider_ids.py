"""Ids of metadata providers that people write into names: `{tmdb-603}`, `[tvdbid=81189]`, `(tt0133093)`."""

import re

_BRACKETED = re.compile(
    r"[\[({]\s*(imdb|tmdb|themoviedb|tvdb|thetvdb|tvmaze|anidb|anilist|mal|myanimelist|kitsu|trakt|wikidata|douban)"
    r"\s*(?:[-_ ]?(?:series|movie|tv))?(?:[-_ ]?id)?\s*[-=:_ ]\s*([^\])}]{0,64})[\])}]",
    re.IGNORECASE,
)
_BRACKETED_IMDB = re.compile(r"[\[({]\s*(tt[0-9]{1,40})\s*[\])}]", re.IGNORECASE)
_BARE_IMDB = re.compile(r"(?<![^\W_])tt[0-9]{7,10}(?![^\W_])")
_PROVIDERS = {"themoviedb": "tmdb", "thetvdb": "tvdb", "myanimelist": "mal"}
_IMDB = re.compile(r"tt[0-9]{7,10}")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]{0,11}")
_LARGEST = 2**31 - 1  # every provider's numbers fit a signed 32-bit integer


def take_ids(name: str) -> tuple[str, dict[str, str]]:
    """The name without its id tags, and the ids by provider. An id that no provider could have given is dropped."""
    ids: dict[str, str] = {}
    if "(" in name or "[" in name or "{" in name:
        name = _BRACKETED.sub(lambda tag: _take(ids, tag[1], tag[2]), name)
        name = _BRACKETED_IMDB.sub(lambda tag: _take(ids, "imdb", tag[1]), name)
    if "tt" in name:
        name = _BARE_IMDB.sub(lambda tag: _take(ids, "imdb", tag[0]), name)
    return name, ids


def _take(ids: dict[str, str], provider: str, value: str) -> str:
    provider = provider.lower()
    provider = _PROVIDERS.get(provider, provider)
    checked = checked_id(provider, value.strip())
    if checked and provider not in ids:
        ids[provider] = checked
    return " "


def checked_id(provider: str, value: str) -> str | None:
    """The id in its provider's own form, or None when it cannot be one (`../../x`, negative, 10^30)."""
    if provider == "imdb":
        value = value.lower()
        return value if _IMDB.fullmatch(value) else None
    if provider == "wikidata":
        return value.upper() if _WIKIDATA.fullmatch(value.upper()) else None
    return value if _NUMBER.fullmatch(value) and int(value) <= _LARGEST else None
