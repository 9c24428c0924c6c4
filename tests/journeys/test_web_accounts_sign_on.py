"""Single sign-on in the browser, at the certified provider: set up and tested, signed in by, linked and unlinked."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.cinema import Cinema, Visit
from tests.journeys.test_web_accounts_second_factor import set_up
from tests.oidc import certified_provider
from tests.server import PASSWORD

SECRET = "a secret between the provider and us"
PEOPLE: dict[str, dict[str, Any]] = {
    "s-1": {"preferred_username": "Berta", "name": "Berta B."},
    "s-2": {"preferred_username": "nobody here"},
    "s-3": {"preferred_username": "Carla"},
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


@pytest.fixture
def provider(cinema: Cinema, issuer: str) -> str:
    """Lend the provider "home", also where no administrator's test set it up before."""
    if not cinema.admin.get("/auth/oidc").json()["items"]:
        body = {"id": "home", "name": "Home", "issuer": issuer, "client_id": "matinee", "client_secret": SECRET}
        assert cinema.admin.post("/oidc/providers", json=body).status_code == 201
    return "home"


def sign_in_there(page: Page, person: str) -> None:
    """Do what the provider's own pages ask."""
    page.locator("input[name=login]").fill(person)
    page.locator("input[name=password]").fill("any")
    page.locator("button[type=submit]").click()
    page.get_by_role("button", name="Continue").click()


def set_claims(dialog: Locator) -> None:
    """Say what is asked for, and what it means here."""
    dialog.get_by_text("What it asks for and reads").click()
    dialog.get_by_label("Scopes, with spaces between them").fill("openid profile groups")
    dialog.get_by_label("Claim of the name").fill("nickname")
    dialog.get_by_text("Roles by claims").click()
    roles = dialog.locator("details").filter(has_text="Roles by claims")
    roles.get_by_label("Claim of the roles").fill("realm_access.roles")
    roles.get_by_role("button", name="Add a line").click()
    roles.get_by_label("What the claim lists").last.fill("bosses")
    roles.get_by_role("combobox").select_option("manager")
    dialog.get_by_text("Libraries by claims").click()
    libraries = dialog.locator("details").filter(has_text="Libraries by claims")
    libraries.get_by_label("Claim of the libraries").fill("shelves")
    for group, library in (("films", "Movies"), ("everything", "All libraries")):
        libraries.get_by_role("button", name="Add a line").click()
        line = libraries.locator(".map").last
        line.get_by_role("textbox").fill(group)
        line.get_by_label(library).check()
    dialog.get_by_label("Signing out here also ends the session there").uncheck()


def put_back(panel: Locator, dialog: Locator) -> None:
    """Give roles and libraries here again, all but one line."""
    panel.get_by_role("button", name="Edit Home").click()
    roles = dialog.locator("details").filter(has_text="Roles by claims")
    roles.get_by_label("Claim of the roles").fill("")
    roles.get_by_role("button", name="Remove the line: bosses").click()
    dialog.get_by_role("button", name="Remove the line: everything").click()
    dialog.get_by_label("Claim of the libraries").fill("")
    dialog.get_by_label("Signing out here also ends the session there").check()
    dialog.get_by_text("What it asks for and reads").click()
    dialog.get_by_label("Claim of the name").fill("preferred_username")
    dialog.get_by_role("button", name="Save").click()


def test_an_administrator_sets_a_provider_up_and_its_test_says_what_is_wrong(
    cinema: Cinema, visit: Callable[..., Visit], issuer: str
) -> None:
    page = visit().signed_in("anna")
    page.goto("/app/settings/providers")
    page.get_by_role("button", name="Add a provider").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("keycloak")
    expect(dialog.get_by_label("Name on the button")).to_have_value("Keycloak")
    dialog.get_by_label("Name on the button").fill("Home")
    dialog.get_by_label("Id, a part of the redirect URI").fill("home")
    address = f"{cinema.server.url}/api/v1/auth/oidc/home/callback"
    expect(dialog.get_by_role("textbox", name="Redirect URI", exact=True)).to_have_value(address)
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
    set_claims(dialog)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    entered = cinema.admin.get("/oidc/providers/home").json()
    assert entered["scopes"] == ["openid", "profile", "groups"]
    assert (entered["username_claim"], entered["roles_claim"]) == ("nickname", "realm_access.roles")
    assert entered["roles"] == {"bosses": "manager"}
    assert entered["libraries"] == {"films": [cinema.libraries["Movies"]], "everything": "all"}
    assert (entered["enabled"], entered["sign_out_there"]) == (True, False)
    put_back(panel, dialog)
    expect(dialog).to_have_count(0)
    entered = cinema.admin.get("/oidc/providers/home").json()
    assert (entered["roles_claim"], entered["roles"], list(entered["libraries"])) == (None, {}, ["films"])
    panel.get_by_role("button", name="Test Home").click()
    expect(panel.get_by_role("status")).to_have_text("It answers, and its issuer is the one entered.")


@pytest.mark.usefixtures("provider")
def test_who_has_no_account_is_told_and_who_links_it_signs_in_by_it(
    cinema: Cinema, visit: Callable[..., Visit]
) -> None:
    stranger = visit().page
    stranger.goto("/app/login")
    stranger.get_by_role("link", name="Continue with Home").click()
    sign_in_there(stranger, "s-2")
    expect(stranger.get_by_role("alert")).to_contain_text("No account here belongs to you.")

    page = visit().signed_in(cinema.invite("Movies"))
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
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()
    page.get_by_role("link", name="Continue with Home").click()
    sign_in_there(page, "s-1")
    expect(page.get_by_role("region", name="Recently added movies")).to_be_visible()
    page.goto("/app/settings/security")
    page.get_by_role("button", name="Unlink Home").click()
    expect(page.get_by_role("button", name="Link Home")).to_be_visible()


def test_who_came_by_a_provider_sets_a_first_password_and_a_second_factor_that_is_asked_for_then(
    cinema: Cinema, visit: Callable[..., Visit], provider: str
) -> None:
    cinema.admin.patch(
        f"/oidc/providers/{provider}", json={"create_accounts": "on", "username_claim": "preferred_username"}
    )
    window = visit()
    page = window.page
    page.goto("/app/login")
    page.get_by_role("link", name="Continue with Home").click()
    sign_in_there(page, "s-3")
    page.get_by_role("navigation", name="Main").wait_for()
    page.goto("/app/settings/security")
    factor = page.get_by_role("region", name="Second factor")
    factor.get_by_role("button", name="Set it up").click()
    expect(factor.get_by_label("Password")).to_have_count(0)
    _, codes = set_up(factor, password=None)
    factor.get_by_role("button", name="I have kept them").click()
    panel = page.get_by_role("region", name="Password")
    expect(panel.get_by_label("Current password")).to_have_count(0)
    panel.get_by_label("New password").fill(PASSWORD)
    panel.get_by_role("button", name="Set a password").click()
    expect(panel.get_by_label("Current password")).to_be_visible()
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Yes, sign me out").click()

    page.get_by_role("link", name="Continue with Home").click()
    sign_in_there(page, "s-3")
    page.get_by_role("button", name="Use a recovery code instead").click()
    page.get_by_label("Recovery code").fill("not one of them")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("navigation", name="Main").wait_for()
    assert (
        cinema.server.client().post("/auth/login", json={"username": "Carla", "password": PASSWORD}).json()["code"]
        == "totp_required"
    )
