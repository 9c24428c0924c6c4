"""Pages asked for while a first scan and a rescan of 98,000 files run, on a whole server; and its memory."""

import asyncio
import itertools
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx

from bench._http import Client
from bench.scan import make_tree
from bench.startup import memory_mb
from tests.server import Server, serving

NAME = "pages while a scan runs, whole server"
_EVERY_S, _MEMORY_EVERY_S, _QUIET_S = 0.05, 2.0, 20.0
_PAGES = {
    "home": ("/home", (40, 100)),
    "movies by title": ("/movies?sort=title", (20, 60)),
    "movies by -added_at": ("/movies?sort=-added_at", (20, 60)),
    "series by title": ("/series?sort=title", (20, 60)),
    "a movie": ("/items/{movie}", (15, 60)),
    "search": ("/search?q=flim%2012", (15, 50)),
}


class Phase(NamedTuple):
    """What was measured while something ran."""

    name: str
    seconds: float
    times_ms: dict[str, list[float]]
    memory_mb: dict[str, float]
    """At the moment when all processes together took most."""


def run() -> list[dict[str, object]]:
    """Measure; a row a page."""
    root = Path(tempfile.mkdtemp(prefix="matinee-bench-"))
    try:
        files = make_tree(root)
        with serving(root / "data", {"MATINEE_SCAN_WATCH": "false"}) as server, server.set_up() as anna:
            phases = _phases(server, anna, root)
    finally:
        shutil.rmtree(root)
    for phase in phases:
        parts = ", ".join(f"{name} {value:.0f}" for name, value in sorted(phase.memory_mb.items()))
        print(f"{phase.name}: {phase.seconds:.0f} s of {files:,} files; most memory at once "
              f"{sum(phase.memory_mb.values()):.0f} MB (budget 400): {parts}")  # fmt: skip
    print()
    rows: list[dict[str, object]] = []
    for name, (_, budget) in _PAGES.items():
        rows.append({"page": name, "budget p50 / p95": "{} / {} ms".format(*budget)})
        rows[-1].update({phase.name: _both(phase.times_ms[name]) for phase in phases})
    return rows


def _both(times: Sequence[float]) -> str:
    if len(times) < 20:
        return "-"
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=20)[-1]:.0f} ms"


def _phases(server: Server, anna: httpx.Client, root: Path) -> list[Phase]:
    ids = [
        anna.post("/libraries", json={"name": kind, "kind": kind, "paths": [str(root / kind)], "scan_interval_s": 0})
        .raise_for_status()
        .json()["id"]
        for kind in ("movies", "shows")
    ]
    found: list[Phase] = []
    for name in ("first scan", "nothing changed"):
        for library in ids:
            anna.post(f"/libraries/{library}/scan", json={}).raise_for_status()
        found.append(asyncio.run(_phase(server, anna, name, ids)))
    return [*found, asyncio.run(_phase(server, anna, "no scan", []))]


async def _phase(server: Server, anna: httpx.Client, name: str, libraries: Sequence[str]) -> Phase:
    token = anna.headers["authorization"].removeprefix("Bearer ")
    began, memory, times = time.monotonic(), dict[str, float](), {page: list[float]() for page in _PAGES}
    looked, movies = 0.0, list[dict[str, str]]()
    async with Client(urlsplit(server.url).port or 80, token) as client:
        for page in itertools.cycle(_PAGES):
            if page == "home":
                movies = (await client.json("/movies?limit=1"))["items"]
                if time.monotonic() - looked > _MEMORY_EVERY_S:
                    memory = max(memory, memory_mb(server.process.pid), key=lambda each: sum(each.values()))
                    looked = time.monotonic()
                if not await _goes_on(client, libraries, began):
                    return Phase(name, time.monotonic() - began, times, memory)
            path = _PAGES[page][0]
            if "{movie}" in path and not movies:
                continue
            asked = time.perf_counter()
            await client.get(path.replace("{movie}", movies[0]["id"] if movies else ""))
            times[page].append((time.perf_counter() - asked) * 1000)
            await asyncio.sleep(_EVERY_S)
    raise AssertionError("the pages never end")


async def _goes_on(client: Client, libraries: Sequence[str], began: float) -> bool:
    if not libraries:
        return time.monotonic() - began < _QUIET_S
    return any([(await client.json(f"/libraries/{each}"))["active_scan"] for each in libraries])
