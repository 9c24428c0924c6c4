"""People who make their own accounts: an administrator's link, what it says before it is taken, and when it ended."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.cinema import Cinema, Visit
from tests.server import PASSWORD


def take(page: Page, name: str) -> None:
    """Fill the form of a new account."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def made_link(cinema: Cinema, **wanted: Any) -> dict[str, Any]:
    answer = cinema.admin.post("/invitations", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_link_made_on_the_page_for_people_makes_one_account_that_sees_what_was_said(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/users")
    page.get_by_role("button", name="Invite someone").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("For whom").fill("Ida, from next door")
    dialog.get_by_label("All libraries").uncheck()
    dialog.get_by_label("Movies").check()
    dialog.get_by_label("Age ceiling").select_option("16")
    dialog.get_by_role("button", name="Make the link").click()
    link = dialog.get_by_label("Send this link").input_value()
    dialog.get_by_role("button", name="Done").click()
    invitations = page.get_by_role("region", name="Invitations")
    expect(invitations.get_by_text("Member · Movies · Up to 16 · 0 of 1 used")).to_be_visible()

    guest = visit().page
    guest.goto(link)
    expect(guest.get_by_text("anna invites you to watch with them.")).to_be_visible()
    expect(guest.get_by_text("1 library")).to_be_visible()
    expect(guest.get_by_text("Titles up to age 16")).to_be_visible()
    take(guest, "ANNA")
    expect(guest.get_by_role("alert")).to_have_text("This name is taken. Choose another.")
    take(guest, "ida")
    expect(guest.get_by_role("region", name="Recently added movies")).to_be_visible()
    expect(guest.get_by_role("region", name="Recently added shows")).to_have_count(0)

    page.reload()
    expect(invitations.get_by_text("1 of 1 used · Used up or over")).to_be_visible()
    invitations.get_by_role("button", name="Withdraw the invitation: Ida, from next door").click()
    expect(invitations.get_by_text("Ida, from next door")).to_have_count(0)


@pytest.mark.parametrize(
    ("end", "title"),
    [
        ("used", "This invitation was used"),
        ("withdrawn", "This invitation was withdrawn"),
        ("unknown", "This link is not known"),
    ],
)
def test_a_link_that_ended_says_how(cinema: Cinema, visit: Callable[..., Visit], end: str, title: str) -> None:
    ends = datetime.now(UTC) + timedelta(days=1)
    made = made_link(cinema, expires_at=ends.isoformat())
    token = made["token"] + ("x" if end == "unknown" else "")
    if end == "used":
        with cinema.server.client() as stranger:
            body = {"token": token, "username": cinema.new_name(), "password": PASSWORD}
            assert stranger.post("/auth/join", json=body).status_code == 201
    if end == "withdrawn":
        assert cinema.admin.delete(f"/invitations/{made['id']}").status_code == 204
    page = visit().page
    page.goto(f"/app/join?token={token}")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()


def test_a_link_whose_last_use_was_taken_meanwhile_says_so(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    token = made_link(cinema)["token"]
    page = visit().page
    page.goto(f"/app/join?token={token}")
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    with cinema.server.client() as quicker:
        body = {"token": token, "username": cinema.new_name(), "password": PASSWORD}
        assert quicker.post("/auth/join", json=body).status_code == 201
    take(page, cinema.new_name())
    expect(page.get_by_role("heading", name="This invitation was used")).to_be_visible()


def test_whoever_is_signed_in_is_told_that_the_link_is_for_somebody_else(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    page = visit().signed_in(name)
    page.goto(f"/app/join?token={made_link(cinema)['token']}")
    expect(page.get_by_text(f"You are signed in as {name}.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Create account")).to_be_visible()
