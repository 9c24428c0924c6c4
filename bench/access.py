"""Who asks: requests with a session and with a key, sign-ins, 500 of them at once, and what the policy costs a list."""

import asyncio
import contextlib
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench._http import Client
from bench._serving import served
from bench.dataset import DataSet, lent

NAME = "access: authentication, sign-ins, the cost of the policy"
PASSWORD = "correct horse battery"  # noqa: S105 - of accounts made for the measurement
CHEAP = "/auth/oidc"
"""Answers from memory, for everybody: what is left is finding out who asks."""
LIST = "/movies?sort=title&total=true"
WARM, COLD, GUESSES, SIGN_INS, AT_ONCE, ROUNDS = 400, 30, 20, 60, 500, 20
HIDDEN = 300


def run() -> list[dict[str, object]]:
    """Measure; each row is a figure."""
    with lent() as data, served(data.url, worker=False) as port:
        figures = asyncio.run(_measure(data, port))
    return [{"figure": name, "value": value} for name, value in figures.items()]


async def _measure(data: DataSet, port: int) -> dict[str, str]:
    found: dict[str, str] = {}
    async with _asking(port, data.tokens["owner"]) as owner, _asking(port) as stranger:
        users = [f"bench-{number}" for number in range(4)]
        for name in users:
            (await owner.post("/users", json={"username": name, "password": PASSWORD})).raise_for_status()
        keys = [await _new_key(owner, number) for number in range(COLD)]
        tokens = [(await _log_in(stranger, users[0]))["token"] for _ in range(COLD)]
        for kind, fresh in (("session", tokens), ("API key", keys)):
            cold = [await _once(port, token) for token in fresh]
            found[f"request with a {kind}, cold, p50 / p99"] = _both(cold)
            found[f"request with a {kind}, warm, p50 / p99"] = _both(await _many(port, fresh[-1]))
        found["unknown name / wrong password, median (H32)"] = await _told_apart(stranger, users)
        began = time.perf_counter()
        await asyncio.gather(*(_log_in(stranger, users[n % 4]) for n in range(SIGN_INS)))
        found["sign-ins a second, two at once"] = f"{SIGN_INS / (time.perf_counter() - began):.1f}"
        found[f"{AT_ONCE} sign-ins at once"] = await _flood(stranger, port, users)
    times = await _policy(data, port)
    without = times["none"]
    for name, words in (("limited", "by grants and age"), ("hiding", f"and {HIDDEN} titles hidden")):
        found[f"a page of 100,000 titles, {words}: median, times without"] = (
            f"{times[name]:.2f} ms against {without:.2f} ms, {times[name] / without:.2f}x (budget 1.3x)"
        )
    return found


def _asking(port: int, token: str | None = None) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=AT_ONCE)
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers, timeout=120, limits=limits)


async def _new_key(owner: httpx.AsyncClient, number: int) -> str:
    return (await owner.post("/api-keys", json={"name": f"bench {number}", "scopes": ["read"]})).json()["key"]


async def _log_in(client: httpx.AsyncClient, name: str, password: str = PASSWORD) -> dict[str, Any]:
    answer = await client.post("/auth/login", json={"username": name, "password": password})
    return {"status": answer.status_code, **answer.json()}


async def _once(port: int, token: str) -> float:
    async with Client(port, token) as client:
        return await _timed(client, CHEAP)


async def _many(port: int, token: str) -> list[float]:
    async with Client(port, token) as client:
        await client.get(CHEAP)
        return [await _timed(client, CHEAP) for _ in range(WARM)]


async def _timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    await client.get(path)
    return (time.perf_counter() - began) * 1000


async def _told_apart(client: httpx.AsyncClient, users: Sequence[str]) -> str:
    """Time names that nobody has and passwords that are wrong, turn by turn; under what makes either wait."""
    unknown: list[float] = []
    wrong: list[float] = []
    for number in range(GUESSES):
        for times, name in ((unknown, f"nobody-{number}"), (wrong, users[number % len(users)])):
            began = time.perf_counter()
            await _log_in(client, name, "not the password")
            times.append((time.perf_counter() - began) * 1000)
    one, other = statistics.median(unknown), statistics.median(wrong)
    return f"{one:.1f} / {other:.1f} ms, {abs(one / other - 1) * 100:.1f} % apart"


async def _flood(client: httpx.AsyncClient, port: int, users: Sequence[str]) -> str:
    before = _memory_mb(port, "VmRSS")
    answers = await asyncio.gather(*(_log_in(client, users[n % 4]) for n in range(AT_ONCE)))
    told = ", ".join(f"{count} x {status}" for status, count in sorted(Counter(a["status"] for a in answers).items()))
    return f"{told}; memory {before:.0f} MB before, {_memory_mb(port, 'VmHWM'):.0f} MB at most"


def _memory_mb(port: int, field: str) -> float:
    """Give the memory of the server's largest process, found by the port it was told."""
    found = [0.0]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"MATINEE_PORT={port}".encode() in (folder / "environ").read_bytes():
                lines = (folder / "status").read_text(encoding="ascii", errors="replace").splitlines()
                found += [int(line.split()[1]) / 1024 for line in lines if line.startswith(field)]
    return max(found)


async def _policy(data: DataSet, port: int) -> dict[str, float]:
    """Time a list for one person, turn by turn: without a condition, by grants and age, and with titles hidden."""
    account = data.accounts["owner"]
    times: dict[str, list[float]] = {"none": [], "limited": [], "hiding": []}
    async with Client(port, data.tokens["owner"]) as client:
        with psycopg.connect(data.url, autocommit=True) as connection:
            connection.execute(
                "insert into account_library select %s, id from library on conflict do nothing", (account,)
            )
            for turn in tuple(times) * ROUNDS:
                limited, hidden = turn != "none", HIDDEN if turn == "hiding" else 0
                connection.execute(
                    "update account set all_libraries = %s, maximum_age = %s where id = %s",
                    (not limited, 99 if limited else None, account),
                )
                connection.execute("update state set hidden = false where account_id = %s and hidden", (account,))
                connection.execute(_HIDE, (account, hidden))
                await client.get(LIST)
                times[turn] += [await _timed(client, LIST) for _ in range(3)]
    return {turn: statistics.median(each) for turn, each in times.items()}


_HIDE = """
    insert into state (account_id, entity_id, hidden)
    select %s, id, true from item where kind in ('movie', 'series') order by id limit %s
    on conflict (account_id, entity_id) do update set hidden = true
"""


def _both(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.2f} / {statistics.quantiles(times, n=100)[98]:.2f} ms"
