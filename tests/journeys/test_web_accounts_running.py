"""What administrators look after in the browser: many people, a second factor for roles, the log; and one device ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.cinema import Cinema, Visit
from tests.server import PASSWORD

CROWD = 51


@pytest.fixture
def crowd(cinema: Cinema) -> Iterator[list[str]]:
    """Let more people live here than one page shows, for one test."""
    names = [f"zz-crowd-{number:02}" for number in range(CROWD)]
    cinema.sql(
        "insert into account (id, username, username_folded, display_name, role)"
        " select uuidv7(), name, name, 'Of ' || name, 'member' from unnest(%(names)s::text[]) name",
        names=names,
    )
    yield names
    cinema.sql("delete from account where username = any(%(names)s)", names=names)


def test_more_than_fifty_people_are_shown_page_after_page_and_found_by_name(
    visit: Callable[..., Visit], crowd: list[str]
) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/users")
    last = page.get_by_role("heading", name=f"Of {crowd[-1]}")
    more = page.get_by_role("button", name="Show more")
    expect(more).to_be_visible()
    expect(last).to_have_count(0)
    while not last.count():
        more.click()
        expect(last.or_(more).first).to_be_visible()
    search = page.get_by_role("searchbox", name="Find a person")
    search.fill("CROWD-07")
    expect(page.get_by_role("heading", name="Of zz-crowd-")).to_have_text([f"Of {crowd[7]}"])
    page.get_by_role("button", name=f"Edit Of {crowd[7]}").click()
    page.get_by_role("dialog").get_by_label("Display name").fill("Found and renamed")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Found and renamed")).to_be_visible()
    search.fill("nobody at all")
    expect(page.get_by_role("status").filter(has_text="Nobody is called like this.")).to_be_visible()


def test_a_second_factor_is_asked_of_a_role_and_never_of_ones_own_without_having_one(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    guest = cinema.invite("Movies", role="guest")
    page = visit().signed_in("anna")
    page.goto("/app/settings/roles")
    panel = page.get_by_role("region", name="Second factor needed by")
    try:
        panel.get_by_label("Administrator").click()
        expect(panel.get_by_role("alert")).to_have_text("Set up a second factor for your own account first.")
        expect(panel.get_by_label("Administrator")).not_to_be_checked()
        with page.expect_response("**/second-factor-policy"):
            panel.get_by_label("Guest").click()
        expect(panel.get_by_label("Guest")).to_be_checked()
        expect(panel.get_by_role("alert")).to_have_count(0)
        led = visit().sign_in(guest)
        expect(led.get_by_role("heading", name="Protect your account")).to_be_visible()
        with page.expect_response("**/second-factor-policy"):  # the box is unchecked before the server knows
            panel.get_by_label("Guest").click()
        expect(panel.get_by_label("Guest")).not_to_be_checked()
        led.goto("/app/")
        expect(led.get_by_role("navigation", name="Main")).to_be_visible()
    finally:
        cinema.admin.put("/second-factor-policy", json={"roles": []})
    page.goto("/app/settings/activity")
    expect(page.get_by_text("– → guest").first).to_be_visible()


def test_the_log_is_narrowed_to_what_whom_how_and_when(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    with cinema.server.client() as guesser:
        guesser.post("/auth/login", json={"username": name, "password": "a guess"})
    cinema.server.log_in(name).close()
    page = visit().signed_in("anna")
    page.goto("/app/settings/activity")
    lines = page.locator("main li, section.panel li")
    page.get_by_label("Who").select_option(name)
    expect(lines).to_have_count(3)
    for line, told in enumerate(("signed in", "failed to sign in", "made the account")):
        expect(lines.nth(line)).to_contain_text(told)
    page.get_by_label("What").select_option("Libraries")
    expect(page.get_by_text("Nothing like that has happened")).to_be_visible()
    page.get_by_label("Who").select_option("")
    expect(lines.filter(has_text="Movies").first).to_be_visible()
    page.get_by_label("What").select_option("Sign-ins")
    page.get_by_label("Outcome").select_option("Failed")
    expect(lines.filter(has_text=name).first).to_be_visible()
    expect(lines.filter(has_not_text="Failed")).to_have_count(0)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    page.get_by_label("From").fill(tomorrow)
    expect(page.get_by_text("Nothing like that has happened")).to_be_visible()


def test_one_device_is_signed_out_and_the_others_stay(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    device = {"id": "tv-1", "name": "Living room", "client": "Matinee TV"}
    with cinema.server.client() as television, cinema.server.log_in(name) as other:
        body = {"username": name, "password": PASSWORD, "device": device}
        television.headers["Authorization"] = f"Bearer {television.post('/auth/login', json=body).json()['token']}"
        page = visit().signed_in(name)
        page.goto("/app/settings/security")
        devices = page.get_by_role("region", name="Signed-in devices")
        expect(devices.get_by_role("listitem")).to_have_count(3)
        with page.expect_response("**/api/v1/sessions/*"):
            devices.get_by_role("button", name="Living room").click()
        expect(devices.get_by_text("Living room")).to_have_count(0)
        assert [each.get("/me").status_code for each in (television, other)] == [401, 200]
