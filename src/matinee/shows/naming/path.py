"""A path read as an episode's: series and season from the folders, numbers from the file, the better title wins."""

import re

import msgspec

from matinee.catalog.naming import (
    NameReading,
    Word,
    clean_title,
    edition_after,
    find_part,
    first_tag,
    latin_title,
    read_name,
    read_path,
    release_group,
    take_edition_tag,
    take_extra_suffix,
    take_ids,
    without_site,
    words_of,
)
from matinee.shows.naming.anime import FansubName, read_fansub_name
from matinee.shows.naming.beside import number_in_front, with_absolute, with_date, with_front, with_further
from matinee.shows.naming.dates import DateMark, find_date
from matinee.shows.naming.marks import Mark, find_episode_mark, find_part_mark, find_season_mark
from matinee.shows.naming.numbers import Surroundings, find_number
from matinee.shows.naming.reading import EpisodeGuess, EpisodeReading
from matinee.shows.naming.said import season_between_titles, season_in_words
from matinee.shows.naming.seasons import read_season_folder
from matinee.shows.naming.series import Chain, choose_series, read_chain

_SEASON_BEHIND_SERIES = re.compile(r"[\s._]+(?P<s>[0-9]{1,2})[\s._]+-[\s._]+(?P<e>[0-9]{1,3})(?![^\W_])")
_BEHIND_TAGS = re.compile(r"(?<=[^\W_])-(?P<s>[1-9])(?P<e>[0-9]{2})$")
_SPLIT_LETTER = re.compile(r"([a-d])(?![^\W_])", re.IGNORECASE)
_TRAILING_TIGHT_PART = re.compile(r"[\s._\-(\[](?:pt|part|cd|dvd|dis[ck])[._-]?([1-9])[)\]]?$", re.IGNORECASE)
_SPECIAL_WORD = re.compile(r"(?<![^\W_])(?:special|ova|oad|oav)s?(?![^\W_])", re.IGNORECASE)
_BRACKETED_TAIL = re.compile(r"\s*[\[{(【][^\])}】]*[\])}】]?\s*$")
_FANSUB_TAIL = re.compile(r"[\s._]*[\[(【](?![0-9]{1,4}(?:[-–~][0-9]{1,4})?[\])])[^\[\]()【】]*[\])】]?[\s._]*$")
_NUMBER_IN_BRACKETS = re.compile(r"[\s._-]*[(\[](?P<n>[0-9]{1,4}(?:[-–~][0-9]{1,4})?)[)\]]$")
_COUNTED = re.compile(r"[-–]\s*[0-9]{2,4}(?:v[0-9])?$")
_SUBBED_NUMBER = re.compile(r"[0-9]\sVOSTFR(?![^\W_])", re.IGNORECASE)
_FANSUB_VERSION = re.compile(r"(?<=[0-9])[\s_]+v[0-9]$", re.IGNORECASE)
_HALF = re.compile(r"[\s._-]+[0-9]{1,3}\.5(?![0-9]|\s*[-–]\s*[0-9])")
_TAGS_IN_FRONT = re.compile(
    r"(?:(?:HD|FHD|UHD|SD)[\s._-]{1,2})?[0-9]{3,4}[pi][\s._]*[:\-–][\s._]*(?=[^\W_])", re.IGNORECASE
)
_KIND_TAIL = re.compile(r"\s*\((?:TV|ONA|BD|WEB)\)\s*[-–]?\s*$", re.IGNORECASE)


class _Found(msgspec.Struct, frozen=True):
    """The mark of a name, the name as it was searched, and where its release tags begin."""

    mark: Mark | None
    text: str
    other: EpisodeGuess | None = None


_EPISODE_WORD_TAIL = re.compile(r"(?<=[^\W_])[\s._]+ep(?:isode)?[\s._#-]*$", re.IGNORECASE)


def read_episode_path(path: str | bytes) -> EpisodeReading:
    """Series, season, episodes, absolute numbers or date of an episode's file. Never raises."""
    names = read_path(path)
    chain = read_chain(names.folders)
    stem, extra = (names.stem, chain.extra) if chain.extra else take_extra_suffix(names.stem)
    stem, ids = take_ids(stem)
    stem, edition = take_edition_tag(stem)
    fansub = read_fansub_name(without_site(stem), has_series_folder=chain.series is not None)
    found = _find(fansub.text, chain, fansub)
    if chain.release:
        found = _beside_release(found, chain.release, chain)
    if found.mark and chain.season not in {None, found.mark.season} and not chain.season_is_explicit:
        chain = read_chain(names.folders, counts_bare_number=found.mark.season is None)  # `24/8x21`: no season
    if fansub.extra and (found.mark is None or found.mark.confidence < 0.92):
        extra = extra or fansub.extra
        found = _Found(None, found.text[: fansub.title_end])
    return _reading(found, chain, fansub, extra=extra, ids=ids, edition=edition)


