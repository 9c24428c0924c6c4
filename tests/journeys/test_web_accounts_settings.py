"""What people look after themselves: profile, password's neighbours, devices, keys; and what administrators say of them."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.test_web_accounts_second_factor import set_up


def test_a_second_factor_is_set_up_renewed_and_turned_off_for_a_code(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    page = visit().signed_in(cinema.invite("Movies"))
    page.goto("/app/settings/security")
    panel = page.get_by_role("region", name="Second factor")
    panel.get_by_role("button", name="Set it up").click()
    _, codes = set_up(panel)
    panel.get_by_role("button", name="I have kept them").click()
    expect(panel.get_by_text("10 recovery codes are left.")).to_be_visible()
    panel.get_by_role("button", name="New recovery codes").click()
    panel.get_by_label("Code").fill(codes[0])
    panel.get_by_role("button", name="New recovery codes").click()
    renewed = panel.get_by_role("list", name="Keep these codes").get_by_role("listitem")
    expect(renewed).to_have_count(10)
    fresh = renewed.first.inner_text()
    panel.get_by_role("button", name="I have kept them").click()
    panel.get_by_role("button", name="Turn off").click()
    panel.get_by_label("Code").fill(codes[1])
    panel.get_by_role("button", name="Turn off").click()
    expect(panel.get_by_role("alert")).to_contain_text("This code is not right")
    panel.get_by_label("Code").fill(fresh)
    panel.get_by_role("button", name="Turn off").click()
    expect(panel.get_by_role("button", name="Set it up")).to_be_visible()


def test_other_devices_are_listed_and_all_signed_out_at_once(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    page = visit().signed_in(name)
    with cinema.server.log_in(name) as other, cinema.server.log_in(name) as third:
        page.goto("/app/settings/security")
        devices = page.get_by_role("region", name="Signed-in devices")
        expect(devices.get_by_text("This device")).to_be_visible()
        devices.get_by_role("button", name="Sign out everywhere else").click()
        expect(devices.get_by_role("listitem")).to_have_count(1)
        assert [each.get("/me").status_code for each in (other, third)] == [401, 401]
    page.reload()
    expect(devices.get_by_text("This device")).to_be_visible()


def test_a_profile_says_how_one_is_called_and_which_clock_one_reads(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    name = cinema.invite("Movies")
    page = visit().signed_in(name)
    page.goto("/app/settings")
    profile = page.get_by_role("region", name="Profile")
    profile.get_by_label("Display name").fill("Ida Lund")
    profile.get_by_label("Time zone").fill("Mars/Olympus")
    profile.get_by_role("button", name="Save").click()
    expect(profile.get_by_role("alert")).to_have_text("There is no such time zone.")
    profile.get_by_label("Time zone").fill("Europe/Oslo")
    profile.get_by_label("Preferred language").select_option("de")
    profile.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    with cinema.server.log_in(name) as api:
        me = api.get("/me").json()
    assert (me["display_name"], me["time_zone"], me["language"]) == ("Ida Lund", "Europe/Oslo", "de")
    expect(
        page.get_by_role("region", name="Recent sign-ins and changes").get_by_text("signed in").first
    ).to_be_visible()


def test_a_key_is_shown_once_renewed_and_revoked(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(cinema.invite("Movies", "Shows"))
    page.goto("/app/settings/keys")
    page.get_by_role("button", name="Make a key").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Read titles")).to_be_checked()
    expect(dialog.get_by_label("Run the server")).to_have_count(0)
    dialog.get_by_label("What it is for").fill("Kitchen display")
    dialog.get_by_label("All libraries").uncheck()
    dialog.get_by_label("Shows").check()
    dialog.get_by_role("button", name="Make a key").click()
    first = dialog.get_by_label("Your key").input_value()
    assert first.startswith("mt_")
    with cinema.server.client(first) as program:
        assert program.get("/movies").json()["items"] == []
        assert program.get("/series").json()["items"]
    dialog.get_by_role("button", name="Close").click()
    line = page.get_by_role("listitem").filter(has_text="Kitchen display")
    expect(line).to_contain_text(re.compile(rf"{re.escape(first[:8])}… · Read titles · Shows"))

    page.get_by_role("button", name="Renew the key: Kitchen display").click()
    dialog.get_by_role("button", name="Renew").click()
    second = dialog.get_by_label("Your key").input_value()
    with cinema.server.client(first) as dead, cinema.server.client(second) as alive:
        assert (dead.get("/series").status_code, alive.get("/series").status_code) == (401, 200)
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Revoke the key: Kitchen display").click()
    expect(page.get_by_text("You have no keys.")).to_be_visible()
    with cinema.server.client(second) as dead:
        assert dead.get("/series").status_code == 401


def test_an_administrator_edits_signs_out_and_removes_a_person(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    name = cinema.invite("Movies")
    page = visit().signed_in("anna")
    page.goto("/app/settings/users")
    page.get_by_role("searchbox", name="Find a person").fill(name)  # others live here, too
    with cinema.server.log_in(name) as theirs:
        page.get_by_role("button", name=f"Edit {name}", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Display name").fill("Little One")
        dialog.get_by_label("Age ceiling").select_option("6")
        dialog.get_by_label("Also titles whose age is unknown").uncheck()
        dialog.get_by_role("button", name="Save").click()
        panel = page.locator("section").filter(has=page.get_by_role("heading", name="Little One"))
        expect(panel.get_by_text(f"{name} · Up to 6")).to_be_visible()
        seen = theirs.get("/movies").json()["items"]
        assert "Slow Light" not in {each["title"] for each in seen}, "its age is unknown"
        page.get_by_role("button", name="Edit Little One").click()
        dialog.get_by_role("button", name="Sign out everywhere").click()
        expect(page.get_by_text("Saved")).to_be_visible()
        assert theirs.get("/me").status_code == 401
        dialog.get_by_role("button", name="Close").click()
    panel.get_by_role("button", name="Delete").click()
    dialog.get_by_label("What they watched").select_option("erase")
    with page.expect_response("**/api/v1/users/*history=erase") as removed:
        dialog.get_by_role("button", name="Delete").click()
    assert removed.value.status == 204
    expect(page.get_by_role("heading", name="Little One")).to_have_count(0)


def test_the_roles_are_shown_as_a_table(cinema: Cinema, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/roles")
    row = page.get_by_role("row").filter(has_text="Decide about people")
    expect(row.get_by_role("cell")).to_have_text(["Yes", "–No", "–No", "–No"])
