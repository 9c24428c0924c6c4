"""One name, of a file or a folder, read as a title with its year, edition, part, ids and group."""

import re

import msgspec

from matinee.catalog.naming.editions import edition_after, edition_before, take_edition_tag
from matinee.catalog.naming.parts import find_part, letter_part
from matinee.catalog.naming.provider_ids import take_ids
from matinee.catalog.naming.releases import Word, first_tag, release_group, without_site, words_of
from matinee.catalog.naming.titles import clean_title, main_title
from matinee.catalog.naming.two_titles import latin_title
from matinee.catalog.naming.vocabulary import FUNCTION_WORDS
from matinee.catalog.naming.years import Year, is_of_title, title_year

_LEADING_GROUP = re.compile(r"^\s*[\[【]([^\]】]{1,60})[\]】][\s._-]*")
_NEWS_BEFORE_TITLE = re.compile(r"★?[0-9]{1,2}月新番★?\s*[\[【]([^\]】]{1,200})[\]】]")
_TRAILING_BRACKET = re.compile(r"\s*(?:\[[^\]]*\]|【[^】]*】|\{[^}]*\})\s*$")
_YEAR_FIRST = re.compile(r"^(?:[\[(]((?:19|20)[0-9]{2})[\])][\s._-]*|((?:19|20)[0-9]{2})\s+[-–]\s+)(?=\S)")
_SORT_NUMBER = re.compile(
    r"^(?:\([0-9]{1,2}\)\s*|(?:0[0-9]{1,2}|[0-9]{1,2}(?=\s+[-–]\s))(?:\s*[-–.)]+\s*|\s+[-–]\s+))(?=[^\W\d_])"
)
_TIGHT_CAPITALS = re.compile(r"[0-9]{2}-[A-Z]{3,}(?:\s[-–]|\s*$)")  # *07-GHOST* is no seventh film of a row
_VERSION_OF_GROUP = re.compile(r"[\s._]+v[0-9]$", re.IGNORECASE)
_HAS_TEXT = re.compile(r"[^\W_]")
_TITLES_IN_BRACKETS = frozenset({"rec"})
_SINGLE_TAGS = frozenset(
    "multi vostfr 4k uhd hd dvd fhd 3d imax remastered unrated extended uncut rarbg subbed dubbed proper repack rerip "
    "truefrench subfrench theatrical despecialized web dual vff vfq dublado legendado hsbs sbs hou engsub 2k 8k hdc".split()
)
_PICTURE_SIZES = frozenset({"4k", "8k", "2k", "uhd", "fhd", "hd", "sd", "dvd"})
_SUBBED = frozenset({"subs", "sub", "subbed", "dubbed", "dublado", "legendado", "vostfr", "engsub", "multisubs"})
_LANGUAGES_BEFORE_YEAR = frozenset({"german", "swissgerman"})
_COLLECTION = re.compile(
    r"\b(?:collection|trilogy|quadrilogy|tetralogy|duology|pentalogy|hexalogy|anthology|saga|box[\s._-]?set|pack|filmography|"
    r"universe|coll|trilogie|trilogia|colección|coleccion|collezione|filmreihe|sammlung)\b|(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:the\s)?(?:movie|film|video|feature|main|index|file|untitled|unknown|title|new|main movie|main feature|full movie)",
    re.IGNORECASE,
)
_JUNK = re.compile(
    r"title[\s_-]?t?\d{1,3}|t0\d|vts[\s_]\d{2}[\s_]\d|0\d{4}|video[\s_]ts|[0-9a-f]{16,}|cd\s?\d|disc\s?\d|part\s?\d"
    r"|(?:vid|img|mvi|dscn?|pxl|gopr|cimg)[\s_-]?\d{3,8}(?:[\s_-]\d{1,9}){0,3}"
    r"|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{24,}|[\W_]*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:video|movie|film|file|clip|untitled|unknown)[\s_-]?\(?\d{1,4}\)?", re.IGNORECASE)
"""What a camera or a program counts, unless a year stands behind it: somebody wrote *Film 3 (2001)*."""


