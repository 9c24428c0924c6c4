"""Titles whose names are near what somebody asks for: candidates to choose from, among those the viewer may see."""

from uuid import UUID

import msgspec
from sqlalchemy import Select, String, and_, bindparam, func, or_, select

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.content_type import Candidate
from matinee.catalog.matching import Described, compare
from matinee.catalog.naming import match_key
from matinee.catalog.tables import item
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection

_MOST = 300
_WORDS = 6


class Asked(msgspec.Struct, frozen=True):
    """What is asked for."""

    kind: str
    title: str
    year: int | None = None
    runtime_ms: int | None = None


async def near_titles(tx: Connection, viewer: Viewer, asked: Asked, limit: int) -> list[Candidate]:
    """Give the known titles nearest to a name and year, the best first, each with its reasons."""
    key = match_key(asked.title)
    words = [word for word in key.split() if len(word) > 1][:_WORDS] or [key]
    rows = await tx.execute(
        _statement(viewer, len(words)),
        {
            **viewer_parameters(viewer),
            "kind": asked.kind,
            "key": key,
            **{f"word_{number}": f"%{_escaped(word)}%" for number, word in enumerate(words)},
        },
    )
    said = Described(titles=(asked.title,), year=asked.year, runtime_ms=asked.runtime_ms)
    found = [_candidate(said, row.id, row.title, row.original_title, row.year, row.runtime_ms) for row in rows]
    return sorted(found, key=lambda each: (-each.score, each.title, str(each.item_id)))[:limit]


def _statement(viewer: Viewer, words: int) -> Select[UUID, str, str | None, int | None, int | None]:
    likes = [
        or_(
            item.c.match_key.like(bindparam(f"word_{number}", type_=String)),
            func.lower(item.c.original_title).like(bindparam(f"word_{number}", type_=String)),
        )
        for number in range(words)
    ]
    same = item.c.match_key == bindparam("key", type_=String)
    return (
        select(item.c.id, item.c.title, item.c.original_title, item.c.year, item.c.runtime_ms)
        .where(
            item.c.kind == bindparam("kind", type_=String),
            item.c.merged_into.is_(None),
            or_(same, and_(*likes) if words <= 2 else or_(*likes)),  # noqa: PLR2004 - of many words some may be wrong
            item_is_visible(shape_of(viewer)),
        )
        .order_by(same.desc(), func.length(item.c.match_key), item.c.id)
        .limit(_MOST)
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _candidate(
    said: Described, item_id: UUID, title: str, original: str | None, year: int | None, runtime_ms: int | None
) -> Candidate:
    titles = tuple(dict.fromkeys(each for each in (title, original) if each))
    weighed = compare(said, Described(titles=titles, year=year, runtime_ms=runtime_ms))
    return Candidate(
        title=title, year=year, score=weighed.score, source="known", item_id=item_id, reasons=weighed.reasons
    )
