"""Hands on a keyboard, and the way back: neither needs the mouse, and going back needs no request."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.playing import plays_on


def pictures_have_come(page: Page) -> None:
    """Wait until every card in sight has its picture."""
    page.wait_for_function(
        "() => { const all = [...document.querySelectorAll('[data-cell] img')];"
        " return all.length > 0 && all.every((each) => each.dataset.arrived !== undefined); }"
    )


def focus_comes_to(page: Page, name: str) -> None:
    page.wait_for_function("(name) => document.activeElement.getAttribute('aria-label')?.startsWith(name)", arg=name)


def test_keys_alone_find_a_film_and_play_it(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    page.goto("/app/movies")
    expect(page.get_by_role("listitem")).to_have_count(13)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("[data-cell='0'] a.link").focus()
    page.keyboard.press("End")
    page.wait_for_function("() => document.activeElement.closest('[data-cell]')?.dataset.cell === '12'")
    page.keyboard.press("s")
    focus_comes_to(page, "Saltwater")
    page.keyboard.press("ArrowRight")
    focus_comes_to(page, "Slow Light")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Slow Light")).to_be_visible()
    page.go_back()
    focus_comes_to(page, "Slow Light")
    page.keyboard.press("Shift+Enter")
    expect(page.locator("video")).to_have_js_property("paused", value=False)


def test_the_player_obeys_its_keys(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    page.goto(f"/app/watch/{cinema.find('The Glass Meridian')['id']}")
    video = page.locator("video")
    assert plays_on(page, 0.3)
    page.keyboard.press("Space")
    expect(video).to_have_js_property("paused", value=True)
    page.keyboard.press("5")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 30) < 1")
    page.keyboard.press("m")
    expect(video).to_have_js_property("muted", value=True)
    page.keyboard.press("ArrowDown")
    expect(video).to_have_js_property("volume", value=0.95)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    page.get_by_role("slider", name="Position in the film").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => Math.abs(document.querySelector('video').currentTime - 20) < 1")


def test_going_back_asks_the_server_for_nothing(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit(viewport={"width": 700, "height": 500}).enter(cinema.invite("Movies"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Movies").click()
    pictures_have_come(page)
    page.locator("[data-cell='0'] a.link").press("End")
    expect(page.get_by_role("link", name="Velocity of Small Things, 2024", exact=True)).to_be_focused()
    pictures_have_come(page)
    place = page.evaluate("() => scrollY")
    assert place > 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Files")).to_be_visible()
    film = page.url.rpartition("/")[2]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.go_back()
    page.wait_for_function("(place) => scrollY === place", arg=place)
    expect(page.get_by_role("link", name="Velocity of Small Things, 2024", exact=True)).to_be_in_viewport()
    of_the_film_still = (film, "/events")
    assert [url for url in asked if "/api/" in url and not any(each in url for each in of_the_film_still)] == []
