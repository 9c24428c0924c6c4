"""A real browser for the tests: the machine's Chromium, driven by Playwright; nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

HOME_NAME = "nas.lan"
"""A name that leads to this machine in the browser only. Over http it is no secure context, as in most homes."""
PATIENCE_MS = 60_000
"""How long a page may take to show what is expected of it: a busy machine of two cores is slow, and no test hurries."""
WORK_MS = 120_000
"""How long background work (a scan, a backup, pictures) may take until a page shows what came of it."""
expect.set_options(timeout=PATIENCE_MS)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
    f"--host-resolver-rules=MAP {HOME_NAME} 127.0.0.1",
)


def chromium() -> str:
    """Find the browser. Without one the tests fail, for skipped journeys look like passed ones; `none` skips them."""
    named = os.environ.get("MATINEE_TEST_BROWSER", "")
    if named == "none":
        pytest.skip("MATINEE_TEST_BROWSER=none: the browser journeys were left out on purpose")
    for name in (named, *_NAMES):
        if found := shutil.which(name):
            return found
    pytest.fail(
        "No Chromium was found for the browser journeys: install the package 'chromium', name one with "
        "MATINEE_TEST_BROWSER=/path/to/it, or leave them out with MATINEE_TEST_BROWSER=none",
        pytrace=False,
    )


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a browser. Its driver owns the thread's event loop meanwhile: no async test may run inside the block."""
    path = chromium()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
