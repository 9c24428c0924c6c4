"""Single sign-on as homes have it: Matinee behind a TLS proxy at its public address, the provider behind a private CA."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest

from tests.oidc import Browser, certified_provider
from tests.server import Server, serving
from tests.tls import Authority, Front, tls_front

SECRET = "a secret between the provider and us"
PEOPLE = {"s-1": {"preferred_username": "Berta"}}


class House(msgspec.Struct):
    """A server behind a proxy, an authority that it trusts, and a provider that the authority vouches for."""

    server: Server
    admin: httpx.Client
    proxy: Front
    authority: Authority
    issuer: str

    def url(self, path: str) -> str:
        return f"{self.proxy.url}/api/v1{path}"

    def arrive(self, browser: Browser) -> Any:
        callback = browser.walk(self.url("/auth/oidc/home/start"), "s-1", until=self.url("/auth/oidc/home/callback"))
        return browser.get(callback)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder / "ca")
    people = folder / "people.json"
    people.write_bytes(msgspec.json.encode(PEOPLE))
    with tls_front(authority) as proxy, tls_front(authority) as gate:
        client = {
            "client_id": "matinee",
            "client_secret": SECRET,
            "redirect_uris": [f"{proxy.url}/api/v1/auth/oidc/home/callback"],
        }
        settings = {
            "MATINEE_PUBLIC_URL": f"{proxy.url}/",
            "MATINEE_TRUSTED_PROXIES": "127.0.0.1",
            "MATINEE_CA_FILE": str(authority.file),
        }
        with (
            serving(folder / "data", settings, worker=False) as server,
            certified_provider([client], people, gate) as issuer,
            server.set_up() as admin,
        ):
            proxy.lead_to(server.url)
            home = House(server, admin, proxy, authority, issuer)
            entered = {"id": "home", "name": "Home", "issuer": issuer, "client_id": "matinee", "create_accounts": "on"}
            answer = admin.post("/oidc/providers", json={**entered, "client_secret": SECRET})
            assert answer.status_code == 201, answer.text
            assert answer.json()["redirect_uri"] == home.url("/auth/oidc/home/callback")
            yield home


def test_issuer_at_a_private_address_with_a_private_authority_signs_in(house: House) -> None:
    assert house.issuer.startswith("https://localhost:")
    assert house.admin.post("/oidc/providers/home/check").json()["ok"] is True
    with Browser(house.authority.trusted) as browser:
        assert house.arrive(browser).status_code == 303
        assert browser.get(house.url("/me")).json()["username"] == "Berta"


def test_public_address_is_what_the_provider_is_told_also_when_asked_from_inside(house: House) -> None:
    with house.server.client() as inside:
        sent = inside.get("/auth/oidc/home/start", follow_redirects=False).headers["location"]
    asked = parse_qs(urlsplit(sent).query)
    assert asked["redirect_uri"] == [house.url("/auth/oidc/home/callback")]


def test_every_cookie_of_the_way_is_secure_and_the_proxy_is_believed_about_the_address(house: House) -> None:
    with Browser(house.authority.trusted) as browser:
        sent = browser.get(house.url("/auth/oidc/home/start"))
        answer = house.arrive(browser)
        cookies = [*sent.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")]
        opened = [each for each in cookies if "Max-Age=0" not in each]
        assert {each.partition("=")[0] for each in opened} == {"matinee_oidc", "matinee_session"}
        assert all("; Secure" in each and "HttpOnly" in each for each in opened)
        session = browser.get(house.url("/sessions")).json()["items"][0]
    assert session["address"] == "203.0.113.7"


def test_without_the_private_authority_the_check_names_the_certificate_and_the_remedy(
    house: House, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path)
    with tls_front(stranger) as gate:
        gate.lead_to(house.proxy.url)
        entered = {"id": "other", "name": "Other", "issuer": gate.url, "client_id": "matinee"}
        assert house.admin.post("/oidc/providers", json=entered).status_code == 201
        found = house.admin.post("/oidc/providers/other/check").json()
        assert found["ok"] is False
        assert "is not trusted" in found["detail"]
        assert "MATINEE_CA_FILE" in found["detail"]
        start = house.admin.get("/auth/oidc/other/start")
        assert (start.status_code, start.json()["code"]) == (503, "oidc_provider_failed")
