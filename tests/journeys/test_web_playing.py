"""A film in the browser: it really plays, goes on where it stopped, survives the server's death, or says why not."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.playing import leave, open_title, pause, plays_from, plays_on, position, press_play, slowly


def test_a_film_plays_seeks_pauses_and_goes_on_where_it_stopped(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().enter(cinema.invite("Movies"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Movies").click()
    page.get_by_role("link", name="The Glass Meridian, 2019").first.click()
    expect(page.get_by_role("heading", level=1, name="The Glass Meridian")).to_be_visible()
    press_play(page)
    assert plays_on(page)
    page.keyboard.press("5")
    plays_from(page, 20)
    assert plays_on(page)
    pause(page)
    page.keyboard.press("5")
    stopped_at = position(page)
    leave(page)
    expect(page.get_by_role("heading", level=1, name="The Glass Meridian")).to_be_visible()
    page.locator("#content").get_by_role("link", name="Resume", exact=True).click()
    plays_from(page, stopped_at)
    assert plays_on(page)


def test_a_film_in_two_parts_plays_as_one(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    open_title(page, cinema.find("Copper Moon")["id"])
    press_play(page)
    assert plays_on(page, 0.3)
    first = page.evaluate("document.querySelector('video').currentSrc")
    page.keyboard.press("9")
    page.wait_for_function("(first) => document.querySelector('video').currentSrc !== first", arg=first)
    assert plays_on(page)
    expect(page.get_by_role("slider", name="Position in the film")).to_have_attribute("aria-valuemax", "40")


def test_the_end_of_an_episode_leads_to_the_next(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Shows"))
    slowly(page)
    open_title(page, cinema.episode("Harbour Lights", 1, 1)["id"])
    press_play(page)
    pause(page)  # near its end: what comes next is offered for as long as it stays there
    page.keyboard.press("9")
    page.get_by_role("complementary", name="Next up").get_by_role("button", name="Play next").click()
    page.wait_for_url(f"**/app/watch/{cinema.episode('Harbour Lights', 1, 2)['id']}*")
    plays_from(page, 0)
    pause(page)
    leave(page)
    page.goto("/app/")
    row = page.get_by_role("region", name="Continue watching").or_(page.get_by_role("region", name="Next up"))
    expect(row.get_by_role("link", name="The Pilot Boat").first).to_be_visible()


def test_the_server_killed_in_the_middle_of_a_film_is_not_noticed(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    open_title(page, cinema.find("The Glass Meridian")["id"])
    press_play(page)
    assert plays_on(page, 0.3)
    cinema.web().kill()
    page.keyboard.press("7")
    plays_from(page, 28, tolerance=8)
    assert plays_on(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    cinema.admin.get("/me").raise_for_status()


def test_what_the_browser_cannot_decode_is_said_with_its_reason(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    for title, reason in (("Low Orbit", "HEVC (H.265)"), ("The Cartographer's Daughter", "Dolby Digital (AC-3)")):
        page.goto(f"/app/watch/{cinema.find(title)['id']}")
        told = page.get_by_role("alert")
        expect(told).to_contain_text("This browser cannot play it")
        expect(told).to_contain_text(reason)
        told.get_by_role("link", name="Back").click()
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_two_browsers_play_at_once_while_a_scan_runs(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    pages = [visit().signed_in(cinema.invite("Movies", "Shows")) for _ in range(2)]
    for page, title in zip(pages, ("Saltwater Hours", "Slow Light"), strict=True):
        open_title(page, cinema.find(title)["id"])
        press_play(page)
    for library in cinema.libraries.values():
        assert cinema.admin.post(f"/libraries/{library}/scan", json={}).status_code == 202
    assert [plays_on(page) for page in pages] == [True, True]