class NameReading(msgspec.Struct, frozen=True, kw_only=True):
    """What one name says, and how: `is_tagged` when release tags stand in it, the rules by field."""

    title: str
    year: int | None
    year_is_bracketed: bool
    edition: str | None
    part: int | None
    part_is_sure: bool
    ids: dict[str, str]
    group: str | None
    is_tagged: bool
    holds_several: bool
    title_rule: str
    year_rule: str
    is_only_tags: bool = False
    """The whole name is release tags (`1080p`, `BluRay 2160p`), which say nothing of a title."""

    @property
    def is_usable(self) -> bool:
        """A title that names something: not empty, not `movie`, not a hash."""
        return self.names_something and (bool(self.year or self.ids) or not _PLACEHOLDER.fullmatch(self.title))

    @property
    def names_something(self) -> bool:
        """A title that is no hash and no counter of a disc's files."""
        if not self.title or self.is_only_tags or _JUNK.fullmatch(self.title):
            return False
        return bool(self.year) or not _COUNTED.fullmatch(self.title)


def read_name(text: str) -> NameReading:
    """Read a stem or a folder's name; the title ends at the year, the first tag or the part mark."""
    text, ids = take_ids(text)
    text, edition = take_edition_tag(text)
    text = without_site(text)
    text, group = _without_leading_group(text)
    text, leading_year = _without_year_first(text)
    words = words_of(text)
    tags_start = _tags_start(text, words)
    is_tagged = tags_start < len(text)
    year = title_year(text, tags_start)
    if year and is_of_title(text, year):
        year = None
    title_rule = "before_year" if year and year.start <= tags_start else "before_tags" if is_tagged else "whole_name"
    end = min(tags_start, year.start if year else len(text))
    if is_tagged and year and not year.is_bracketed:
        end = _without_language(words, end)
    behind = max(year.end if year else 0, end)
    title_end, found_edition, part, part_is_sure = _tail(text, words, end, behind, dated=year is not None)
    title = clean_title(_without_trailing_bracket(_without_sort_number(text[:title_end], bool(year))))
    if not title and group:
        title, group = clean_title(group), None
    if group:
        title = _VERSION_OF_GROUP.sub("", title)
    title = main_title(latin_title(title) if "／" in title else title)[0]
    return NameReading(
        title=title,
        year=year.number if year else leading_year,
        year_is_bracketed=bool(year and year.is_bracketed),
        edition=edition or found_edition,
        part=part,
        part_is_sure=part_is_sure,
        ids=ids,
        group=release_group(text) or group,
        is_tagged=is_tagged,
        holds_several=_COLLECTION.search(text) is not None,
        title_rule=title_rule,
        year_rule=_year_rule(year, leading_year),
        is_only_tags=_is_only_tags(words),
    )


def _is_only_tags(words: list[Word]) -> bool:
    """`1080p`, `4K`, `BluRay.2160p`; *Raw* and *Cam* are films."""
    if not words or words[0].kind not in {"strong", "weak"}:
        return False
    return all(word.kind for word in words) and (words[0].kind == "strong" or words[0].lower in _PICTURE_SIZES)


def _without_language(words: list[Word], end: int) -> int:
    """`Film.German.2010.DVDRip`: releases for one country say its language before the year."""
    index = next((index for index, word in enumerate(words) if word.start >= end), len(words)) - 1
    if index < 1 or words[index].lower not in _LANGUAGES_BEFORE_YEAR:
        return end
    is_title = words[index - 1].lower in FUNCTION_WORDS or words[index - 1].lower == "good"
    return end if is_title else words[index].start


def _year_rule(year: Year | None, leading_year: int | None) -> str:
    if year is None:
        return "year_first" if leading_year else ""
    return "bracketed_year" if year.is_bracketed else "bare_year"


def _without_leading_group(text: str) -> tuple[str, str | None]:
    found = _LEADING_GROUP.match(text)
    if not found:
        return text, None
    inner, rest = found[1], text[found.end() :]
    if news := _NEWS_BEFORE_TITLE.match(rest):
        return f"{news[1]} {rest[news.end() :]}", inner
    if inner.lower() in _TITLES_IN_BRACKETS or (inner.isdigit() and len(inner) == 4):
        return (f"{inner} {rest}", None) if not inner.isdigit() else (text, None)
    before_tags = rest[: _tags_start(rest, words_of(rest), after=0)]
    year = title_year(f"x{before_tags}", len(before_tags) + 1)
    bare = before_tags[: max(0, year.start - 1)] if year else before_tags
    return (rest, inner) if len(_HAS_TEXT.findall(bare)) > 1 else (f"{inner} {rest}", None)


def _without_year_first(text: str) -> tuple[str, int | None]:
    found = _YEAR_FIRST.match(text)
    if not found or not _HAS_TEXT.search(text, found.end()):
        return text, None
    rest = text[found.end() :]
    if title_year(rest, len(rest)) or (found[1] is None and not rest[0].isalpha()):
        return text, None
    tags = _tags_start(rest, words_of(rest), after=0)
    return (rest, int(found[1] or found[2])) if tags else (text, None)