def _beside_release(found: _Found, folder: str, chain: Chain) -> _Found:
    """A file in the folder of its release: the folder numbers what the file does not, and says its title in full."""
    release = _find(without_site(folder), chain, read_fansub_name(folder))
    if release.mark is None:
        return found
    if chain.is_disc or found.mark is None or found.mark.confidence < 0.9:
        return _with_release(found, release)
    is_same = (found.mark.season, found.mark.episodes) == (release.mark.season, release.mark.episodes)
    return release if is_same and _is_short_for(found, release, folder) else found


def _is_short_for(found: _Found, release: _Found, folder: str) -> bool:
    """`grp-sn.s01e02` in the folder `Show.Name.S01E02.720p-GRP`."""
    if found.mark is None or release.mark is None:
        return False
    group = release_group(folder)
    before = found.text[: found.mark.start].strip(" ._-").lower()
    return group is not None and (before.startswith(f"{group.lower()}-") or "-" in before) and " " not in before


def _with_release(found: _Found, release: _Found) -> _Found:
    """What the folder of a release numbers; of several episodes, the one that the file in it is."""
    own = found.mark.episodes if found.mark else ()
    if release.mark is None or not own or not set(own) < set(release.mark.episodes):
        return release
    return msgspec.structs.replace(release, mark=msgspec.structs.replace(release.mark, episodes=own))


def _find(text: str, chain: Chain, fansub: FansubName) -> _Found:
    mark = find_season_mark(text)
    if mark:
        return _stated(text, mark, chain, is_fansub=fansub.is_fansub)
    text = _without_tags_in_front(text)
    words = words_of(text)
    tag = first_tag(words, after=0)
    body = text[: words[tag].start].rstrip(" ([{【_.-") if tag is not None else text
    date = find_date(body) or (find_date(text) if tag is not None else None)
    if date and not (date.rule == "date_six" and find_episode_mark(body)):
        numbered = find_episode_mark(text[: date.start])
        if numbered and numbered.rule == "episode_word" and numbered.start > 0:  # `Show Capitulo 91 (2012-10-10)`
            return _Found(msgspec.structs.replace(_placed(numbered, chain, is_anime=False), date=date.date), text)
        return _dated(date, text)
    return _undated(text, body, chain, fansub, is_scene=tag is not None and " " not in text.strip())


def _undated(text: str, body: str, chain: Chain, fansub: FansubName, *, is_scene: bool) -> _Found:
    """A name without date or stated season: `body` is what stands before its release tags."""
    is_anime = fansub.is_fansub or chain.is_anime or _SUBBED_NUMBER.search(text) is not None
    if is_anime:
        body = _fansub_body(body)
        if (inside := season_between_titles(body)) is not None:
            return _Found(*inside)
    if (said := season_in_words(body, text, is_anime=is_anime)) is not None:
        return _Found(said, text)
    if _HALF.search(body):
        return _unnumbered(body)
    skipped = _series_prefix(body, chain)
    counted = _SEASON_BEHIND_SERIES.match(body[skipped:]) if skipped and chain.season is None else None
    found = (
        _season_behind_series(counted)
        if counted
        else _numbered(body[skipped:], chain, is_anime=is_anime, is_scene=is_scene)
    )
    if found is None:
        behind = _BEHIND_TAGS.search(text) if is_scene else None
        return _Found(_numbered_behind_tags(behind), text) if behind else _unnumbered(body)
    return _Found(msgspec.structs.replace(found, start=found.start + skipped, end=found.end + skipped), text)


def _stated(text: str, mark: Mark, chain: Chain, *, is_fansub: bool) -> _Found:
    """A mark of season and episode with what stands beside it."""
    mark = with_date(text, with_further(text, mark))
    mark = with_absolute(text, mark, has_series_folder=chain.series is not None, is_fansub=is_fansub)
    front = number_in_front(text, mark)
    if front is None:
        return _Found(mark, text)
    cut = front.end()
    mark = with_front(msgspec.structs.replace(mark, start=mark.start - cut, end=mark.end - cut), front)
    return _Found(mark, text[cut:])


