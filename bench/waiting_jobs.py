"""The operator's lists over HTTP while few and while 100,000 jobs wait, in one run; no worker takes any of them."""

import asyncio
import statistics
import time

import psycopg

from bench._http import Client
from bench._serving import served
from bench.dataset import DataSet, lent

NAME = "the operator's lists with 100,000 jobs waiting"
FEW, MANY, ENDED = 100, 100_000, 20_000
ROUNDS = 100
BUDGET = "20 / 60 ms"
_FILL = """
    insert into job (kind, queue, priority, arguments, state, attempts)
    select case when n %% 50 = 0 then 'library.scan' else 'file.probe' end,
        (array['high', 'default', 'low', 'bulk'])[1 + n %% 4], n %% 3, '{"file_id": 1}', 'waiting', 3
    from generate_series(1, %(count)s) n
"""
_END = """
    insert into job (kind, queue, arguments, state, attempts, attempt, started_at, finished_at)
    select 'file.probe', 'bulk', '{"file_id": 1}', case when n %% 20 = 0 then 'discarded' else 'completed' end, 3, 1,
        now() - n * interval '4 seconds', now() - n * interval '4 seconds'
    from generate_series(1, %(count)s) n
"""


def run() -> list[dict[str, object]]:
    """Measure each list with few and with many jobs waiting; each row is a list."""
    with lent() as data, served(data.url, worker=False) as port:
        _add(data, _FILL, FEW)
        few = asyncio.run(_measure(data, port))
        _add(data, _FILL, MANY - FEW)
        _add(data, _END, ENDED)
        many = asyncio.run(_measure(data, port))
    return [
        {
            "list": name,
            "budget p50 / p95": BUDGET,
            f"{FEW} wait, p50 / p95": _both(few[name]),
            f"{MANY:,} wait, p50 / p95": _both(many[name]),
            "p50, times": f"{statistics.median(many[name]) / statistics.median(few[name]):.2f}",
        }
        for name in many
    ]


def _add(data: DataSet, statement: str, count: int) -> None:
    with psycopg.connect(data.url, autocommit=True) as connection:
        connection.execute(statement.encode(), {"count": count})
        connection.execute("analyze job")


async def _measure(data: DataSet, port: int) -> dict[str, list[float]]:
    async with Client(port, data.tokens["owner"]) as owner:
        oldest = (await owner.json("/jobs?limit=50"))["next_cursor"]
        paths = {
            "newest": "/jobs?limit=50",
            "the page after": f"/jobs?limit=50&cursor={oldest}",
            "waiting": "/jobs?limit=50&state=waiting",
            "failed": "/jobs?limit=50&state=discarded",
            "of a queue": "/jobs?limit=50&queue=low",
            "of a kind": "/jobs?limit=50&kind=library.scan",
            "queues, counted": "/queues",
            "throughput of a day": "/jobs/throughput",
        }
        return {name: [await _timed(owner, path) for _ in range(ROUNDS)] for name, path in paths.items()}


async def _timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    await client.get(path)
    return (time.perf_counter() - began) * 1000


def _both(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} / {statistics.quantiles(times, n=20)[-1]:.1f} ms"