def _tags_start(text: str, words: list[Word], after: int = 1) -> int:
    """Where the tags begin, with the bracket they stand in; the name's length when it has none."""
    index = first_tag(words, after)
    if index is None:
        index = _trailing_tags(words)
        if index is None:
            return len(text)
    start = words[index].start
    for opening, closing in ("[]", "()", "{}", "【】"):
        bracket = text.rfind(opening, 0, start)
        if bracket > 0 and text.find(closing, bracket, start) < 0:
            start = bracket
    return start


def _trailing_tags(words: list[Word]) -> int | None:
    """Tags at the end of a name without year or strong tag: two or more, or one that is no word of a title."""
    index = len(words)
    while index > 1 and words[index - 1].kind in {"weak", "edition"}:
        index -= 1
    count = len(words) - index
    if count == 0 or words[index - 1].lower in FUNCTION_WORDS:
        return None
    if count == 1 and words[index].lower not in _SINGLE_TAGS:
        return None
    return index


def _tail(
    text: str, words: list[Word], end: int, behind: int, *, dated: bool
) -> tuple[int, str | None, int | None, bool]:
    """Where the title really ends, with the edition and the part that stand around or behind the year and the tags."""
    stop = next((index for index, word in enumerate(words) if word.start >= end), len(words))
    before = _editions_before(words, stop)
    edition = edition_after(words, next((i for i, word in enumerate(words) if word.start >= behind), len(words)))
    shouted = _shouted_tags(words, before[0] if before else stop) if dated else stop
    if shouted == stop > 1 and words[stop - 1].lower == "3d" and "." in text[: words[stop - 1].end]:
        shouted = stop - 1  # `Film.3D.2015`, while `Film 3D (2015)` is called so
    if shouted < stop:
        end = min(end, words[shouted].start)
        tagged = None if before else edition_after(words[:stop], shouted)
        edition = " ".join(filter(None, (tagged, edition))) or None
    if before:
        end, edition = min(end, words[before[0]].start), " ".join(filter(None, (before[1], edition)))
    part = find_part(text, behind) or (letter_part(text) if dated and behind else None)
    if part is None or part.start < behind:
        part = find_part(text, 0)
        if part and part.is_sure and (part.end >= len(text.rstrip(" ])")) or part.end >= end - 1) and part.start > 0:
            end = min(end, part.start)
        elif part and part.start == 0 and part.is_sure:
            end = 0
        else:
            part = None
    return end, edition, part.number if part else None, bool(part and part.is_sure)


def _editions_before(words: list[Word], stop: int) -> tuple[int, str] | None:
    """`Film.15th.Anniversary.Edition.Director's.Cut.1996`: one edition or several; the first word, and the label."""
    labels: list[str] = []
    while found := edition_before(words, stop):
        stop = found[0]
        labels.insert(0, found[1])
    return (stop, " ".join(labels)) if labels else None


def _shouted_tags(words: list[Word], stop: int) -> int:
    """Tags in capitals before the year of a name that has small letters: `Film.iNTERNAL.1994`, `Film.UNCUT.1994`."""
    first = stop
    if words and words[0].text.isupper():
        return stop
    tagged = stop
    while tagged > 1 and words[tagged - 1].kind == "weak":
        tagged -= 1
    if stop - tagged > 1 and any(word.lower in _SUBBED for word in words[tagged:stop]):  # `Film.NORSK.Nordic.Subs.2006`
        return tagged
    while first > 1 and words[first - 1].kind in {"weak", "edition"} and words[first - 1].text[1:].isupper():
        short = words[first - 1].lower if len(words[first - 1].text) < 3 else ""
        if short and short not in {"4k", "8k"} and not (short == "3d" and first < stop):
            break
        first -= 1
    return first


def _without_sort_number(title: str, is_dated: bool) -> str:  # noqa: FBT001
    found = _SORT_NUMBER.match(title) if title[:1].isdigit() or title[:1] == "(" else None
    if found and _TIGHT_CAPITALS.match(title):
        return title
    return title[found.end() :] if found and (is_dated or title[0] == "0") else title


def _without_trailing_bracket(title: str) -> str:
    while title.rstrip().endswith(("]", "】", "}")):
        shorter = _TRAILING_BRACKET.sub("", title)
        if shorter == title or not _HAS_TEXT.search(shorter):
            break
        title = shorter
    return title
