"""The decision: matched, or a question for a person; by what the name and the NFO say. Pure functions."""

import msgspec

from matinee.catalog.content_type import Candidate, NfoSays, Reason
from matinee.catalog.matching.weighing import Agreement, Described, Weighed, compare
from matinee.catalog.naming import match_key

TOO_CLOSE = 0.1
"""Two readings this near to each other are a question."""
_NFO_ALONE = 0.9
_AGREED = 0.1


class OtherReading(msgspec.Struct, frozen=True):
    """Another way to read the same name."""

    title: str
    year: int | None
    confidence: float


class NameSays(msgspec.Struct, frozen=True, kw_only=True):
    """What a file's name says of the movie or series it belongs to; an empty title when nothing usable."""

    title: str
    year: int | None
    ids: dict[str, str]
    confidence: float
    others: tuple[OtherReading, ...] = ()
    reasons: tuple[Reason, ...] = ()
    """By which rules it was read."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided; `question` is the reason for the inbox, None when matched."""

    title: str
    year: int | None
    ids: dict[str, str]
    score: float
    question: str | None
    reasons: tuple[Reason, ...]
    candidates: tuple[Candidate, ...]


def judge(name: NameSays, nfo: NfoSays | None = None, duration_ms: int | None = None) -> Verdict:
    """Decide on one file.

    A name is enough by itself, unless two readings of it are nearly as good. An NFO that agrees with one of the
    readings settles that; one that agrees with none is a question. An NFO names what the name does not.
    The year stays the name's: it is what tells one file's title from another's, whatever is shown later.
    """
    if nfo is None or not (nfo.title or nfo.ids):
        return _by_name(name)
    if not name.title:
        return _by_nfo(name, nfo)
    readings = [OtherReading(name.title, name.year, name.confidence), *name.others]
    weighed = [(each, compare(_described(each, name, duration_ms), _of_nfo(nfo))) for each in readings]
    agreeing = [(each, found) for each, found in weighed if found.agreement is Agreement.AGREES]
    if agreeing:
        return _agreed(name, nfo, *max(agreeing, key=lambda pair: pair[1].score))
    if weighed[0][1].agreement is Agreement.UNKNOWN:
        settled = _by_name(name)
        return msgspec.structs.replace(settled, ids={**nfo.ids, **settled.ids})
    return _against(name, nfo, weighed[0][1])


def _by_name(name: NameSays) -> Verdict:
    if not name.title:
        return _verdict(name, "no_usable_title", (), _others(name))
    is_doubtful = any(round(name.confidence - each.confidence, 3) <= TOO_CLOSE for each in name.others)
    first = Candidate(title=name.title, year=name.year, score=name.confidence, reasons=name.reasons)
    return _verdict(name, "two_readings_near" if is_doubtful else None, (), (first, *_others(name)))


def _by_nfo(name: NameSays, nfo: NfoSays) -> Verdict:
    title = nfo.title or nfo.original_title
    if not title:
        return _verdict(name, "no_usable_title", (), _others(name))
    reason = Reason("named_by_nfo")
    first = Candidate(title=title, year=nfo.year, score=_NFO_ALONE, source="nfo", reasons=(reason,))
    return Verdict(
        title=title,
        year=nfo.year,
        ids=nfo.ids,
        score=_NFO_ALONE,
        question=None,
        reasons=(reason,),
        candidates=(first,),
    )


def _agreed(name: NameSays, nfo: NfoSays, reading: OtherReading, found: Weighed) -> Verdict:
    score = round(min(1.0, reading.confidence + _AGREED), 2)
    reasons = (Reason("nfo_agrees"), *found.reasons)
    best = Candidate(title=reading.title, year=reading.year, score=score, reasons=(*reasons, *name.reasons))
    rest = tuple(each for each in _others(name) if match_key(each.title) != match_key(reading.title))
    return Verdict(
        title=reading.title,
        year=reading.year,
        ids={**nfo.ids, **name.ids},
        score=score,
        question=None,
        reasons=(*reasons, *name.reasons),
        candidates=(best, *rest),
    )


def _against(name: NameSays, nfo: NfoSays, found: Weighed) -> Verdict:
    """Name and NFO speak of different titles: filed by the name, as a question."""
    by_name = Candidate(title=name.title, year=name.year, score=name.confidence, reasons=name.reasons)
    by_nfo = Candidate(
        title=nfo.title or nfo.original_title or "",
        year=nfo.year,
        score=_NFO_ALONE,
        source="nfo",
        reasons=found.reasons,
    )
    named = (by_nfo,) if by_nfo.title else ()
    return _verdict(name, "name_against_nfo", found.reasons, (by_name, *named, *_others(name)))


def _verdict(
    name: NameSays, question: str | None, reasons: tuple[Reason, ...], candidates: tuple[Candidate, ...]
) -> Verdict:
    asked = () if question is None else (Reason(question),)
    return Verdict(
        title=name.title,
        year=name.year,
        ids=name.ids,
        score=name.confidence if name.title else 0.0,
        question=question,
        reasons=(*asked, *reasons, *name.reasons),
        candidates=candidates,
    )


def _others(name: NameSays) -> tuple[Candidate, ...]:
    return tuple(Candidate(title=each.title, year=each.year, score=each.confidence) for each in name.others)


def _described(reading: OtherReading, name: NameSays, duration_ms: int | None) -> Described:
    return Described(titles=(reading.title,), year=reading.year, ids=name.ids, runtime_ms=duration_ms)


def _of_nfo(nfo: NfoSays) -> Described:
    titles = tuple(dict.fromkeys(each for each in (nfo.title, nfo.original_title) if each))
    return Described(titles=titles, year=nfo.year, ids=nfo.ids, runtime_ms=nfo.runtime_ms)