def _without_tags_in_front(text: str) -> str:
    """`HD 720p: Show - 11` without the tags that stand before the title."""
    found = _TAGS_IN_FRONT.match(text)
    return text[found.end() :] if found else text


def _numbered_behind_tags(found: re.Match[str]) -> Mark:
    """`grp-show-dl-720p-x264-103`: German releases name their files so."""
    season, episode = int(found["s"]), int(found["e"])
    return Mark(
        rule="number_behind_tags",
        start=found.start(),
        end=found.end(),
        season=season,
        episodes=(episode,),
        confidence=0.7,
    )


def _season_behind_series(found: re.Match[str]) -> Mark:
    """`Show/Show 5 - 02`: what stands between the series' title and the episode is its season."""
    start, end = found.span()
    season, episode = int(found["s"]), int(found["e"])
    return Mark(rule="season_behind_series", start=start, end=end, season=season, episodes=(episode,), confidence=0.85)


def _fansub_body(body: str) -> str:
    """A fansub name without the brackets and the languages behind its number; `(01-04)` at its end as ` - 01-04`."""
    while (shorter := _FANSUB_TAIL.sub("", body)) != body and shorter.strip(" ._-"):
        body = shorter
    weak = next(
        (
            word
            for word in words_of(body)[1:]
            if word.kind == "weak" and body[: word.start].rstrip(" _.")[-1:].isdigit()
        ),
        None,
    )
    body = _FANSUB_VERSION.sub("", body[: weak.start].rstrip(" _.[(") if weak else body)
    numbered = _NUMBER_IN_BRACKETS.search(body)
    if numbered is None:
        return body
    before = body[: numbered.start()]
    return before if _COUNTED.search(before) else f"{before} - {numbered['n']}"


def _unnumbered(body: str) -> _Found:
    """A name without episode: a special that counts nothing (`OVA`, `12.5`), or what at least names its season."""
    special = _HALF.search(body) or _SPECIAL_WORD.search(body)
    if special and body[: special.start()].strip(" ._-"):
        return _Found(Mark(rule="special", start=special.start(), end=special.end(), season=0, confidence=0.6), body)
    return _Found(None, body)


def _series_prefix(body: str, chain: Chain) -> int:
    """How much of the name is the series' own title, so that its numbers are not counted (`30 Rock - 02`)."""
    if chain.series is None:
        return 0
    title = chain.series.title.lower().replace(".", " ")
    plain = body.lower().replace(".", " ").replace("_", " ")
    if len(plain) != len(body) or not plain.startswith(title) or len(plain) == len(title):
        return 0
    return 0 if plain[len(title)].isalnum() else len(title)


def _numbered(body: str, chain: Chain, *, is_anime: bool, is_scene: bool) -> Mark | None:
    """The mark of a name that does not state its season."""
    mark = find_episode_mark(body)
    if mark:
        return _placed(mark, chain, is_anime=is_anime)
    around = Surroundings(
        season=chain.season,
        has_series_folder=chain.series is not None,
        is_anime=is_anime,
        is_scene=is_scene,
    )
    part = find_part_mark(body)
    number = find_number(body, around)
    is_behind = (
        number is not None and is_anime and number.rule.startswith("dashed") and number.start >= part.end
        if part
        else False
    )
    if part and not is_behind and (number is None or number.start >= part.start or number.rule.startswith("inner")):
        return _placed(part, chain, is_anime=False)
    return number


def _dated(date: DateMark, text: str) -> _Found:
    other = EpisodeGuess(title="", date=date.other, confidence=0.85) if date.other else None
    mark = Mark(rule=date.rule, start=date.start, end=date.end, date=date.date, confidence=0.9)
    return _Found(mark, text, other)


def _placed(mark: Mark, chain: Chain, *, is_anime: bool) -> Mark:
    """An episode without its season: the folder's, a whole series' count for anime, else the only season."""
    if mark.season is not None:
        return mark
    if chain.season is not None:
        return msgspec.structs.replace(mark, season=chain.season)
    if is_anime:
        return msgspec.structs.replace(mark, absolute=mark.episodes, episodes=())
    return msgspec.structs.replace(mark, season=1, confidence=0.85 if mark.rule != "part_of_series" else 0.7)


