"""Play decision with the first byte of the file, progress reports and heartbeats, at 100,000 titles: one, then ten."""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

from bench._http import Client
from bench._serving import served
from bench.dataset import DataSet, lent

NAME = "playing on 100,000 titles"
PLAYERS_AT_ONCE, PAUSE_S = 10, 0.1
ALONE, EACH, _TITLES = 40, 20, 40
_MODIFIED_NS = 1_600_000_000 * 10**9

type Act = Callable[[Client, str, int], Awaitable[None]]


class Case(NamedTuple):
    """Something a player does, and its budget (p50, p95) in milliseconds."""

    name: str
    act: Act
    budget: str


def run() -> list[dict[str, object]]:
    """Measure each; every viewer plays titles of a library of their own."""
    with lent() as data, tempfile.TemporaryDirectory(prefix="mplay") as folder:
        films = {name: _put_on_disk(data, account, Path(folder)) for name, account in data.accounts.items()}
        with served(data.url) as port:
            return asyncio.run(_measure(data, port, films))


def _put_on_disk(data: DataSet, account: str, folder: Path) -> list[str]:
    """Give titles that the viewer may see, and their files a place: as long as they say, and empty on the disk."""
    with psycopg.connect(data.url) as connection:
        rows = connection.execute(
            """
            select distinct on (v.item_id) v.item_id::text, f.path, f.size_bytes, r.id::text
            from account a join library l on a.all_libraries or exists (
                select from account_library g where g.account_id = a.id and g.library_id = l.id)
            join root r on r.library_id = l.id join file f on f.root_id = r.id
            join part p on p.file_id = f.id join version v on v.id = p.version_id join item i on i.id = v.item_id
            where a.id = %s and (a.maximum_age is null or i.minimum_age <= a.maximum_age)
            order by v.item_id limit %s
            """,
            (account, _TITLES),
        ).fetchall()
        for _, path, size, root in rows:
            place = folder / root / os.fsdecode(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()
            os.truncate(place, size)
            os.utime(place, ns=(_MODIFIED_NS, _MODIFIED_NS))
            connection.execute("update root set path = %s where id = %s", (os.fsencode(folder / root), root))
    return [row[0] for row in rows]


async def _measure(data: DataSet, port: int, films: dict[str, list[str]]) -> list[dict[str, object]]:
    cases = (
        Case("play decision + first byte", _play, "60 / 150 ms"),
        Case("progress report", _report, "3 / 15 ms"),
        Case("heartbeat of a playback", _Beats(), "3 / 15 ms"),
    )
    rows: list[dict[str, object]] = []
    for case in cases:
        async with Client(port, data.tokens["owner"]) as owner:
            await case.act(owner, films["owner"][0], 0)
            alone = [await _timed(owner, case.act, films["owner"][n % _TITLES], n) for n in range(ALONE)]
        names = list(data.tokens)
        together = await asyncio.gather(
            *(_playing(port, data, films, case.act, names[n % len(names)], n) for n in range(PLAYERS_AT_ONCE))
        )
        rows.append(
            {
                "act": case.name,
                "budget p50 / p95": case.budget,
                "one player p50 / p95": _both(alone),
                "ten players p50 / p95": _both([each for times in together for each in times]),
            }
        )
    return rows


async def _playing(
    port: int, data: DataSet, films: dict[str, list[str]], act: Act, name: str, number: int
) -> list[float]:
    async with Client(port, data.tokens[name]) as client:
        await asyncio.sleep(PAUSE_S * number / PLAYERS_AT_ONCE)
        await act(client, films[name][0], 0)
        times: list[float] = []
        for turn in range(EACH):
            title = films[name][(number * EACH + turn) % len(films[name])]
            times.append(await _timed(client, act, title, turn))
            await asyncio.sleep(PAUSE_S)
    return times


def _both(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[-1]:.1f} ms"


async def _timed(client: Client, act: Act, title: str, turn: int) -> float:
    began = time.perf_counter()
    await act(client, title, turn)
    return (time.perf_counter() - began) * 1000


async def _play(client: Client, title: str, _: int) -> None:
    answer = json.loads(await client.send("POST", "/playback", {"item_id": title}))
    await client.first_byte(answer["url"])


async def _report(client: Client, title: str, turn: int) -> None:
    await client.send("PUT", f"/items/{title}/progress", {"position_ms": 60_000 + turn * 10_000})


class _Beats:
    """Heartbeats, each client's of the one playback that it began with."""

    def __init__(self) -> None:
        self._playbacks: dict[Client, str] = {}

    async def __call__(self, client: Client, title: str, turn: int) -> None:
        if client not in self._playbacks:
            self._playbacks[client] = json.loads(await client.send("POST", "/playback", {"item_id": title}))["id"]
        beat = {"position_ms": 60_000 + turn * 10_000, "state": "playing"}
        await client.send("POST", f"/playback/{self._playbacks[client]}/heartbeat", beat)
