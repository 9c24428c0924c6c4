"""Editions: `{edition-…}` tags and the phrases people and release groups write for a cut or version of a film."""

import re

from matinee.catalog.naming.releases import Word
from matinee.catalog.naming.vocabulary import FUNCTION_WORDS

_TAG = re.compile(r"[\[({]\s*edition\s*[-=:]\s*([^\])}]{1,64})[\])}]", re.IGNORECASE)
_BEHIND_TITLE = {
    "extended": "Extended", "theatrical": "Theatrical", "unrated": "Unrated", "uncut": "Uncut", "imax": "IMAX",
    "criterion": "Criterion", "remastered": "Remastered", "remaster": "Remastered", "restored": "Restored",
    "recut": "Recut", "redux": "Redux", "despecialized": "Despecialized", "3d": "3D", "hsbs": "3D", "sbs": "3D",
    "fsbs": "3D", "hou": "3D", "htab": "3D", "uncensored": "Uncensored", "unedited": "Unedited", "dc": "Director's Cut",
    "workprint": "Workprint", "superbit": "Superbit", "colorized": "Colorized", "openmatte": "Open Matte",
    "fanedit": "Fan Edit", "directors": "Director's Cut", "2in1": "2in1",
}  # fmt: skip
_HEADS = {
    "director": "Director's", "directors": "Director's", "director's": "Director's", "director’s": "Director's",
    "extended": "Extended", "theatrical": "Theatrical", "final": "Final", "ultimate": "Ultimate", "special": "Special",
    "collector": "Collector's", "collectors": "Collector's", "collector's": "Collector's", "anniversary": "Anniversary",
    "unrated": "Unrated", "uncut": "Uncut", "international": "International", "alternate": "Alternate",
    "alternative": "Alternative", "producer": "Producer's", "producers": "Producer's", "producer's": "Producer's",
    "assembly": "Assembly", "deluxe": "Deluxe", "diamond": "Diamond", "definitive": "Definitive", "limited": "Limited",
    "imax": "IMAX", "criterion": "Criterion", "remastered": "Remastered", "despecialized": "Despecialized",
    "original": "Original", "recut": "Recut", "rogue": "Rogue", "fan": "Fan", "snyder": "Snyder", "new": "New",
    "complete": "Complete", "workprint": "Workprint", "tv": "TV", "broadcast": "Broadcast", "uncensored": "Uncensored",
    "signature": "Signature", "platinum": "Platinum", "gold": "Gold", "restored": "Restored", "redux": "Redux",
    "roadshow": "Roadshow", "open": "Open", "european": "European", "us": "US", "uk": "UK", "japanese": "Japanese",
    "festival": "Festival", "cinema": "Cinema", "3d": "3D", "german": "German", "full": "Full", "long": "Long",
    "hybrid": "Hybrid", "4k": "4K", "super": "Super", "premium": "Premium", "family": "Family", "christmas": "Christmas",
}  # fmt: skip
_TAILS = {
    "cut": "Cut", "edition": "Edition", "version": "Version", "collection": "Collection", "remaster": "Remaster",
    "remastered": "Remastered", "restoration": "Restoration", "matte": "Open Matte", "ed": "Edition",
    "edit": "Edit", "anniversary": "Anniversary",
}  # fmt: skip
_SURE_HEADS = frozenset(
    "director directors director's director’s extended theatrical unrated uncut collector collectors collector's "
    "anniversary special ultimate final criterion imax international producer's".split()
)
_SURE_PAIRS = frozenset({("fan", "edit"), ("rogue", "cut"), ("snyder", "cut"), ("assembly", "cut")})
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th)", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an"})
_SURE_ALONE = frozenset("extended imax remastered unrated theatrical despecialized recut fanedit 2in1".split())


def take_edition_tag(name: str) -> tuple[str, str | None]:
    """The name without its `{edition-…}` tag, and the edition."""
    if "dition" not in name.lower():
        return name, None
    found = _TAG.search(name)
    if not found:
        return name, None
    return f"{name[: found.start()]} {name[found.end() :]}", " ".join(found[1].replace("_", " ").split())


def edition_after(words: list[Word], start: int) -> str | None:
    """The edition that the words from `start` on (behind title and year) name, in the order they stand."""
    labels: list[str] = []
    index = start
    while index < len(words):
        phrase = _phrase_at(words, index)
        if phrase:
            label, index = phrase
        else:
            label = _BEHIND_TITLE.get(words[index].lower, "")
            index += 1
        if label and label not in labels:
            labels.append(label)
    return " ".join(labels) or None


def _phrase_at(words: list[Word], start: int) -> tuple[str, int] | None:
    """`Director's Cut`, `40th Anniversary Edition`: heads up to a tail; label and the index behind it."""
    label: list[str] = []
    index = start
    while index < len(words) and index < start + 5:
        lower = words[index].lower
        if label and lower in _TAILS and not (lower == "anniversary" and _goes_on(words, index + 1)):
            if lower == "matte":
                return (_TAILS[lower], index + 1) if words[index - 1].lower == "open" else None
            return " ".join((*label, _TAILS[lower])), index + 1
        if lower in _HEADS:
            label.append(_HEADS[lower])
        elif _ORDINAL.fullmatch(lower) and not label:
            label.append(words[index].text)
        elif not (lower == "s" and label):
            break
        index += 1
    return None


def _goes_on(words: list[Word], index: int) -> bool:
    """`40th Anniversary` is a tail only where no `Edition` follows."""
    return index < len(words) and (words[index].lower in _HEADS or words[index].lower in _TAILS)


def edition_before(words: list[Word], stop: int) -> tuple[int, str] | None:
    """An edition phrase that ends right before word `stop`, between title and year: its first word, and the label.

    The title must keep a word of its own, so that *The Final Cut* stays a title.
    """
    if stop < 2:
        return None
    last = words[stop - 1].lower
    is_shouted_cut = words[stop - 1].text == "DC" and not words[stop - 2].text.isupper()
    if is_shouted_cut or (last in _SURE_ALONE and words[stop - 2].lower not in FUNCTION_WORDS):
        return stop - 1, _BEHIND_TITLE[last]
    if last not in _TAILS:
        return None
    for start in range(max(1, stop - 5), stop - 1):
        phrase = _phrase_at(words, start)
        if not phrase or phrase[1] != stop or not _is_sure(words[start:stop]):
            continue
        first = start - 1 if words[start - 1].lower in _ARTICLES and start > 1 else start
        if any(word.lower not in _ARTICLES for word in words[:first]):
            return first, phrase[0]
    return None


def _is_sure(phrase: list[Word]) -> bool:
    """Whether no title ends so: *Rogue Cut* does not, *Gold Edition* may."""
    lowers = [word.lower for word in phrase]
    is_dated = lowers[-1] == "anniversary" and _ORDINAL.fullmatch(lowers[0]) is not None
    return is_dated or tuple(lowers[-2:]) in _SURE_PAIRS or not _SURE_HEADS.isdisjoint(lowers[:-1])
