"""H27: what a provider, or somebody between, may say: state, nonce, PKCE, issuer, algorithm, keys, audience, addresses."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.access.fixtures import admin, server
from tests.access.small_app import Client, SmallServer
from tests.oidc_double import CLIENT_ID, CLIENT_SECRET, Liar, lying_provider, signed_by_text, unsigned

__all__ = ["admin", "server"]

PROVIDER = {"id": "home", "name": "Home", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@pytest.fixture
def liar() -> Any:
    with lying_provider() as running:
        yield running


@pytest.fixture
async def browser(server: SmallServer, admin: Client, liar: Liar) -> AsyncIterator[Client]:
    """Lend a browser that nobody is signed in on; the provider is set up, and makes accounts."""
    made = await admin.post("/oidc/providers", json={**PROVIDER, "issuer": liar.issuer, "create_accounts": "on"})
    assert made.status_code == 201, made.text
    async with server.client() as client:
        yield client


async def set_out(browser: Client, liar: Liar) -> dict[str, str]:
    answer = await browser.get("/auth/oidc/home/start")
    assert answer.status_code == 303, answer.text
    asked = liar.left(answer.headers["location"])
    return {"state": asked["state"], "code": "a-code", "iss": liar.issuer}


async def come_back(browser: Client, said: dict[str, str]) -> Any:
    return await browser.get("/auth/oidc/home/callback", params=said)


async def assert_refused(browser: Client, liar: Liar, code: str = "oidc_answer_refused") -> None:
    answer = await come_back(browser, await set_out(browser, liar))
    assert answer.json()["code"] == code
    assert answer.status_code in {403, 503}
    assert (await browser.get("/me")).status_code == 401


async def test_truth_signs_in(browser: Client, liar: Liar) -> None:
    answer = await come_back(browser, await set_out(browser, liar))
    assert answer.status_code == 303, answer.text
    assert (await browser.get("/me")).json()["username"] == "Berta"


@pytest.mark.parametrize("change", [{"state": ""}, {"state": "another"}, {"state": None}])
async def test_h27_missing_or_foreign_state(browser: Client, liar: Liar, change: dict[str, Any]) -> None:
    said = {**await set_out(browser, liar), **change}
    answer = await come_back(browser, {name: value for name, value in said.items() if value is not None})
    assert answer.json()["code"] == "oidc_start_again"
    assert "/token" not in liar.asked


async def test_h27_answer_in_another_browser_than_the_one_that_left(
    browser: Client, server: SmallServer, liar: Liar
) -> None:
    said = await set_out(browser, liar)
    async with server.client() as victim:
        assert (await come_back(victim, said)).json()["code"] == "oidc_start_again"
        await set_out(victim, liar)
        assert (await come_back(victim, said)).json()["code"] == "oidc_start_again"


async def test_h27_answer_is_taken_once(browser: Client, liar: Liar) -> None:
    said = await set_out(browser, liar)
    assert (await come_back(browser, said)).status_code == 303
    assert (await come_back(browser, said)).json()["code"] == "oidc_start_again"


async def test_h27_cookie_that_somebody_changed(browser: Client, liar: Liar) -> None:
    said = await set_out(browser, liar)
    kept = next(each for each in browser.cookies.jar if each.name == "matinee_oidc")
    browser.cookies.set("matinee_oidc", str(kept.value)[:-6] + "AAAAA=", domain=kept.domain, path=kept.path)
    assert (await come_back(browser, said)).json()["code"] == "oidc_start_again"


async def test_h27_code_without_its_verifier(browser: Client, liar: Liar) -> None:
    said = await set_out(browser, liar)
    liar.challenge = "of another sign-in"
    assert (await come_back(browser, said)).json()["code"] == "oidc_answer_refused"


@pytest.mark.parametrize("issuer", [None, "https://evil.example", ""])
async def test_h27_issuer_mix_up(browser: Client, liar: Liar, issuer: str | None) -> None:
    said = await set_out(browser, liar)
    if issuer is None:
        del said["iss"]
    else:
        said["iss"] = issuer
    assert (await come_back(browser, said)).json()["code"] == "oidc_refused_there"
    assert "/token" not in liar.asked


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": None},
        {"nonce": "another"},
        {"nonce": 7},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["matinee", "another"]},
        {"aud": None},
        {"azp": "another"},
        {"exp": 1_000_000},
        {"exp": None},
        {"iat": 99_999_999_999},
        {"iat": "now"},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
)
async def test_h27_claims_that_are_not_ours(browser: Client, liar: Liar, claims: dict[str, Any]) -> None:
    liar.lies(claims=claims)
    await assert_refused(browser, liar)


async def test_h27_algorithm_none(browser: Client, liar: Liar) -> None:
    liar.lies(token=unsigned)
    await assert_refused(browser, liar)


@pytest.mark.parametrize(
    "known_text",
    [lambda liar: liar.key.as_pem(private=False), lambda _: CLIENT_SECRET.encode()],
    ids=["the public key", "the client's secret"],
)
async def test_h27_shared_secret_signature(browser: Client, liar: Liar, known_text: Callable[[Liar], bytes]) -> None:
    liar.lies(token=signed_by_text(known_text(liar), liar.key.kid))
    await assert_refused(browser, liar)


async def test_h27_signature_by_somebody_else(browser: Client, liar: Liar) -> None:
    published = liar.key
    liar.bodies = {"/keys": liar.answer("/keys", {})}
    liar.key = RSAKey.generate_key(2048, {"kid": published.kid, "use": "sig"})
    await assert_refused(browser, liar)


async def test_h27_key_too_short_to_trust(browser: Client, liar: Liar) -> None:
    with pytest.warns(match="2048"):
        liar.key = RSAKey.generate_key(1024, {"kid": "short", "use": "sig"})
    await assert_refused(browser, liar)


async def test_key_that_is_new_is_asked_for_once(browser: Client, liar: Liar) -> None:
    assert (await come_back(browser, await set_out(browser, liar))).status_code == 303
    liar.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    assert (await come_back(browser, await set_out(browser, liar))).status_code == 303
    asked = liar.asked["/keys"]
    liar.key = RSAKey.generate_key(2048, {"kid": "third", "use": "sig"})
    answer = await come_back(browser, await set_out(browser, liar))
    assert answer.json()["code"] == "oidc_answer_refused"
    assert (asked, liar.asked["/keys"]) == (2, 2)
    assert liar.asked["/.well-known/openid-configuration"] <= 2


async def test_h27_userinfo_about_somebody_else(browser: Client, liar: Liar) -> None:
    liar.lies(userinfo={"sub": "s-2", "preferred_username": "Anna"})
    await assert_refused(browser, liar)


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
async def test_h27_description_that_cannot_be(browser: Client, liar: Liar, description: dict[str, Any]) -> None:
    liar.lies(description=description)
    answer = await browser.get("/auth/oidc/home/start")
    assert (answer.status_code, answer.json()["code"]) == (503, "oidc_provider_failed")


async def test_h10_endpoint_at_another_private_host_is_not_called(browser: Client, liar: Liar) -> None:
    liar.lies(description={"token_endpoint": liar.issuer.replace("127.0.0.1", "127.0.0.2") + "/token"})
    await assert_refused(browser, liar, "oidc_provider_failed")
    assert "/token" not in liar.asked


@pytest.mark.parametrize(
    "body", [(200, b"<html>"), (302, b""), (500, b""), (200, b"[]"), (200, b"{" + b" " * 400_000 + b"}")]
)
async def test_description_that_is_none(browser: Client, liar: Liar, body: tuple[int, bytes]) -> None:
    liar.lies(bodies={"/.well-known/openid-configuration": body})
    answer = await browser.get("/auth/oidc/home/start")
    assert (answer.status_code, answer.json()["code"]) == (503, "oidc_provider_failed")
    assert "<html>" not in answer.text


async def test_refusals_are_written_down_and_count_against_the_address(
    browser: Client, admin: Client, liar: Liar, server: SmallServer
) -> None:
    liar.lies(claims={"nonce": "another"})
    for _ in range(server.resources.get(type(server.authenticator._options)).address_failures + 1):
        answer = await come_back(browser, await set_out(browser, liar))
    answer = await come_back(browser, await set_out(browser, liar))
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert (await admin.get("/me")).status_code == 200


async def test_account_follows_what_the_claims_say_of_it(browser: Client, admin: Client, liar: Liar) -> None:
    roles = {"roles_claim": "realm.roles", "roles": {"boss": "administrator", "helper": "manager"}}
    assert (await admin.patch("/oidc/providers/home", json=roles)).status_code == 200
    seen: list[str] = []
    for said in (["boss", "helper"], ["helper"], []):
        liar.userinfo = {"realm": {"roles": said}}
        assert (await come_back(browser, await set_out(browser, liar))).status_code == 303
        seen.append((await browser.get("/me")).json()["role"])
    assert seen == ["administrator", "manager", "member"]


async def test_last_administrator_stays_one_whatever_the_claims_say(browser: Client, admin: Client, liar: Liar) -> None:
    await admin.patch("/oidc/providers/home", json={"roles_claim": "r", "roles": {"boss": "administrator"}})
    liar.userinfo = {"r": "boss"}
    assert (await come_back(browser, await set_out(browser, liar))).status_code == 303
    me = (await admin.get("/me")).json()
    assert (await admin.patch(f"/users/{me['id']}", json={"role": "member"})).status_code == 200
    liar.userinfo = {}
    assert (await come_back(browser, await set_out(browser, liar))).status_code == 303
    assert (await browser.get("/me")).json()["role"] == "administrator"


async def test_disabled_account_does_not_come_in(browser: Client, admin: Client, liar: Liar) -> None:
    await come_back(browser, await set_out(browser, liar))
    user = (await browser.get("/me")).json()["id"]
    assert (await admin.patch(f"/users/{user}", json={"disabled": True})).status_code == 200
    await assert_refused(browser, liar, "oidc_account_disabled")


async def test_provider_switched_off_or_gone_lets_nobody_in(browser: Client, admin: Client, liar: Liar) -> None:
    said = await set_out(browser, liar)
    assert (await admin.patch("/oidc/providers/home", json={"enabled": False})).status_code == 200
    assert (await come_back(browser, said)).status_code == 404
    assert (await browser.get("/auth/oidc")).json()["items"] == []
    assert (await admin.delete("/oidc/providers/home")).status_code == 204
    assert (await browser.get("/auth/oidc/home/start")).status_code == 404


async def test_link_counts_for_the_session_that_asked_only(
    browser: Client, admin: Client, server: SmallServer, liar: Liar
) -> None:
    begun = await admin.post("/me/oidc/home", json={"password": "correct horse"})
    said = {"state": liar.left(begun.json()["location"])["state"], "code": "c", "iss": liar.issuer}
    kept = next(each for each in admin.cookies.jar if each.name == "matinee_oidc")
    browser.cookies.set("matinee_oidc", str(kept.value), domain=kept.domain, path=kept.path)
    assert (await come_back(browser, said)).json()["code"] == "oidc_start_again"
    assert (await come_back(admin, said)).status_code == 303
    async with server.client() as other:
        await admin.post("/users", json={"username": "Dora", "password": "correct horse"})
        await other.log_in("Dora", cookie=True)
        begun = await other.post("/me/oidc/home", json={"password": "correct horse"})
        said = {"state": liar.left(begun.json()["location"])["state"], "code": "c", "iss": liar.issuer}
        assert (await come_back(other, said)).json()["code"] == "oidc_linked_elsewhere"
