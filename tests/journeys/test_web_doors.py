"""Signing in and out, wrong folders, and a second person who is shown nothing of what was not granted."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.cinema import Cinema, Visit


def test_a_wrong_password_says_so_and_the_right_one_leads_where_one_wanted_to_go(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    guest = visit()
    guest.page.goto("/app/movies?sort=-year")
    expect(guest.page.get_by_role("heading", name="Welcome back")).to_be_visible()
    guest.page.get_by_label("Name").fill(name)
    guest.page.get_by_label("Password").fill("not the password")
    guest.page.get_by_role("button", name="Sign in").click()
    expect(guest.page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    guest.page.get_by_label("Password").fill("correct horse battery")
    guest.page.get_by_role("button", name="Sign in").click()
    expect(guest.page.get_by_role("heading", level=1, name="Movies")).to_be_visible()
    assert guest.page.url.endswith("/app/movies?sort=-year")


def test_signing_out_ends_the_session_and_shows_the_door(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().enter(cinema.invite("Movies"))
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    page.goto("/app/movies")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert page.request.get("/api/v1/me").status == 401


def test_a_second_person_is_shown_nothing_of_what_was_not_granted(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Shows"))
    page.goto("/app/movies")
    expect(page.get_by_text("No movies yet")).to_be_visible()
    for path in ("title", "watch"):
        page.goto(f"/app/{path}/{cinema.find('Slow Light')['id']}")
        expect(page.get_by_text("This is not here, or not for you to see.").first).to_be_visible()
    page.goto("/app/settings")
    pages = page.get_by_role("navigation", name="Settings")
    expect(pages.get_by_role("link", name="Account")).to_be_visible()
    for hidden in ("Libraries", "People"):
        expect(pages.get_by_role("link", name=hidden)).to_have_count(0)
    page.goto("/app/")
    expect(page.get_by_role("link", name="Harbour Lights").first).to_be_visible()
    expect(page.get_by_role("region", name="Recently added movies")).to_have_count(0)


def look_into(page: Page, path: Path | str) -> None:
    page.get_by_label("Folder on the server").fill(str(path))
    page.keyboard.press("Enter")


def test_each_wrong_folder_has_its_own_words(cinema: Cinema, visit: Callable[..., Visit], tmp_path: Path) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/libraries")
    page.get_by_role("button", name="Add a library").click()
    told = page.get_by_role("dialog").get_by_role("alert")
    look_into(page, tmp_path / "nowhere")
    expect(told).to_have_text("There is no such folder on the server.")
    (tmp_path / "film.mkv").touch()
    look_into(page, tmp_path / "film.mkv")
    expect(told).to_have_text("That is a file. Choose the folder that holds it.")
    look_into(page, "films")
    expect(told).to_have_text("Write the whole path, from the first slash.")
    for path, words in (
        ("/", "That is the whole disk. Choose the folder that holds the videos."),
        (cinema.server.data.parent, "Matinee keeps its own data in there. Choose a folder that holds only videos."),
    ):
        look_into(page, path)
        expect(told).to_have_count(0)
        page.get_by_role("button", name="Use this folder").click()
        expect(told).to_have_text(words)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read every folder")
def test_a_folder_without_permission_says_so(cinema: Cinema, visit: Callable[..., Visit], tmp_path: Path) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/libraries")
    page.get_by_role("button", name="Add a library").click()
    (tmp_path / "closed").mkdir(mode=0)
    look_into(page, tmp_path / "closed")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Matinee may not read this folder.")
