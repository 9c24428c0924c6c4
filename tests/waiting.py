"""Waiting for a fact instead of for time."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def until[T](look: Callable[[], Awaitable[T]], within_s: float = 120) -> T:
    """Look again and again until something true is found, and give it; fails when it never comes."""
    async with asyncio.timeout(within_s):
        while not (found := await look()):
            await asyncio.sleep(0.01)
        return found


def eventually[T](look: Callable[[], T], within_s: float = 120) -> T:
    """Do the same where nothing else runs in this thread."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)
    return found
