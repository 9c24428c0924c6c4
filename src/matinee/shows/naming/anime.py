"""Fansub names: `[Group] Title - 03v2 [1080p][ABCD1234]`, `[Group][Title][03][1080p]`, `【Group】Title 第03話`."""

import re
from typing import NamedTuple

from matinee.catalog.naming import is_latin_title, latin_title, words_of
from matinee.shows.naming.seasons import read_season_folder

_LEADING_GROUP = re.compile(r"^\s*[\[【(（]([^\]】)）]{1,80})[\]】)）][\s._-]*")
_NO_GROUP = re.compile(
    r"(?!0x[0-9]{3})[0-9]{1,2}x[0-9]{1,3}|[0-9]{1,2}\.[0-9]{2,3}|s[0-9]{1,2}(?:[\s._-]?e[0-9]{1,3})?", re.IGNORECASE
)
_TAGS_BEFORE_EPISODE = re.compile(
    r"[\[(]([^\[\]()]*)[\])][\s._]*(?=ep?\.?\s?[0-9]{1,4}(?:v[0-9])?(?![^\W_]))", re.IGNORECASE
)
_ONLY_NUMBER = re.compile(r"[\s._-]*(?:ep?\.?\s?)?[0-9]{1,4}(?:v[0-9])?[\s._-]*(?=[\[(【]|$)", re.IGNORECASE)
_SECOND_GROUP = re.compile(r"^[\s._]*[\[【][^\W_][\w.-]{0,14}[\]】][\s._]*(?=[^\W\d_][^\[\]【】]*[^\W_])")
_HASH = re.compile(r"[\[(【][0-9A-Fa-f]{8}[\])】]")
_BRACKET = re.compile(r"[\[【]([^\[\]【】]*)[\]】]")
_NUMBER_BRACKET = re.compile(
    r"(?:第|ep?\.?\s?|#|tv\s)?\s?(?P<n>[0-9]{1,4})(?:\.5)?(?:\s?v[0-9])?(?:\s?[-~～&+]\s?e?(?P<to>[0-9]{1,4}))?\s?[(（]?(?:[話话集回]|end|fin|完|完结|完結|合集|全集|batch)?[)）]?(?:\s?\+\s?[^0-9+][^+]{0,20})?",
    re.IGNORECASE,
)
_BARE_BETWEEN = re.compile(r"[\s._-]*(?:[eE][pP]?\.?)?(?P<n>[0-9]{1,4})(?:v[0-9])?[\s._]*(?=[\[【]|$)")
_NEWS = re.compile(
    r"★?[0-9]{1,2}月(?:新番)?★?|新番|连载|完结|国漫|國漫|日漫|动漫|動漫|(?:[0-9]{2,4}年)?(?:[0-9]{1,2}月)?[日韩韓美英泰国國]?(?:剧|劇|番)"
)
_NEWS_PREFIX = re.compile(r"^\s*★?[0-9]{1,2}月新番★?\s*(?=[\[【])")
_SCRIPT = re.compile(
    r"(?:(?:gb|big5|chs|cht|jpn?|jap|sc|tc|繁[體体]|简[體体]|簡[體体]|[繁简簡]日?(?:中|双语|雙語)?)(?:字幕)?[\s&_+-]*)+",
    re.IGNORECASE,
)
"""A bracket that tells the writing of the subtitles."""
_SEASON_BRACKET = re.compile(r"S[0-9]{1,2}|Season [0-9]{1,2}|第[0-9一二三四五六七八九十]{1,2}[季期]", re.IGNORECASE)
_CJK_SEASON = re.compile(r"\s*(第[0-9一二三四五六七八九十]{1,2}[季期])$")
_SAID_AGAIN = re.compile(r"(?<=[\]】])[^\[\]【】]*第\s?[0-9]{1,4}\s?[集话話].*$")
_GROUP_LIKE = re.compile(r"(?=[^\s]*[-&A-Z])[\w.&-]{2,24}")
_SPECIAL_BRACKET = re.compile(r"(?:sp|ova|oad|oav|special)s?[\s._-]?(?P<n>[0-9]{0,3})", re.IGNORECASE)
_CREDITS = re.compile(
    r"(?<![^\W_])(?:NC(?:OP|ED|\s?(?:OP|ED))|OP|ED|Creditless|(?:clean\s)(?:opening|ending))[\s._-]?(?:[0-9]{1,2}[a-z]?)?(?:v[0-9])?(?![^\W_])"
)
_PROMOTION = re.compile(r"(?<![^\W_])(?:PV|CM|Teaser|Trailer|Preview)[\s._-]?[0-9]{0,2}(?![^\W_]|=)")


