"""Words of a name and the tags among them: where a title ends, and which group made the release."""

import re
from typing import NamedTuple

from matinee.catalog.naming.vocabulary import EDITION_WORDS, FUNCTION_WORDS, STRONG, WEAK

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_PAIRS = frozenset(
    [
        "web-dl",
        "web-rip",
        "web-hd",
        "blu-ray",
        "hd-dvd",
        "dvd-rip",
        "bd-rip",
        "br-rip",
        "hdtv-rip",
        "tv-rip",
        "h-264",
        "h-265",
        "x-264",
        "x-265",
        "mpeg-2",
        "mpeg-4",
        "vc-1",
        "dts-hd",
        "dts-x",
        "dts-es",
        "dd-5",
        "dd-2",
        "ddp-5",
        "eac-3",
        "ac-3",
        "true-hd",
        "dolby-vision",
        "dolby-digital",
        "dolby-atmos",
        "hdr-10",
        "10-bit",
        "8-bit",
        "hi-10",
        "hi-10p",
        "dual-audio",
        "multi-audio",
        "multi-subs",
        "multi-sub",
        "hd-rip",
        "dvd-5",
        "dvd-9",
        "dvd-r",
        "bd-remux",
        "hd-cam",
        "hd-ts",
        "aac-2",
        "aac-5",
        "uhd-bluray",
        "div-x",
        "xvi-d",
        "web-cap",
        "micro-hd",
        "sat-rip",
        "vod-rip",
        "dvd-scr",
        "e-ac3",
        "line-dubbed",
        "mic-dubbed",
        "read-nfo",
    ]
)
_GROUP = re.compile(r"-\s?([^\W_][\w@!.]{0,29})(?:\s?\[[\w.\s-]{1,30}\])?$")
_NOT_GROUP = frozenset(
    [
        "dl",
        "rip",
        "ray",
        "hd",
        "264",
        "265",
        "x264",
        "x265",
        "ma",
        "es",
        "5",
        "1",
        "2",
        "audio",
        "sub",
        "subs",
        "sbs",
        "ou",
    ]
)
_SITE_TLD = r"(?:com|net|org|info|to|cc|me|tv|mx|am|re|ws|se|eu|ru|de|in|io|co|biz|club|site|xyz|nu|ag|st|fi|lt|ms|li|ch|pl|fr|tel|sx|is|pro|cx|ac|bz|wf|li|it|cn|uk|party|world|vip|top|live|zone|wiki|link|land|group|host|gs|moe|lol)"
_SITE_BRACKET = re.compile(
    rf"[\[【({{]\s*(?:www\s?[.\s]\s?)?[\w-]{{2,40}}(?:\s?\.\s?[\w-]{{2,20}})?\s?\.\s?{_SITE_TLD}\s*[\]】)}}]\s*[-_.]*\s*",
    re.IGNORECASE,
)
_SITE_PREFIX = re.compile(
    rf"^(?:w{{2,3}}\s?[.,]\s?[\w-]{{2,40}}\s?\.\s?[a-z]{{2,10}}(?:\.{_SITE_TLD})?|(?:[\w-]{{2,40}}\.){{1,2}}{_SITE_TLD})(?:\s*[-–—]+\s+|\s+[-–—]+\s*|\s*[-_–—]{{2,}}\s*|_-_)|"
    rf"^www\s?[.\s]\s?[\w-]{{2,40}}\s?[.\s]\s?{_SITE_TLD}(?:\s*[-–—_.]+\s*|\s+)",
    re.IGNORECASE,
)
_SITE_SUFFIX = re.compile(
    rf"\s*[-_@\s.]\s*\[?(?:www\.)[\w-]{{2,40}}\.{_SITE_TLD}\]?$|\s-\s[a-z0-9-]{{4,40}}\.(?:com|net|org|info)$",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"^\[?(?:req|request)\]?[\s._-]*\[|^\[\s*\d{5,6}\s*\][\s-]*", re.IGNORECASE)


_PIXELS = re.compile(r"[0-9]{3,4}[x×][0-9]{3,4}")
_PAIR_HEADS = frozenset(pair.split("-")[0] for pair in _PAIRS)
_KINDS = (
    dict.fromkeys(EDITION_WORDS, "edition") | dict.fromkeys(WEAK, "weak") | dict.fromkeys(STRONG, "strong")
)  # later kinds win


class Word(NamedTuple):
    """One word of a name, where it stands and what it is: `strong` and `weak` tags, an edition's word, or plain."""

    text: str
    lower: str
    start: int
    end: int
    kind: str


def words_of(name: str) -> list[Word]:
    """The words of a name with what each is as a release tag; two that make one tag (`WEB-DL`) are both of its kind."""
    words: list[Word] = []
    previous, end = "", -2
    for found in _WORD.finditer(name):
        text = found[0]
        lower = text.lower()
        kind = _KINDS.get(lower, "") or ("strong" if lower[0].isdigit() and _PIXELS.fullmatch(lower) else "")
        start = found.start()
        if previous in _PAIR_HEADS and start - end == 1 and len(words) > 1 and f"{previous}-{lower}" in _PAIRS:
            words[-1] = words[-1]._replace(kind="strong")
            kind = "strong"
        previous, end = lower, found.end()
        words.append(Word(text, lower, start, end, kind))
    return words


def first_tag(words: list[Word], after: int = 1) -> int | None:
    """Index of the word a title ends before, not looking at the first `after` words; None when there is no tag.

    That is the first strong tag, and the unbroken run of weak tags and edition words that leads up to it.
    """
    for index in range(after, len(words)):
        if words[index].kind != "strong":
            continue
        first = index
        while first > after and words[first - 1].kind in {"weak", "edition"}:
            first -= 1
        is_title = first > 1 and words[first - 1].lower in FUNCTION_WORDS and words[first].kind == "weak"
        return first + 1 if is_title else first
    return None


def without_site(name: str) -> str:
    """The name without the web address some indexers put before or behind it."""
    if name.startswith("["):
        name = _REQUEST.sub("", name)
    if "." in name or " www" in name or name[:2].lower() == "ww":
        shorter = _SITE_PREFIX.sub("", name)
        if ("[" in name or "(" in name or "【" in name or "{" in name) and "." in name:
            shorter = _SITE_BRACKET.sub(" ", shorter)
        if "www" in shorter or " - " in shorter:
            shorter = _SITE_SUFFIX.sub("", shorter)
        shorter = shorter.strip()
        return shorter or name
    return name


def release_group(name: str) -> str | None:
    """The group behind the last hyphen of a release name (`…x264-GROUP`), only where tags stand before it."""
    found = _GROUP.search(name) if "-" in name else None
    if not found or found[1].lower() in _NOT_GROUP or found[1].isdigit() or found[1].lower() in STRONG:
        return None
    tagged = any(word.kind == "strong" for word in words_of(name[: found.start(1)]))
    return found[1] if tagged else None
