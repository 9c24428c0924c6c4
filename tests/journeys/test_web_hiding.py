"""Hiding titles in the browser: gone with a way back in the message, and listed on a page of the settings."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.playing import open_title
from tests.journeys.test_web_marks import choose

FILM = "Slow Light, 2020"


def test_a_hidden_film_leaves_the_grid_and_comes_back_by_undo(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    page.goto("/app/movies")
    film = page.get_by_role("link", name=FILM, exact=True)
    expect(film).to_be_visible()
    choose(page, FILM, "Hide this title")
    expect(film).to_have_count(0)
    page.get_by_role("status").filter(has_text="Slow Light is hidden from you").get_by_role(
        "button", name="Undo"
    ).click()
    expect(film).to_be_visible()


def test_a_series_hidden_on_its_page_is_shown_again_from_the_settings(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    page = visit().signed_in(cinema.invite("Shows"))
    series = cinema.find("Harbour Lights", "series")["id"]
    open_title(page, series)
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("menuitem", name="Hide this title", exact=True).click()
    expect(page).to_have_url(f"{cinema.server.url}/app/")
    expect(page.get_by_role("link", name="Harbour Lights", exact=False)).to_have_count(0)
    page.goto(f"/app/title/{series}")
    expect(page.get_by_role("heading", name="This is not here")).to_be_visible()
    page.goto("/app/settings")
    page.get_by_role("link", name="Hidden titles").click()
    page.get_by_role("button", name="Show Harbour Lights again").click()
    expect(page.get_by_role("heading", name="You hide nothing")).to_be_visible()
    open_title(page, series)


def test_a_guest_who_keeps_nothing_is_offered_no_hiding(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies", role="guest"))
    open_title(page, cinema.find("Slow Light")["id"])
    page.get_by_role("button", name="More", exact=True).first.click()
    expect(page.get_by_role("menuitem").first).to_be_visible()
    expect(page.get_by_role("menuitem", name="Hide this title")).to_have_count(0)