class FansubName(NamedTuple):
    """A fansub name taken apart: the group, and the rest in one line with `Title - 03` where it could be found."""

    group: str | None
    text: str
    is_fansub: bool
    extra: str | None
    title_end: int
    """Where the words of an extra (`NCOP1`) begin in the text; its length without them."""


def read_fansub_name(stem: str, *, has_series_folder: bool = False) -> FansubName:
    """Take the group off and turn an all-bracket name into `Title - 03`; other names come back as they are."""
    stem = stem.lstrip(" ★")
    has_hash = _HASH.search(stem) is not None if "[" in stem or "(" in stem or "【" in stem else False
    leading = _LEADING_GROUP.match(stem)
    if leading and _NO_GROUP.fullmatch(leading[1].strip()):
        leading = None
    is_fansub = has_hash or (leading is not None and stem.lstrip()[0] in "[【")
    if not is_fansub:
        return FansubName(None, stem, is_fansub=False, extra=None, title_end=len(stem))
    group, text = None, stem
    if leading and leading.end() < len(stem.rstrip()):
        group, text = leading[1].strip(), stem[leading.end() :]
        if not has_series_folder and _is_title(text):
            group, text = None, f"{group} - {_unbracketed_number(text)}"
    text = _TAGS_BEFORE_EPISODE.sub(_without_tags, _without_leading_tags(_NEWS_PREFIX.sub("", _HASH.sub(" ", text))))
    if group is not None and (second := _SECOND_GROUP.match(text)) and second[0].isascii():
        text = text[second.end() :]
    if text.lstrip().startswith(("[", "【")):
        text = _all_brackets(text) or text
    elif (number := _lone_number_bracket(text)) is not None:
        text = number
    credit, promotion = _CREDITS.search(text), _PROMOTION.search(text)
    found = credit or promotion
    kind = "creditless" if credit else "trailer" if promotion else None
    return FansubName(group, text, is_fansub=True, extra=kind, title_end=found.start() if found else len(text))


def _is_title(behind: str) -> bool:
    """Tell whether a leading bracket is the title and no group: the episode's number stands right behind it."""
    if _ONLY_NUMBER.match(behind):
        return True
    first = _BRACKET.match(behind)
    number = _NUMBER_BRACKET.fullmatch(first[1].strip()) if first else None
    if first is None or number is None or _is_resolution(number["n"], first[1]):
        return False
    second = _BRACKET.match(behind, first.end())
    if second is None:
        return False
    return _SCRIPT.fullmatch(second[1]) is not None or all(word.kind for word in words_of(second[1]))


def _unbracketed_number(text: str) -> str:
    first = _BRACKET.match(text)
    number = _NUMBER_BRACKET.fullmatch(first[1].strip()) if first else None
    if first is None or number is None:
        return text.lstrip(" ._-")
    span = f"{number['n']}-{number['to']}" if number["to"] else number["n"]
    return f"{span} {text[first.end() :]}"


def _without_tags(found: re.Match[str]) -> str:
    """A bracket of tags before `ep02` goes; one that names the title stays."""
    words = words_of(found[1])
    return " " if not words or any(word.kind for word in words) else found[0]


def _without_leading_tags(text: str) -> str:
    """`[BD][1080p] Title 08` without what stands before the title."""
    rest = text
    while (bracket := _BRACKET.match(rest.lstrip(" ._-"))) and all(word.kind for word in words_of(bracket[1])):
        rest = rest.lstrip(" ._-")[bracket.end() :]
    return rest if rest.strip(" ._-") else text