def _reading(
    found: _Found, chain: Chain, fansub: FansubName, *, extra: str | None, ids: dict[str, str], edition: str | None
) -> EpisodeReading:
    mark, text = found.mark, found.text
    before = text[: mark.start] if mark else text
    file = _file_series(before, mark, fansub)
    in_folder = chain.extra is not None and chain.series is not None  # `Show/Featurettes/The Caves`
    series, place = choose_series(None if in_folder else file, chain)
    is_bracketed = mark is not None and text[: mark.start].strip() == "[" and "[" in text[mark.end :]
    if series is None and mark and (mark.rule.startswith("leading_number") or is_bracketed):
        series, place = _series_behind(text[mark.end :]), "file"
    season = mark.season if mark else chain.season
    if mark and season is None and chain.season is not None and not mark.date:
        season = chain.season
    rest = text[mark.end :] if mark else ""
    words = words_of(rest)
    tag = first_tag(words, after=0)
    part = _part(mark, rest)
    edition = edition or (edition_after(words, tag or 0) if tag is not None else None)
    group = fansub.group or release_group(text)
    title = series.title if series and series.names_something else ""
    year = series.year if series else None
    ids = {**(chain.series.ids if chain.series else {}), **ids}
    rule = mark.rule if mark else ""
    facts = (
        ("title", title, f"{place}.{series.title_rule}" if series else ""),
        ("year", year, f"{place}.{series.year_rule}" if series else ""),
        ("season", season is not None, rule if mark and mark.season is not None and chain.season != mark.season else "season_folder"),
        ("episodes", mark and mark.episodes, rule), ("absolute", mark and mark.absolute, rule),
        ("date", mark and mark.date, "date_beside" if mark and mark.episodes else rule), ("part", part, "part_mark"), ("edition", edition, "edition"),
        ("ids", ids, "id_tag"), ("extra", extra, "extras_folder" if chain.extra else "extras_suffix"),
        ("group", group, "fansub_group" if fansub.group else "release_group"),
    )  # fmt: skip
    return EpisodeReading(
        title=title,
        series_year=year,
        season=season,
        episodes=mark.episodes if mark else (),
        absolute=mark.absolute if mark else (),
        date=mark.date if mark else None,
        part=part,
        episode_title=_episode_title(rest, words, tag),
        edition=edition,
        ids=ids,
        extra=extra,
        extra_title=clean_title(text) if extra and chain.extra else None,
        group=group,
        rules={name: rule for name, value, rule in facts if value},
        confidence=round(mark.confidence if mark and title else 0.1, 2),
        alternatives=(msgspec.structs.replace(found.other, title=title),) if found.other else (),
    )


def _file_series(before: str, mark: Mark | None, fansub: FansubName) -> NameReading | None:
    """The series as the file names it: what stands before the mark, without a season said twice."""
    if not before.strip(" ._-[("):
        return None
    if fansub.is_fansub:
        before = _KIND_TAIL.sub("", latin_title(before.strip(" .-")))
    before = _EPISODE_WORD_TAIL.sub("", before)
    if mark and mark.season is not None:
        said = read_season_folder(before)
        if (
            said
            and said.is_explicit
            and (said.season == mark.season or mark.rule in {"special", "cap"})
            and said.series.strip(" ._-")
        ):
            before = said.series
    return read_name(before)


def _series_behind(rest: str) -> NameReading | None:
    """`003. Show - Title`: a number first, with no folder that names the series; what follows it does."""
    reading = read_name(rest.strip(" ._-").split(" - ")[0])
    return reading if reading.names_something else None


def _part(mark: Mark | None, rest: str) -> int | None:
    """Episodes split over files: `S01E01a`, `S01E01.pt1`, `… - part2` at the end."""
    if not mark or mark.rule == "part_of_series":
        return None
    letter = _SPLIT_LETTER.match(rest)
    if letter:
        return ord(letter[1].lower()) - ord("a") + 1
    tight = _TRAILING_TIGHT_PART.search(rest)
    if tight:
        return int(tight[1])
    part = find_part(rest)
    if part is None or part.start > 1:
        return None
    return part.number if part.is_sure or part.end == len(rest.rstrip()) else None


def _episode_title(rest: str, words: list[Word], tag: int | None) -> str | None:
    """What stands between the mark and the tags, when a separator or bracket does not say otherwise."""
    text = rest[: words[tag].start] if tag is not None else rest
    text = _SPLIT_LETTER.sub("", text, count=1) if _SPLIT_LETTER.match(text) else text
    title = clean_title(_BRACKETED_TAIL.sub("", text.lstrip(" ._-])")))
    return title if len(title) > 1 else None
