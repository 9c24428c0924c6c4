"""The box: whatever a task does, the caller gets a value, and nothing is left behind."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from matinee.kit.boxed import MIB, BoxDied, BoxLimits, BoxPool, BoxTask
from tests.boxed.poison import Order
from tests.waiting import until

LIMITS = BoxLimits(memory_bytes=256 * MIB, cpu_seconds=2)
LONG = timedelta(seconds=60)


def task(name: str, limits: BoxLimits = LIMITS) -> BoxTask[Order, Order]:
    return BoxTask(f"tests.boxed.poison:{name}", Order, limits)


@pytest.fixture
async def pool() -> AsyncIterator[BoxPool]:
    async with BoxPool(size=2, extra_paths=(os.fspath(Path(__file__).parents[2]),)) as opened:
        yield opened


async def test_a_result_comes_back(pool: BoxPool) -> None:
    assert await pool.run(task("echo"), Order("hällo", 7), deadline=LONG) == Order("hällo", 7)


@pytest.mark.parametrize(("name", "reason"), [("crash", "crashed"), ("spin", "cpu"), ("eat_memory", "memory")])
async def test_a_death_is_a_result_and_the_next_task_runs(pool: BoxPool, name: str, reason: str) -> None:
    died = await pool.run(task(name), Order(), deadline=LONG)
    assert isinstance(died, BoxDied)
    assert died.reason == reason
    assert died.took_the_worker
    assert await pool.run(task("echo"), Order("after"), deadline=LONG) == Order("after")


async def test_a_task_that_never_ends_is_stopped_at_its_deadline(pool: BoxPool) -> None:
    died = await pool.run(task("hang"), Order(), deadline=timedelta(seconds=1))
    assert isinstance(died, BoxDied)
    assert died.reason == "deadline"


async def test_what_a_task_started_dies_with_it(pool: BoxPool) -> None:
    marker = 987_654 + os.getpid()
    await pool.run(task("hang_with_child"), Order(number=marker), deadline=timedelta(seconds=2))

    async def is_gone() -> bool:
        found = psutil.process_iter(["cmdline"])
        return not any(str(marker) in (each.info["cmdline"] or []) for each in found)

    await until(is_gone)


async def test_an_exception_inside_is_told_and_costs_no_worker(pool: BoxPool) -> None:
    first = await pool.run(task("process_id"), Order(), deadline=LONG)
    died = await pool.run(task("fail"), Order("cannot read"), deadline=LONG)
    assert isinstance(died, BoxDied)
    assert (died.reason, died.took_the_worker) == ("failed", False)
    assert "cannot read" in died.detail
    assert await pool.run(task("process_id"), Order(), deadline=LONG) == first


async def test_an_answer_larger_than_allowed_is_refused(pool: BoxPool) -> None:
    flood = BoxTask("tests.boxed.poison:flood", bytes, BoxLimits(output_bytes=MIB))
    died = await pool.run(flood, Order(number=2 * MIB), deadline=LONG)
    assert isinstance(died, BoxDied)
    assert died.reason == "output"


async def test_no_network_and_no_writing(pool: BoxPool, tmp_path: Path) -> None:
    assert await pool.run(task("connect"), Order(), deadline=LONG) == Order("PermissionError")
    target = tmp_path / "written"
    assert await pool.run(task("write_file"), Order(str(target)), deadline=LONG) == Order("OSError")
    assert not target.exists() or target.stat().st_size == 0


async def test_a_worker_loads_the_task_and_nothing_of_the_server(pool: BoxPool) -> None:
    modules = await pool.run(task("loaded"), Order(), deadline=LONG)
    assert isinstance(modules, Order)
    assert modules.word.split() == ["matinee", "matinee.kit", "matinee.kit.boxed", "matinee.kit.boxed.sandbox"]


async def test_a_worker_is_replaced_after_its_share_of_tasks() -> None:
    async with BoxPool(size=1, recycle_after=2, extra_paths=(os.fspath(Path(__file__).parents[2]),)) as pool:
        seen = [await pool.run(task("process_id"), Order(), deadline=LONG) for _ in range(3)]
    assert seen[0] == seen[1]
    assert seen[2] != seen[1]


async def test_a_cancelled_caller_leaves_no_process(pool: BoxPool) -> None:
    running = asyncio.create_task(pool.run(task("hang"), Order(), deadline=LONG))
    while not pool._busy:
        await asyncio.sleep(0.01)
    process = next(iter(pool._busy)).process
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await pool.close()
    assert process.returncode is not None


async def test_closing_ends_idle_workers(pool: BoxPool) -> None:
    answer = await pool.run(task("process_id"), Order(), deadline=LONG)
    assert isinstance(answer, Order)
    await pool.close()
    assert not psutil.pid_exists(answer.number)
