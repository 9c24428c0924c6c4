"""Finding misspelt names among 600,000 titles: our index beside PostgreSQL's pg_trgm, on the same names in one run.

Alone on two cores it takes under two minutes, most of it PostgreSQL's answers. On a busy machine pg_trgm is asked for
`_PATIENCE_S` and no longer; the row says how many queries that were.
"""

import asyncio
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import batched
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from matinee.kit.db import Connection, Database, copy_rows
from matinee.kit.ids import new_id
from matinee.search.records import Mark, Question, SearchDocument
from matinee.search.tantivy_index import TantivyIndex
from tests.postgres import running_postgres

NAME = "search"
_TITLES, _QUERIES, _SHOWN = 600_000, 200, 10
_BATCH = 20_000
_PATIENCE_S = 180
_SYLLABLES = [consonant + vowel for consonant in "bcdfghklmnprstvw" for vowel in ("a", "e", "i", "o", "u", "an", "er")]
type Query = tuple[UUID, str]


def run() -> list[dict[str, object]]:
    """Time each, and count how often the title that was misspelt is among the first ten."""
    chance = random.Random(7)  # noqa: S311 - names that are the same each time
    documents = [SearchDocument(new_id(), "movie", (name,)) for name in _names(chance)]
    queries = [(each.id, _misspelt(each.names[0], chance)) for each in chance.sample(documents, _QUERIES)]
    return [_ours(documents, queries), asyncio.run(_trigrams(documents, queries))]


def _names(chance: random.Random) -> list[str]:
    """Make names of two to four words out of 30,000, no two the same: numbered names would all lie near each other."""
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(2, 5))) for _ in range(30_000)]
    names: dict[str, None] = {}
    while len(names) < _TITLES:
        names[" ".join(chance.choices(words, k=chance.randrange(2, 5))).title()] = None
    return list(names)


def _misspelt(name: str, chance: random.Random) -> str:
    """Swap, lose, double or mistake one letter in each eight, as fingers do."""
    letters = list(name.lower())
    for _ in range(1 + len(letters) // 8):
        at = chance.randrange(1, len(letters) - 1)
        fault = chance.randrange(4)
        if fault == 0:
            letters[at], letters[at - 1] = letters[at - 1], letters[at]
        elif fault == 1:
            del letters[at]
        elif fault == 2:
            letters.insert(at, letters[at])
        else:
            letters[at] = chance.choice("aeiourst")
    return "".join(letters)


def _ours(documents: Sequence[SearchDocument], queries: Sequence[Query]) -> dict[str, object]:
    folder = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        began = time.perf_counter()
        index = TantivyIndex.make(folder / "index")
        for number, batch in enumerate(batched(documents, _BATCH, strict=False), 1):
            index.take(list(batch), Mark(number, 1))
        made = time.perf_counter() - began

        async def find(query: str) -> list[UUID]:
            return [each.id for each in index.find(Question(query, ("movie",))).found[:_SHOWN]]

        return {"index": "ours", "made in": f"{made:.0f} s", **asyncio.run(_timed(find, queries))}
    finally:
        shutil.rmtree(folder)


async def _trigrams(documents: Sequence[SearchDocument], queries: Sequence[Query]) -> dict[str, object]:
    with running_postgres() as url:
        async with Database(url) as database:
            began = time.perf_counter()
            async with database.transaction() as tx:
                await tx.execute(text("create extension pg_trgm"))
                await tx.execute(text("create table named (id uuid primary key, name text not null)"))
                for batch in batched(documents, _BATCH, strict=False):
                    await copy_rows(tx, "named", ("id", "name"), [(each.id, each.names[0].lower()) for each in batch])
                await tx.execute(text("create index on named using gist (name gist_trgm_ops)"))
                await tx.execute(text("analyze named"))
            made = time.perf_counter() - began
            async with database.reading() as tx:
                return {
                    "index": "pg_trgm (gist, nearest)",
                    "made in": f"{made:.0f} s",
                    **await _timed(lambda query: _nearest(tx, query), queries),
                }


async def _nearest(tx: Connection, query: str) -> list[UUID]:
    statement = text("select id from named order by name <-> :query limit :shown")
    return list((await tx.execute(statement, {"query": query, "shown": _SHOWN})).scalars())


async def _timed(find: Callable[[str], Awaitable[list[UUID]]], queries: Sequence[Query]) -> dict[str, object]:
    times, found, until = list[float](), 0, time.monotonic() + _PATIENCE_S
    for wanted, query in queries:
        if time.monotonic() > until:
            break
        began = time.perf_counter()
        answer = await find(query)
        times.append((time.perf_counter() - began) * 1000)
        found += wanted in answer
    p99 = sorted(times)[int(len(times) * 0.99)]
    return {
        "queries": len(times),
        "recall": f"{found / len(times):.3f}",
        "p50": f"{statistics.median(times):.1f} ms",
        "p99": f"{p99:.1f} ms",
    }
