"""News in an open page: marks of other devices, a scan as it runs, a server that was away, a session that was ended."""

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser import WORK_MS
from tests.journeys.cinema import Cinema, Visit
from tests.journeys.playing import open_title

_CODE_IS_HERE = """
() => performance.getEntriesByType('resource').filter((each) => /\\/nodes\\/.*\\.js$/.test(each.name)).length >= 8
"""
"""The layouts, the page of errors and home, and the four pages whose code is fetched ahead."""


def mark_elsewhere(cinema: Cinema, name: str, film: str) -> None:
    """Mark a film as watched on another device of a person."""
    with cinema.server.log_in(name) as phone:
        assert phone.put(f"/items/{film}/watched").status_code == 204


def test_a_mark_made_on_another_device_shows_at_once(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    film = cinema.find("Slow Light")["id"]
    page = visit().signed_in(name)
    with page.expect_response("**/events*"):
        open_title(page, film)
    expect(page.get_by_role("button", name="Mark as watched")).to_be_visible()
    mark_elsewhere(cinema, name, film)
    expect(page.get_by_role("button", name="Mark as not watched")).to_be_visible()


def test_a_mark_made_while_the_page_opened_shows_once_its_stream_is_open(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    film = cinema.find("Slow Light")["id"]
    page = visit().signed_in(name)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/events*", hold)
    with page.expect_request("**/events*"):
        open_title(page, film)
    expect(page.get_by_role("button", name="Mark as watched")).to_be_visible()
    mark_elsewhere(cinema, name, film)
    for each in held:
        each.continue_()
    expect(page.get_by_role("button", name="Mark as not watched")).to_be_visible()


def test_titles_of_a_scan_appear_without_a_reload(cinema: Cinema, visit: Callable[..., Visit], tmp_path: Path) -> None:
    made = cinema.admin.post("/libraries", json={"name": "New", "kind": "movies", "paths": [str(tmp_path)]}).json()
    cinema.libraries["New"] = made["id"]
    page = visit().signed_in(cinema.invite("New"))
    page.goto("/app/movies")
    expect(page.get_by_text("No movies yet")).to_be_visible()
    (tmp_path / "Late Arrival (2024).mkv").write_bytes(os.urandom(4096))
    assert cinema.admin.post(f"/libraries/{made['id']}/scan", json={}).status_code == 202
    expect(page.get_by_role("link", name="Late Arrival, 2024", exact=True)).to_be_visible(timeout=WORK_MS)


def test_a_page_without_the_server_says_so_and_comes_back_by_itself(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    page = visit().enter(cinema.invite("Movies"))
    page.wait_for_function(_CODE_IS_HERE)
    page.context.set_offline(True)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Movies").click()
    banner = page.get_by_text("The server does not answer. Trying again by itself.")
    expect(banner).to_be_visible()
    page.context.set_offline(False)
    expect(banner).to_be_hidden()
    expect(page.get_by_role("link", name="Slow Light, 2020", exact=True)).to_be_visible()


def test_after_a_restart_the_stream_goes_on_from_what_was_heard(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    film = cinema.find("Slow Light")["id"]
    page = visit().signed_in(name)
    open_title(page, film)
    mark_elsewhere(cinema, name, film)
    expect(page.get_by_role("button", name="Mark as not watched")).to_be_visible()
    with page.expect_response(
        lambda answer: (
            "/events" in answer.url and answer.status == 200 and bool(answer.request.all_headers().get("last-event-id"))
        ),
        timeout=WORK_MS,
    ):
        cinema.web().kill()


def test_a_device_that_is_signed_out_elsewhere_is_led_to_the_door(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    page = visit().enter(name)
    with cinema.server.log_in(name) as phone:
        [other] = [each for each in phone.get("/sessions").json()["items"] if not each["current"]]
        assert phone.delete(f"/sessions/{other['id']}").status_code == 204
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
