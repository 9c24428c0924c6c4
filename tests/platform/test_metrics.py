"""One page of figures for all processes of a machine; each figure says whose it is."""

import asyncio
import contextlib
from pathlib import Path

from prometheus_client import Counter

from matinee.kit.metrics import keep_written, page

COUNTED = Counter("matinee_test_things", "Counted by this test", ["kind"])


async def test_the_page_joins_what_each_process_counted(tmp_path: Path) -> None:
    COUNTED.labels("film").inc(3)
    writing = asyncio.create_task(keep_written(tmp_path / "metrics", "worker"))
    while not (tmp_path / "metrics" / "worker.prom").exists():
        await asyncio.sleep(0)
    text = page(tmp_path / "metrics", "web").decode()
    assert 'matinee_test_things_total{kind="film",process="web"} 3.0' in text
    assert 'matinee_test_things_total{kind="film",process="worker"} 3.0' in text
    assert text.count("# TYPE matinee_test_things_total counter") == 1
    writing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writing
    assert 'process="worker"' not in page(tmp_path / "metrics", "web").decode()
