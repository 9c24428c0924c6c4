"""Fansub names: `[Group] Title - 03v2 [1080p][ABCD1234]`, `[Group][Title][03][1080p]`, `【Group】Title 第03話`."""

import re
from typing import NamedTuple

from matinee.catalog.naming import words_of

_LEADING_GROUP = re.compile(r"^\s*[\[【(（]([^\]】)）]{1,80})[\]】)）][\s._-]*")
_NO_GROUP = re.compile(r"[0-9]{1,2}x[0-9]{1,3}|s[0-9]{1,2}[\s._-]?e[0-9]{1,3}", re.IGNORECASE)
_TAGS_BEFORE_EPISODE = re.compile(
    r"[\[(]([^\[\]()]*)[\])][\s._]*(?=ep?\.?\s?[0-9]{1,4}(?:v[0-9])?(?![^\W_]))", re.IGNORECASE
)
_HASH = re.compile(r"[\[(【][0-9A-Fa-f]{8}[\])】]")
_BRACKET = re.compile(r"[\[【]([^\[\]【】]*)[\]】]")
_NUMBER_BRACKET = re.compile(
    r"(?:第|ep?\.?\s?|#)?\s?(?P<n>[0-9]{1,4})(?:\.5)?(?:\s?v[0-9])?(?:\s?[-~～&+]\s?(?P<to>[0-9]{1,4}))?\s?[(（]?(?:[話话集回]|end|fin|完|完结|完結|合集|全集|batch)?[)）]?",
    re.IGNORECASE,
)
_BARE_BETWEEN = re.compile(r"[\s._-]*(?P<n>[0-9]{1,4})(?:v[0-9])?[\s._]*(?=[\[【]|$)")
_NEWS = re.compile(r"★?[0-9]{1,2}月(?:新番)?★?|新番|连载|完结|国漫|國漫|日漫|动漫|動漫")
_NEWS_PREFIX = re.compile(r"^\s*★?[0-9]{1,2}月新番★?\s*(?=[\[【])")
_SEASON_BRACKET = re.compile(r"S[0-9]{1,2}|Season [0-9]{1,2}|第[0-9一二三四五六七八九十]{1,2}[季期]", re.IGNORECASE)
_SPECIAL_BRACKET = re.compile(r"(?:sp|ova|oad|oav|special)s?[\s._-]?(?P<n>[0-9]{0,3})", re.IGNORECASE)
_CREDITS = re.compile(
    r"(?<![^\W_])(?:NC(?:OP|ED|\s?(?:OP|ED))|OP|ED|Creditless|(?:clean\s)(?:opening|ending))[\s._-]?(?:[0-9]{1,2}[a-z]?)?(?:v[0-9])?(?![^\W_])"
)
_PROMOTION = re.compile(r"(?<![^\W_])(?:PV|CM|Teaser|Trailer|Preview)[\s._-]?[0-9]{0,2}(?![^\W_])")


class FansubName(NamedTuple):
    """A fansub name taken apart: the group, and the rest in one line with `Title - 03` where it could be found."""

    group: str | None
    text: str
    is_fansub: bool
    extra: str | None
    title_end: int
    """Where the words of an extra (`NCOP1`) begin in the text; its length without them."""


def read_fansub_name(stem: str) -> FansubName:
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
    text = _TAGS_BEFORE_EPISODE.sub(" ", _without_leading_tags(_NEWS_PREFIX.sub("", _HASH.sub(" ", text))))
    if text.lstrip().startswith(("[", "【")):
        text = _all_brackets(text) or text
    elif (number := _lone_number_bracket(text)) is not None:
        text = number
    credit, promotion = _CREDITS.search(text), _PROMOTION.search(text)
    found = credit or promotion
    kind = "creditless" if credit else "trailer" if promotion else None
    return FansubName(group, text, is_fansub=True, extra=kind, title_end=found.start() if found else len(text))


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
                and (is_number_title or (not number and not all(word.kind for word in words)))
            ):
                title = inner
                if bare := _BARE_BETWEEN.match(text, bracket.end()):
                    return f"{title} - {bare['n']} {text[bare.end() :]}"
            continue
        if number and not _is_resolution(number["n"], inner):
            span = f"{number['n']}-{number['to']}" if number["to"] else number["n"]
            return f"{title} - {span} {text[bracket.end() :]}"
        if _SEASON_BRACKET.fullmatch(inner):
            title = f"{title} {inner}"
        special = _SPECIAL_BRACKET.fullmatch(inner)
        if special:
            return f"{title} SP{special['n'] or '1'} {text[bracket.end() :]}"
    if title is None:
        return None
    return _BRACKET.sub(r" \1 ", text)


def _lone_number_bracket(text: str) -> str | None:
    """`Title [03][1080p]` as `Title - 03 [1080p]`."""
    for bracket in _BRACKET.finditer(text):
        number = _NUMBER_BRACKET.fullmatch(bracket[1].strip())
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
