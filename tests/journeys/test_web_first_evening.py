"""The first evening in the browser, at `http://nas.lan:PORT`: plain http under a name, which browsers trust with nothing."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import HOME_NAME, WORK_MS
from tests.demo import demo_library
from tests.journeys.cinema import Visit
from tests.journeys.playing import plays_on, press_play
from tests.server import PASSWORD, serving

PASSWORD_FIELD = re.compile("^Password(?! again)")


def test_from_the_one_time_link_to_a_playing_film(browser: Browser, tmp_path: Path) -> None:
    media = demo_library()
    with serving(tmp_path / "data", first_start=True) as server:
        visit = Visit.begin(browser, server.url.replace("127.0.0.1", HOME_NAME))
        page = visit.page
        page.goto(f"/app/setup?token={server.setup_token}")
        assert page.evaluate("isSecureContext") is False
        make_the_first_account(page)
        add_folder(page, media.movies, "15 videos, 12 folders")
        add_folder(page, media.shows, "15 videos, 8 folders")
        page.get_by_role("button", name="Go and watch").click()
        posters_appear(page)
        a_click_and_a_play_show_the_film(page)
        what_the_browser_withholds_is_said(page)
        visit.end()


def make_the_first_account(page: Page) -> None:
    page.get_by_label("Name").fill("anna")
    page.get_by_label(PASSWORD_FIELD).fill("short")
    page.get_by_label("Password again").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert")).to_have_text("Use at least 8 characters.")
    page.get_by_label(PASSWORD_FIELD).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Where are your films?")).to_be_visible()


def add_folder(page: Page, path: Path, found: str) -> None:
    page.get_by_label("Folder on the server").fill(str(path.parent))
    page.keyboard.press("Enter")
    page.get_by_role("button", name=path.name, exact=True).click()
    expect(page.get_by_text(found)).to_be_visible()
    page.get_by_role("button", name="Use this folder").click()
    expect(page.get_by_text(str(path), exact=True)).to_be_visible()


def posters_appear(page: Page) -> None:
    row = page.get_by_role("region", name="Recently added movies")
    expect(row.locator("img[data-arrived]").first).to_be_visible(timeout=WORK_MS)


def a_click_and_a_play_show_the_film(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Movies").click()
    page.get_by_role("link", name="Slow Light").first.click()
    press_play(page)
    assert plays_on(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1, name="Slow Light")).to_be_visible()


def what_the_browser_withholds_is_said(page: Page) -> None:
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Settings").click()
    expect(page.get_by_text("This page came over plain http.")).to_be_visible()
