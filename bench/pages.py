"""Lists, home and item pages over HTTP on the data set of 100,000 titles: one client, then ten viewers at once."""

import asyncio
import json
import statistics
import time
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from bench._http import Client
from bench._serving import served
from bench.dataset import DataSet, lent
from bench.dataset.titles import FIRST, SECOND

NAME = "pages on 100,000 titles"
VIEWERS_AT_ONCE, PAUSE_S = 10, 0.1
ALONE, EACH = 10, 8
_PAGE, _PEOPLE_PAGE, _HOME, _SEARCH = (20, 60), (15, 60), (40, 100), (15, 50)
_DEEP = 20_000
_SETTLES_S = 15
"""After the last titles are written this machine is busy with its index of them for some seconds."""
_TYPED = ("si", "silent", "silent harb", "slient harbuor")
_OWN = "{own}"
"""In a path: words that nobody else types, so that no answer is one that was kept."""
_own_words = (f"{first[:cut]}%20{second[:3]}" for cut in (5, 4, 3) for first, second in product(FIRST, SECOND))


class Case(NamedTuple):
    """A page and its budget (p50, p95) in milliseconds."""

    name: str
    path: str
    budget: tuple[int, int] = _PAGE


class Times(NamedTuple):
    """Milliseconds: of the first request, and of those after it."""

    first: float
    alone: Sequence[float]
    together: Sequence[float]


def run() -> list[dict[str, object]]:
    """Measure every page; each row is a page beside its budget."""
    with lent() as data, served(data.url) as port:
        return asyncio.run(_measure(data, port))


async def _measure(data: DataSet, port: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    await _index_built(Client(port, data.tokens["owner"]))
    for case in await _cases(Client(port, data.tokens["owner"])):
        times = await _times(data, port, case)
        rows.append(
            {
                "page": case.name,
                "budget p50 / p95": f"{case.budget[0]} / {case.budget[1]} ms",
                "first": f"{times.first:.0f} ms",
                "one client p50 / p95": _both(times.alone),
                "ten viewers p50 / p95": _both(times.together),
            }
        )
    return rows


async def _index_built(owner: Client) -> None:
    """Have the titles entered into the search, which made-up data is not, and wait for this machine's index of them."""
    asked = json.loads(await owner.send("POST", "/search/rebuild", {}))["job_ids"]
    async with asyncio.timeout(300):
        while [each for each in asked if (await owner.json(f"/jobs/{each}"))["state"] != "completed"]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.5)
        while not (await owner.json("/search?q=the"))["items"]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.5)
    await asyncio.sleep(_SETTLES_S)


def _both(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=20)[-1]:.0f} ms"


async def _cases(owner: Client) -> list[Case]:
    """Give the pages to ask for; ids and cursors are looked up first."""
    deep = {
        sort: (await owner.json(f"/movies?sort={sort}&offset={_DEEP}&limit=1"))["next_cursor"]
        for sort in ("title", "-added_at", "-rating")
    }
    movie = (await owner.json("/movies?limit=1"))["items"][0]["id"]
    series = (await owner.json("/series?limit=1"))["items"][0]["id"]
    person = (await owner.json(f"/items/{series}"))["cast"][0]["person_id"]
    library = (await owner.json("/libraries"))["items"][0]["id"]
    sorts = ("title", "-added_at", "-year", "-rating", "-last_played_at")
    filters = ("genre=Drama", "year=1999", "watched=false", "watched=true", "favourite=true", f"library={library}")
    two = (
        "sort=-added_at&genre=Drama&watched=false",
        "sort=-last_played_at&watched=false&genre=Drama",
        "sort=-year&genre=Drama&year=1999",
        f"sort=title&favourite=true&library={library}",
    )
    return [
        Case("home", "/home", _HOME),
        *(Case(f"movies by {sort}", f"/movies?sort={sort}") for sort in sorts),
        *(Case(f"movies by {sort}, after {_DEEP:,}", f"/movies?sort={sort}&cursor={at}") for sort, at in deep.items()),
        Case(f"movies by title, offset {_DEEP:,}", f"/movies?offset={_DEEP}"),
        *(Case(f"movies, {each.partition('-')[0]}, by -rating", f"/movies?sort=-rating&{each}") for each in filters),
        *(Case(f"movies, {each.replace(library, '1')}", f"/movies?{each}") for each in two),
        Case("movies, counted", "/movies?total=true"),
        Case("movies, jump rail", "/movies/index"),
        Case("series by -added_at", "/series?sort=-added_at"),
        Case("series, watched=false", "/series?watched=false"),
        Case("episodes of a series", f"/series/{series}/episodes?limit=50"),
        Case("a movie", f"/items/{movie}", _PEOPLE_PAGE),
        Case("a series", f"/items/{series}", _PEOPLE_PAGE),
        Case("files of a movie", f"/items/{movie}/files", _PEOPLE_PAGE),
        Case("a person", f"/people/{person}", _PEOPLE_PAGE),
        Case("libraries", "/libraries"),
        Case("a library", f"/libraries/{library}"),
        Case("genres", "/genres"),
        Case("years", "/years"),
        *(Case(f"search for “{each}”", f"/search?q={each.replace(' ', '%20')}", _SEARCH) for each in _TYPED),
        Case("search for words of one's own", f"/search?q={_OWN}", _SEARCH),
    ]


async def _times(data: DataSet, port: int, case: Case) -> Times:
    async with Client(port, data.tokens["owner"]) as owner:
        first = await _timed(owner, case)
        alone = [await _timed(owner, case) for _ in range(ALONE)]
    names = list(data.tokens)
    together = await asyncio.gather(
        *(_viewing(port, data.tokens[names[number % len(names)]], case, number) for number in range(VIEWERS_AT_ONCE))
    )
    return Times(first, alone, [each for times in together for each in times])


async def _viewing(port: int, token: str, case: Case, number: int) -> list[float]:
    async with Client(port, token) as client:
        await asyncio.sleep(PAUSE_S * number / VIEWERS_AT_ONCE)
        times: list[float] = []
        for _ in range(EACH):
            times.append(await _timed(client, case))
            await asyncio.sleep(PAUSE_S)
    return times


async def _timed(client: Client, case: Case) -> float:
    path = case.path.replace(_OWN, next(_own_words))
    began = time.perf_counter()
    await client.get(path)
    return (time.perf_counter() - began) * 1000
