"""What people say about titles, in the browser: watched with undo, up to here, favourites, off continue watching."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.playing import open_title


def choose(page: Page, card: str, entry: str) -> None:
    """Open the menu of a card, as a mouse does, and choose an entry."""
    page.get_by_role("link", name=card, exact=True).first.hover()
    page.get_by_role("button", name=f"More for {card}").first.click()
    page.get_by_role("menu").get_by_role("menuitem", name=entry, exact=True).click()


def test_watched_can_be_taken_back_from_the_message_that_tells_it(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    open_title(page, cinema.find("Slow Light")["id"])
    page.get_by_role("button", name="Mark as watched").click()
    expect(page.get_by_role("status").get_by_text("Slow Light marked as watched")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as not watched")).to_have_attribute("aria-pressed", "true")
    with page.expect_response("**/api/v1/undo/*") as undone:
        page.get_by_role("button", name="Undo").click()
    assert undone.value.status == 204
    expect(page.get_by_role("button", name="Mark as watched")).to_have_attribute("aria-pressed", "false")


def test_undo_of_a_whole_series_brings_back_each_episode_as_it_was(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Shows"))
    open_title(page, cinema.find("Harbour Lights", "series")["id"])
    with page.expect_response("**/watched"):
        page.get_by_role("button", name="More for S1 E2 · The Pilot Boat").or_(
            page.locator("li").nth(1).get_by_role("button", name="More")
        ).first.click()
        page.get_by_role("menuitem", name="Mark as watched", exact=True).click()
    page.get_by_role("button", name="Mark as watched", exact=True).click()
    expect(page.get_by_text("Harbour Lights marked as watched")).to_be_visible()
    expect(page.get_by_role("button", name="Mark season as not watched")).to_be_visible()
    page.get_by_role("status").filter(has_text="Harbour Lights marked").get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("button", name="Mark season as watched")).to_be_visible()
    expect(page.get_by_role("link", name="Play S1 E3").or_(page.get_by_role("link", name="Play S1 E1"))).to_be_visible()


def test_watched_up_to_here_marks_what_came_before(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Shows"))
    open_title(page, cinema.episode("Harbour Lights", 2, 1)["id"])
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Watched up to here").click()
    expect(page.get_by_text("Watched up to Dry Dock")).to_be_visible()
    open_title(page, cinema.find("Harbour Lights", "series")["id"])
    expect(page.get_by_role("link", name="Play S2 E2")).to_be_visible()


def test_a_begun_film_can_be_taken_off_continue_watching_and_put_back(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    with cinema.server.log_in(name) as api:
        film = cinema.find("The Glass Meridian")
        assert api.put(f"/items/{film['id']}/progress", json={"position_ms": 15_000}).status_code == 204
    page = visit().enter(name)
    row = page.get_by_role("region", name="Continue watching")
    expect(row.get_by_role("link", name="The Glass Meridian, 2019", exact=True)).to_be_visible()
    choose(page, "The Glass Meridian, 2019", "Remove from continue watching")
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("link", name="The Glass Meridian, 2019", exact=True)).to_be_visible()


def test_favourites_are_a_filter_of_the_grid(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    open_title(page, cinema.find("Slow Light")["id"])
    with page.expect_response("**/favourite"):
        page.get_by_role("button", name="Add to favourites").click()
    page.goto("/app/movies")
    page.get_by_role("button", name="Favourites only").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("link", name="Slow Light, 2020", exact=True)).to_be_visible()