def _all_brackets(text: str) -> str | None:
    """`[Title][03][1080p]` as `Title - 03 [1080p]`: the first bracket that is no tag is the title."""
    title: str | None = None
    for bracket in _BRACKET.finditer(text):
        inner = bracket[1].strip()
        number = _NUMBER_BRACKET.fullmatch(inner)
        if title is None:
            words = words_of(inner)
            following = _BRACKET.match(text, bracket.end())
            is_number_title = number and following and _NUMBER_BRACKET.fullmatch(following[1].strip())
            if (
                inner
                and not _NEWS.fullmatch(inner)
                and not _SCRIPT.fullmatch(inner)
                and (is_number_title or (not number and not all(word.kind for word in words)))
            ):
                title = latin_title(inner)
                if bare := _BARE_BETWEEN.match(text, bracket.end()):
                    return f"{title} - {bare['n']} {text[bare.end() :]}"
            continue
        if number and not _is_resolution(number["n"], inner):
            span = f"{number['n']}-{number['to']}" if number["to"] else number["n"]
            return f"{title} - {span} {_SAID_AGAIN.sub('', text[bracket.end() :])}"
        title = _with_bracket(title, inner, text, bracket.end())
        special = _SPECIAL_BRACKET.fullmatch(inner)
        if special:
            return f"{title} SP{special['n'] or '1'} {text[bracket.end() :]}"
    if title is None:
        return None
    return _BRACKET.sub(r" \1 ", text)


def _with_bracket(title: str, inner: str, text: str, end: int) -> str:
    """The title when one more bracket is neither number nor tag: its season, or the title in Latin letters."""
    if _SEASON_BRACKET.fullmatch(inner):
        return f"{title} {inner}"
    if not title.isascii() and _is_second_title(inner):
        if is_latin_title(title):
            return title
        season = _CJK_SEASON.search(title) if not read_season_folder(inner) else None
        return f"{inner} {season[1]}" if season else inner
    if _GROUP_LIKE.fullmatch(title) and _is_cjk_title(inner, text, end):
        return inner  # a second group stood before the titles
    return title


def _is_cjk_title(inner: str, text: str, end: int) -> bool:
    """Tell whether a bracket holds a title in ideographs and the next one the same in Latin letters."""
    following = _BRACKET.match(text, end)
    return not is_latin_title(inner) and following is not None and _is_second_title(following[1].strip())


def _is_second_title(inner: str) -> bool:
    """Tell whether a bracket behind a title in ideographs holds the same title in Latin letters."""
    words = words_of(inner)
    return len(inner) > 4 and is_latin_title(inner) and not any(word.kind for word in words)


def _numbered_tags(inner: str) -> re.Match[str] | None:
    """`[01 1080p HEVC]`: the number in one bracket with the tags."""
    first, _, tags = inner.strip().partition(" ")
    words = words_of(tags)
    return _NUMBER_BRACKET.fullmatch(first) if words and all(word.kind for word in words) else None


def _lone_number_bracket(text: str) -> str | None:
    """`Title [03][1080p]` as `Title - 03 [1080p]`."""
    for bracket in _BRACKET.finditer(text):
        number = _NUMBER_BRACKET.fullmatch(bracket[1].strip()) or _numbered_tags(bracket[1])
        if number and not _is_resolution(number["n"], bracket[1]) and text[: bracket.start()].strip():
            if re.search(r"[-–]\s*[0-9]{1,4}(?:v[0-9])?\s*$", text[: bracket.start()]):
                return None
            span = f"{number['n']}-{number['to']}" if number["to"] else number["n"]
            return f"{text[: bracket.start()]} - {span} {text[bracket.end() :]}"
    return None


def _is_resolution(number: str, inner: str) -> bool:
    return number in {"480", "720", "1080", "2160", "576", "540"} or (
        len(number) == 4 and 1950 <= int(number) <= 2035 and inner.strip() == number
    )
