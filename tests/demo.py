"""The demo library as media for tests: made by ffmpeg once, kept in the cache, only ever read."""

import asyncio
import fcntl
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from matinee.demo import DemoLibrary, make_demo_library


def demo_library() -> DemoLibrary:
    """Give the library of `matinee demo`, made now if it never was; test processes wait for one another.

    `MATINEE_TEST_MEDIA` names another folder for it; else it lies in the user's cache.
    """
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    target = Path(os.environ.get("MATINEE_TEST_MEDIA") or Path(cache) / "matinee-demo")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with ThreadPoolExecutor(1) as aside:  # an open browser's driver owns this thread's event loop
            return aside.submit(lambda: asyncio.run(make_demo_library(target, lambda _: None))).result()
