"""A thin reading of episode names, until the naming package reads them."""

import datetime
import re

import msgspec

from matinee.catalog.naming import clean_title, years_in

_SXXEYY = re.compile(r"(?i)\bs(\d{1,4})[ ._-]*e(\d{1,4})((?:[ ._]*-?[ ._]*e\d{1,4})*)(?:-(\d{1,3})\b)?")
_SEASON = re.compile(r"(?i)(?:season|staffel|saison|s)[ ._-]*(\d{1,3})$")


class EpisodeReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a path says about an episode."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: datetime.date | None = None
    episode_title: str | None = None
    part: int | None = None
    edition: str | None = None
    ids: dict[str, str] = {}
    extra: str | None = None
    extra_title: str | None = None
    rules: dict[str, str] = {}
    confidence: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether there is a series to file it under."""
        return bool(self.title)


def read_episode_path(path: str) -> EpisodeReading:
    """Read the commonest forms."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    found = _SXXEYY.search(stem)
    chain = [folder for folder in folders if not _SEASON.fullmatch(folder) and folder.lower() != "specials"]
    raw = chain[-1] if chain else (stem[: found.start()] if found else "")
    years = years_in(raw)
    title = clean_title(raw[: years[-1].start].rstrip(" (.[")) if years and years[-1].start > 0 else clean_title(raw)
    year = years[-1].number if years and years[-1].start > 0 else None
    if found is None:
        return EpisodeReading(title=title, year=year)
    first = int(found[2])
    numbers = [first, *(int(each) for each in re.findall(r"\d+", found[3] or ""))]
    if found[4]:
        numbers += [int(found[4])]
    if len(numbers) == 2:
        numbers = list(range(numbers[0], numbers[1] + 1)) or numbers[:1]
    return EpisodeReading(title=title, year=year, season=int(found[1]), episodes=tuple(numbers), confidence=1.0)
