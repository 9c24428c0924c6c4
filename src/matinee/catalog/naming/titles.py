"""Titles: cleaned of separators for show, folded for matching, and ordered for lists."""

import re
import unicodedata

_LONGEST_SORT_TITLE = 200
_ACRONYM = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_])\.?)?|(?<![^\W_])[^\W\d_]\.[^\W\d_](?![^\W_])\.?"
)
_VERSION_NUMBER = re.compile(r"(?<![^\W_])(\d)\.0(?![^\W_])")
_SPACES = re.compile(r"\s+")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|\{\s*\}")
_EDGE = " \t-–—_.,;:+~|/\\"
_KEPT_DOT = "\ue000"
_ALIAS = re.compile(r"(?:^|[\s(\[])a[.\s]?k[.\s]?a[.\s]?(?=\s|:|$)", re.IGNORECASE)
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
_ARTICLES = re.compile(
    r"^(?:(?:the|a|an|le|la|les|un|une|el|los|las|una|il|lo|gli|i|uno|der|die|das|ein|eine|de|het|een|o|os|as|um|uma|"
    r"den|det|en|ett|az|al)\s+|l['’])(?=\S)",
    re.IGNORECASE,
)
_LEADING_KEY_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")
_TRAILING_ARTICLE = re.compile(r"^(.+),\s*(the|a|an|le|la|les|der|die|das|el|los|las|il|de|het)$", re.IGNORECASE)
_SPECIAL_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "&": " and ",
        "×": "x",
    }
)


def clean_title(text: str) -> str:
    """A title as people write it, from a stretch of a file name: separators to spaces, acronyms and edges kept right."""
    text = text.replace("_", " ").replace("%20", " ")
    if "." in text:
        text = _without_dots(text)
    if "(" in text or "[" in text or "{" in text:
        text = _without_open_brackets(_EMPTY_BRACKETS.sub(" ", text))
    elif ")" in text or "]" in text or "}" in text:
        text = text.replace(")", " ").replace("]", " ").replace("}", " ")
    text = _SPACES.sub(" ", text).strip(_EDGE if not text.rstrip().endswith(".") else _EDGE.replace(".", ""))
    if "-" in text and " " not in text and text.count("-") >= 2 and not _is_short_hyphenated(text):
        text = text.replace("-", " ")
    return _with_article_first(text)


def _without_dots(text: str) -> str:
    spaced = " " in text.strip(" -_.")
    if spaced:
        text = text.strip()
        keeps_end = text.endswith(".") and re.search(
            r"(?:\.\w\.|\b(?:jr|sr|dr|vs|etc|inc)\.|\.\.\.)$", text, re.IGNORECASE
        )
        return text if keeps_end else text.rstrip(".")
    text = _VERSION_NUMBER.sub(rf"\1{_KEPT_DOT}0", text)
    text = _ACRONYM.sub(lambda found: found[0].rstrip(".").replace(".", _KEPT_DOT) + _KEPT_DOT + " ", text)
    return text.replace(".", " ").replace(_KEPT_DOT, ".")


def _without_open_brackets(text: str) -> str:
    """Drop brackets that lost their partner when the name was cut."""
    for opening, closing in ("()", "[]", "{}"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, " ").replace(closing, " ")
    return text


def _is_short_hyphenated(text: str) -> bool:
    """`9-1-1`, `X-Men`, `T-O-Y`: hyphens that belong to the title."""
    pieces = text.split("-")
    return max(map(len, pieces)) <= 2


def _with_article_first(text: str) -> str:
    moved = _TRAILING_ARTICLE.match(text) if "," in text else None
    return f"{moved[2]} {moved[1]}" if moved else text


def main_title(title: str) -> tuple[str, str | None]:
    """The title before an `AKA`, and the other one."""
    if "a" not in title and "A" not in title:
        return title, None
    found = _ALIAS.search(title)
    if not found or not title[: found.start()].strip():
        return title, None
    other = title[found.end() :].strip(" :()[]-")
    return (title[: found.start()].strip(" ([-"), other) if other else (title, None)


def fold(text: str) -> str:
    """Lower case without marks on letters of the scripts that have them; other scripts stay as they are (NFC)."""
    if text.isascii():
        return text.lower().replace("&", " and ")
    text = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL_LETTERS))
    kept = [mark for mark in text if not "\u0300" <= mark <= "\u036f"]
    return unicodedata.normalize("NFC", "".join(kept))


def match_key(title: str) -> str:
    """What two spellings of one title share: folded, no punctuation, no leading article, `&` as `and`.

    Roman numerals stay: `Rocky II` and `Rocky 2` are joined by matching, not here.
    """
    folded = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", fold(title))).strip()
    return _LEADING_KEY_ARTICLE.sub("", folded, count=1) or folded or title.strip().casefold()


def sort_title(title: str) -> str:
    """The key lists are ordered by: folded, without a leading article of the usual languages, numbers by their value."""
    folded = fold(title).strip()
    bare = _ARTICLES.sub("", folded, count=1) if folded else folded
    bare = _APOSTROPHES.sub("", bare)
    bare = _NOT_WORD.sub(" ", bare).strip() or folded
    return _NUMBER.sub(lambda number: number[0].zfill(8), bare)[:_LONGEST_SORT_TITLE]
