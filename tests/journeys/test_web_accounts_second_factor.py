"""A second factor in the browser: required and set up at the door, asked for at sign-in, and waits counted down."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from pyotp.totp import TOTP

from tests.journeys.cinema import Cinema, Visit
from tests.server import PASSWORD


def set_up(page: Page | Locator, password: str | None = PASSWORD) -> tuple[TOTP, list[str]]:
    """Go through the steps of setting one up; give the app and the recovery codes."""
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    if password is not None:
        page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    app = TOTP(page.locator("code").inner_text())
    page.get_by_label("Then type the code it shows").fill(app.now())
    codes = page.get_by_role("list", name="Keep these codes").get_by_role("listitem")
    expect(codes).to_have_count(10)
    return app, codes.all_inner_texts()


def test_who_must_have_a_second_factor_sets_it_up_first_and_signs_in_with_it_then(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    cinema.require_second_factor(name)
    window = visit()
    page = window.sign_in(name)
    expect(page.get_by_role("heading", name="Protect your account")).to_be_visible()
    page.goto("/app/movies")
    expect(page.get_by_role("heading", name="Protect your account")).to_be_visible()
    app, codes = set_up(page)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download").click()
    assert codes[0] in kept.value.path().read_text()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("region", name="Recently added movies")).to_be_visible()

    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    window.sign_in(name)
    code = page.get_by_label("Code from your app")
    code.fill("000000")
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    code.fill(app.at(int(time.time()) + 30))
    expect(page.get_by_role("region", name="Recently added movies")).to_be_visible()


def test_a_recovery_code_lets_one_in_once(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    cinema.require_second_factor(name)
    page = visit().sign_in(name)
    _, codes = set_up(page)
    for attempt in range(2):
        other = visit().sign_in(name)
        other.get_by_role("button", name="Use a recovery code instead").click()
        other.get_by_label("Recovery code").fill(codes[0].upper())
        other.get_by_role("button", name="Sign in", exact=True).click()
        if attempt == 0:
            expect(other.get_by_role("region", name="Recently added movies")).to_be_visible()
        else:
            expect(other.get_by_role("alert")).to_contain_text("was used before")


def test_who_is_made_to_have_one_while_signed_in_is_led_to_set_it_up(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    page = visit().enter(name)
    expect(page.get_by_role("region", name="Recently added movies")).to_be_visible()
    cinema.require_second_factor(name)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Movies").click()
    expect(page.get_by_role("heading", name="Protect your account")).to_be_visible()


def test_after_many_failures_the_page_counts_the_wait_down(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    with cinema.server.client() as guesser:
        wrong = {"username": name, "password": "a guess"}
        answers = [guesser.post("/auth/login", json=wrong).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    page = visit().sign_in(name)
    told = page.get_by_role("alert")
    expect(told).to_have_text(re.compile(r"Too many failed tries\. You can try again in 0:\d\d\."))
    expect(page.get_by_role("button", name="Sign in")).to_be_disabled()
    first = told.inner_text()
    expect(told).not_to_have_text(first)
