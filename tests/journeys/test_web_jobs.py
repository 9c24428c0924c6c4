"""An operator finds a failed job, understands it, mends the cause and lets it run again; and steers the rest."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from matinee.kit.postgres import running_url
from tests.browser import WORK_MS
from tests.journeys.cinema import Visit
from tests.server import Server, serving


@pytest.fixture(scope="module")
def blocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where backups are to go: there is a file in the way."""
    path = tmp_path_factory.mktemp("disk") / "backups"
    path.write_text("not a folder")
    return path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, blocked: Path) -> Iterator[Server]:
    settings = {"MATINEE_BACKUP_FOLDER": str(blocked), "MATINEE_BACKUP_ENABLED": "false"}
    with serving(tmp_path_factory.mktemp("server") / "data", settings) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        yield client


@pytest.fixture
def page(server: Server, anna: httpx.Client, browser: Browser) -> Iterator[Page]:
    visit = Visit.begin(browser, server.url)
    page = visit.signed_in("anna")
    page.goto("/app/settings/jobs")
    page.get_by_role("heading", name="Background work").wait_for()
    yield page
    visit.end()


def panel(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def give_up_at_the_first_failure(server: Server, job_id: int) -> None:
    url = running_url(server.data)
    assert url is not None
    with psycopg.connect(url) as connection:
        connection.execute("update job set attempts = 1 where id = %s", (job_id,))


def test_failed_job_is_found_understood_and_run_again(
    server: Server, anna: httpx.Client, page: Page, blocked: Path
) -> None:
    anna.post("/queues/low/pause")
    panel(page, "Runs by itself").get_by_role("button", name="Run now: Make a backup").click()
    expect(page.get_by_text("Make a backup was asked for")).to_be_visible()
    [waiting] = anna.get("/jobs", params={"state": "waiting", "kind": "backup.create"}).json()["items"]
    give_up_at_the_first_failure(server, waiting["id"])
    anna.post("/queues/low/resume")

    jobs = panel(page, "Jobs")
    failed = jobs.get_by_role("listitem").filter(has_text=f"Job {waiting['id']}")
    expect(failed).to_contain_text(f"{blocked}: File exists. Nothing was written.", timeout=WORK_MS)
    failed.get_by_role("button", name="Details").click()
    expect(failed).to_contain_text('{"now":true}')

    blocked.unlink()
    failed.get_by_role("button", name=f"Try again: Make a backup, job {waiting['id']}").click()
    jobs.get_by_text("Done", exact=True).click()
    done = jobs.get_by_role("listitem").filter(has_text=f"Job {waiting['id']}")
    expect(done).to_contain_text("Make a backup", timeout=WORK_MS)
    assert len(list(blocked.iterdir())) == 1
    expect(panel(page, "The last day").get_by_role("img")).to_have_accessible_name(
        re.compile(r"^\d+ jobs done and \d+ failed")
    )


def test_queue_is_paused_and_resumed(anna: httpx.Client, page: Page) -> None:
    queues = panel(page, "Queues")
    queues.get_by_role("button", name="Pause the queue Low").click()
    expect(queues).to_contain_text("paused")
    assert anna.get("/queues").json()["items"][3]["paused_at"] is not None
    queues.get_by_role("button", name="Resume the queue Low").click()
    expect(queues).not_to_contain_text("paused")


def test_page_fits_a_phone(server: Server, anna: httpx.Client, browser: Browser) -> None:
    visit = Visit.begin(browser, server.url, viewport={"width": 390, "height": 844})
    page = visit.signed_in("anna")
    page.goto("/app/settings/jobs")
    panel(page, "Queues").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    states = panel(page, "Jobs").get_by_role("radiogroup")
    assert states.evaluate("(each) => each.getBoundingClientRect().right <= innerWidth")
    visit.end()
