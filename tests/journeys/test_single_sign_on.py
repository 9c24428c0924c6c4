"""Signing in at the certified provider, over the running server: the first time, linked, with a second factor, and out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import msgspec
import pytest
from pyotp.totp import TOTP

from tests.oidc import Browser, certified_provider
from tests.server import PASSWORD, Server, serving
from tests.streaming import streaming

SECRET = "a secret between the provider and us"
PEOPLE: dict[str, dict[str, Any]] = {
    "s-1": {"preferred_username": "Berta", "name": "Berta B.", "groups": ["family"], "email": "b@example.org"},
    "s-2": {"preferred_username": "anna", "email": "anna", "email_verified": False, "groups": ["family"]},
    "s-3": {"preferred_username": "stranger", "groups": ["others"]},
    "s-4": {"preferred_username": "Carla", "groups": ["family"], "realm_access": {"roles": ["films-managers"]}},
}
HOME = {
    "id": "home",
    "name": "Home",
    "client_id": "matinee",
    "client_secret": SECRET,
    "scopes": ["openid", "profile", "email", "groups"],
    "create_accounts": "groups",
    "create_groups": ["family"],
    "roles_claim": "realm_access.roles",
    "roles": {"films-managers": "manager"},
    "libraries_claim": "shelves",
}


class House:
    """A server, its administrator, and a provider that knows both."""

    def __init__(
        self, server: Server, admin: httpx.Client, issuer: str, people: Path, libraries: dict[str, str]
    ) -> None:
        self.server, self.admin, self.issuer, self.people, self.libraries = server, admin, issuer, people, libraries

    def claims(self, subject: str, **claims: Any) -> None:
        """Let the provider say this of a person from now on."""
        known = msgspec.json.decode(self.people.read_bytes())
        self.people.write_bytes(msgspec.json.encode({**known, subject: claims}))

    def change(self, **wanted: Any) -> None:
        """Change the provider, as an administrator does."""
        answer = self.admin.patch("/oidc/providers/home", json=wanted)
        assert answer.status_code == 200, answer.text

    def url(self, path: str) -> str:
        return f"{self.server.url}/api/v1{path}"

    def arrive(self, browser: Browser, person: str, start: str = "/auth/oidc/home/start") -> httpx.Response:
        """Go to the provider and back; give our answer to the callback."""
        callback = browser.walk(self.url(start), person, until=self.url("/auth/oidc/home/callback"))
        return browser.get(callback)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    people = tmp_path_factory.mktemp("people") / "people.json"
    people.write_bytes(msgspec.json.encode(PEOPLE))
    with serving(tmp_path_factory.mktemp("oidc"), worker=False) as server, server.set_up() as admin:
        libraries: dict[str, str] = {}
        for name in ("films", "more films"):
            folder = tmp_path_factory.mktemp("library")
            made = admin.post("/libraries", json={"name": name, "kind": "movies", "paths": [str(folder)]})
            libraries[name] = made.json()["id"]
        client = {
            "client_id": "matinee",
            "client_secret": SECRET,
            "redirect_uris": [f"{server.url}/api/v1/auth/oidc/home/callback"],
            "post_logout_redirect_uris": [f"{server.url}/app/login"],
        }
        shelves = {"films": [libraries["films"]], "more": list(libraries.values()), "everything": "all"}
        with certified_provider([client], people) as issuer:
            made = admin.post("/oidc/providers", json={**HOME, "issuer": issuer, "libraries": shelves})
            assert made.status_code == 201, made.text
            yield House(server, admin, issuer, people, libraries)


def test_administrator_sees_the_redirect_uri_and_nobody_sees_the_secret(house: House) -> None:
    listed = house.admin.get("/oidc/providers")
    assert listed.json()["items"][0]["redirect_uri"] == house.url("/auth/oidc/home/callback")
    assert listed.json()["items"][0]["has_secret"] is True
    assert house.admin.post("/oidc/providers/home/check").json()["ok"] is True
    public = house.server.client().get("/auth/oidc")
    assert public.json()["items"] == [{"id": "home", "name": "Home", "preset": "generic"}]
    activity = house.admin.get("/activity", params={"action": "oidc.*"})
    assert activity.json()["items"][0]["action"] == "oidc.provider_created"
    for answer in (listed, public, activity):
        assert SECRET not in answer.text
    assert SECRET not in house.server.output


def test_first_sign_in_of_a_listed_group_makes_an_account_as_the_claims_say(house: House) -> None:
    with Browser() as browser:
        answer = house.arrive(browser, "s-4", "/auth/oidc/home/start?return_to=/app/movies")
        assert answer.status_code == 303, answer.text
        assert answer.headers["location"] == "/app/movies"
        cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("matinee_session"))
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        me = browser.get(house.url("/me")).json()
        assert (me["username"], me["role"], me["library_ids"]) == ("Carla", "manager", [])
        assert [each["provider_id"] for each in browser.get(house.url("/me/oidc")).json()["items"]] == ["home"]
        last = browser.get(house.url("/me/oidc")).json()["items"][0]["id"]
        refused = browser.delete(house.url(f"/me/oidc/{last}"), headers={"x-csrf-token": me["csrf_token"]})
        assert refused.json()["code"] == "oidc_last_way_in"
    entries = house.admin.get("/activity", params={"action": "auth.login_succeeded"}).json()["items"]
    assert any(each["details"].get("provider") == "home" for each in entries)
    with Browser() as again:
        house.arrive(again, "s-4")
        assert again.get(house.url("/me")).json()["id"] == me["id"]


def test_libraries_and_role_are_those_of_the_claims_at_each_sign_in(house: House) -> None:
    films, both = [house.libraries["films"]], sorted(house.libraries.values())
    told = {"preferred_username": "Frida", "groups": ["family"]}
    seen: list[tuple[str, bool, list[str], int]] = []
    for shelves, roles in ((["films"], []), (["more", "unheard of"], ["films-managers"]), ("everything", []), ([], [])):
        house.claims("s-5", **told, shelves=shelves, realm_access={"roles": roles})
        with Browser() as browser:
            assert house.arrive(browser, "s-5").status_code == 303
            me = browser.get(house.url("/me")).json()
            listed = browser.get(house.url("/libraries")).json()["items"]
        seen.append((me["role"], me["all_libraries"], sorted(me["library_ids"]), len(listed)))
    assert seen == [
        ("member", False, films, 1),
        ("manager", False, both, 2),
        ("member", True, [], 2),
        ("member", False, [], 0),
    ]
    acts = house.admin.get("/activity", params={"action": "user.*", "limit": 50}).json()["items"]
    assert {each["action"] for each in acts if each["target_name"] == "Frida"} >= {"user.created", "user.updated"}


def test_grants_that_a_claim_took_away_are_gone_on_the_person_s_other_devices(house: House) -> None:
    told = {"preferred_username": "Gerd", "groups": ["family"]}
    house.claims("s-6", **told, shelves=["more"])
    with Browser() as television, Browser() as phone:
        house.arrive(television, "s-6")
        assert len(television.get(house.url("/libraries")).json()["items"]) == 2
        house.claims("s-6", **told, shelves=["films"])
        house.arrive(phone, "s-6")
        assert [each["name"] for each in television.get(house.url("/libraries")).json()["items"]] == ["films"]


@pytest.mark.parametrize(("creation", "comes_in"), [("off", False), ("on", True)])
def test_first_sign_in_makes_an_account_only_where_an_administrator_says_so(
    house: House, creation: str, *, comes_in: bool
) -> None:
    house.claims(f"s-{creation}", preferred_username=f"Of{creation}", groups=[])
    house.change(create_accounts=creation)
    try:
        with Browser() as browser:
            answer = house.arrive(browser, f"s-{creation}")
            assert (answer.headers["location"] == "/app/") is comes_in
            assert (browser.get(house.url("/me")).status_code == 200) is comes_in
    finally:
        house.change(create_accounts="groups")
    names = {each["username"] for each in house.admin.get("/users", params={"limit": 200}).json()["items"]}
    assert (f"Of{creation}" in names) is comes_in


def test_someone_of_no_listed_group_gets_no_account(house: House) -> None:
    with Browser() as browser:
        answer = house.arrive(browser, "s-3")
        assert answer.headers["location"] == "/app/login?oidc_error=oidc_not_linked"
        assert browser.get(house.url("/me")).status_code == 401


def test_h27_unverified_mail_equal_to_an_administrators_name_links_nothing(house: House) -> None:
    with Browser() as browser:
        answer = house.arrive(browser, "s-2")
        assert answer.headers["location"] == "/app/login?oidc_error=oidc_name_taken"
        assert browser.get(house.url("/me")).status_code == 401
    assert house.admin.get("/me/oidc").json()["items"] == []


def test_linked_account_signs_in_at_the_provider_until_it_is_unlinked(house: House) -> None:
    with streaming(house.admin) as before:
        place = before.last_id
    house.admin.post("/users", json={"username": "Dora", "password": PASSWORD, "role": "member"})
    with Browser() as browser:
        signed = browser.post(
            house.url("/auth/login"), json={"username": "Dora", "password": PASSWORD, "cookie": True}
        ).json()
        csrf = {"x-csrf-token": signed["csrf_token"]}
        wrong = browser.post(house.url("/me/oidc/home"), json={"password": "not it"}, headers=csrf)
        assert wrong.json()["code"] == "password_wrong"
        begun = browser.post(house.url("/me/oidc/home"), json={"password": PASSWORD}, headers=csrf)
        callback = browser.walk(begun.json()["location"], "s-1", until=house.url("/auth/oidc/home/callback"))
        assert browser.get(callback).headers["location"] == "/app/"
        links = browser.get(house.url("/me/oidc")).json()["items"]
        assert [each["label"] for each in links] == ["Berta"]
        with Browser() as another:
            house.arrive(another, "s-1")
            assert another.get(house.url("/me")).json()["id"] == signed["user"]["id"]
        assert browser.delete(house.url(f"/me/oidc/{links[0]['id']}"), headers=csrf).status_code == 204
        assert browser.delete(house.url(f"/me/oidc/{links[0]['id']}"), headers=csrf).status_code == 404
    actions = {each["action"] for each in house.admin.get("/activity", params={"action": "oidc.*"}).json()["items"]}
    assert actions >= {"oidc.linked", "oidc.unlinked"}
    with streaming(house.admin, place) as stream:
        stream.until("oidc.linked")
        stream.until("oidc.unlinked")


def test_second_factor_is_asked_for_after_the_provider_was_satisfied(house: House) -> None:
    with Browser() as browser:
        house.arrive(browser, "s-4")
        csrf = {"x-csrf-token": browser.get(house.url("/me")).json()["csrf_token"]}
        secret = browser.post(house.url("/me/totp"), json={}, headers=csrf).json()["secret"]
        codes = browser.post(house.url("/me/totp/confirm"), json={"code": TOTP(secret).now()}, headers=csrf)
        recovery = codes.json()["recovery_codes"]
    with Browser() as browser:
        answer = house.arrive(browser, "s-4", "/auth/oidc/home/start?return_to=/app/shows")
        assert answer.headers["location"] == "/app/login?oidc=second_factor"
        assert browser.get(house.url("/me")).status_code == 401
        wrong = browser.post(house.url("/auth/oidc/second-factor"), json={"totp": "not-a-code"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "totp_wrong")
        right = browser.post(house.url("/auth/oidc/second-factor"), json={"totp": recovery[0]})
        assert right.json()["return_to"] == "/app/shows"
        assert browser.get(house.url("/me")).json()["username"] == "Carla"
        csrf = {"x-csrf-token": right.json()["csrf_token"]}
        off = browser.post(house.url("/me/totp/disable"), json={"code": recovery[1]}, headers=csrf)
        assert off.status_code == 204


def test_signing_out_ends_the_session_here_and_leads_to_where_it_ends_there(house: House) -> None:
    with Browser() as browser:
        house.arrive(browser, "s-4")
        csrf = {"x-csrf-token": browser.get(house.url("/me")).json()["csrf_token"]}
        left = browser.post(house.url("/auth/oidc/logout"), headers=csrf).json()
        assert browser.get(house.url("/me")).status_code == 401
        asked = parse_qs(urlsplit(left["location"]).query)
        assert left["location"].startswith(house.issuer)
        assert asked["post_logout_redirect_uri"] == [f"{house.server.url}/app/login"]
        page = browser.get(left["location"])
        form = re.search(r'action="([^"]+)"', page.text)
        proof = re.search(r'name="xsrf" value="([^"]+)"', page.text)
        assert form is not None
        assert proof is not None
        back = browser.post(urljoin(left["location"], form[1]), data={"xsrf": proof[1], "logout": "yes"})
        assert back.headers["location"].split("?")[0] == f"{house.server.url}/app/login"
        asked_again = browser.get(browser.get(house.url("/auth/oidc/home/start")).headers["location"])
        assert "/interaction/" in asked_again.headers["location"], "the provider still knows them"


def test_password_session_has_nothing_to_end_elsewhere(house: House) -> None:
    with house.server.log_in("anna") as client:
        assert client.post("/auth/oidc/logout").json() == {"location": None}
        assert client.get("/me").status_code == 401


@pytest.mark.parametrize(
    "target", ["//evil", "\\evil", "/\\evil", "https://evil.example", "javascript:alert(1)", "/\t/evil", "evil", "/ä"]
)
def test_h28_return_to_another_origin_is_refused(house: House, target: str) -> None:
    answer = house.server.client().get("/auth/oidc/home/start", params={"return_to": target})
    assert (answer.status_code, answer.json()["code"]) == (400, "oidc_return_refused")


def test_h24_member_and_key_cannot_touch_providers(house: House) -> None:
    made = house.admin.post("/api-keys", json={"name": "all", "scopes": ["read", "play", "manage", "admin"]}).json()
    with house.server.client(made["key"]) as key:
        assert key.post("/oidc/providers", json={**HOME, "id": "mine", "issuer": house.issuer}).status_code == 403
        assert key.patch("/oidc/providers/home", json={"create_accounts": "on"}).status_code == 403
    house.admin.post("/users", json={"username": "Emil", "password": PASSWORD, "role": "member"})
    with house.server.log_in("Emil") as member:
        assert member.get("/oidc/providers").status_code == 403
        assert member.delete("/oidc/providers/home").status_code == 403
    with house.server.client() as stranger:
        assert stranger.get("/oidc/providers").status_code == 401
        assert stranger.get("/auth/oidc/nothing/start").status_code == 404
