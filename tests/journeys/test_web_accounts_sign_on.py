"""Single sign-on in the browser, at the certified provider: set up and tested, signed in by, linked and unlinked."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.cinema import Cinema, Visit
from tests.oidc import certified_provider
from tests.server import PASSWORD

SECRET = "a secret between the provider and us"
PEOPLE: dict[str, dict[str, Any]] = {
    "s-1": {"preferred_username": "Berta", "name": "Berta B."},
    "s-2": {"preferred_username": "nobody here"},
}


@pytest.fixture(scope="module")
def issuer(cinema: Cinema, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a provider that knows the cinema; what the tests set up there is gone afterwards."""
    client = {
        "client_id": "matinee",
        "client_secret": SECRET,
        "redirect_uris": [f"{cinema.server.url}/api/v1/auth/oidc/home/callback"],
        "post_logout_redirect_uris": [f"{cinema.server.url}/app/login"],
    }
    people = tmp_path_factory.mktemp("people") / "people.json"
    people.write_text(json.dumps(PEOPLE))
    with certified_provider([client], people) as issuer:
        yield issuer
    cinema.admin.delete("/oidc/providers/home")


def sign_in_there(page: Page, person: str) -> None:
    """Do what the provider's own pages ask."""
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()


def test_an_administrator_sets_a_provider_up_and_its_test_says_what_is_wrong(
    cinema: Cinema, visit: Callable[..., Visit], issuer: str
) -> None:
    page = visit().enter("anna")
    page.goto("/app/settings/providers")
    page.get_by_role("button", name="Add a provider").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("keycloak")
    expect(dialog.get_by_label("Name on the button")).to_have_value("Keycloak")
    dialog.get_by_label("Name on the button").fill("Home")
    dialog.get_by_label("Id, a part of the redirect URI").fill("home")
    dialog.get_by_label("Issuer").fill(f"{issuer}/wrong")
    dialog.get_by_label("Client id").fill("matinee")
    dialog.get_by_label("Client secret").fill(SECRET)
    dialog.get_by_role("button", name="Save").click()
    panel = page.get_by_role("region", name="Home")
    expect(panel.get_by_label("Redirect URI", exact=True)).to_have_value(
        f"{cinema.server.url}/api/v1/auth/oidc/home/callback"
    )
    panel.get_by_role("button", name="Test Home").click()
    expect(panel.get_by_role("status")).not_to_be_empty()
    expect(panel.get_by_role("status")).not_to_contain_text("It answers")
    panel.get_by_role("button", name="Edit Home").click()
    dialog.get_by_label("Issuer").fill(issuer)
    dialog.get_by_role("button", name="Save").click()
    panel.get_by_role("button", name="Test Home").click()
    expect(panel.get_by_role("status")).to_have_text("It answers, and its issuer is the one entered.")


def test_who_has_no_account_is_told_and_who_links_it_signs_in_by_it(
    cinema: Cinema, visit: Callable[..., Visit], issuer: str
) -> None:
    if not cinema.admin.get("/auth/oidc").json()["items"]:
        body = {"id": "home", "name": "Home", "issuer": issuer, "client_id": "matinee", "client_secret": SECRET}
        assert cinema.admin.post("/oidc/providers", json=body).status_code == 201
    stranger = visit().page
    stranger.goto("/app/login")
    stranger.get_by_role("link", name="Continue with Home").click()
    sign_in_there(stranger, "s-2")
    expect(stranger.get_by_role("alert")).to_contain_text("No account here belongs to you.")

    page = visit().enter(cinema.invite("Movies"))
    page.goto("/app/settings/security")
    page.get_by_role("button", name="Link Home").click()
    page.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("dialog").get_by_role("button", name="Continue with Home").click()
    sign_in_there(page, "s-1")
    expect(page.get_by_role("button", name="Unlink Home")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("link", name="Continue with Home").click()
    expect(page.get_by_role("region", name="Recently added movies")).to_be_visible()
    page.goto("/app/settings/security")
    page.get_by_role("button", name="Unlink Home").click()
    expect(page.get_by_role("button", name="Link Home")).to_be_visible()
