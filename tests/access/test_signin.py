"""Signing in and out, by token and by cookie."""

from tests.access.small_app import PASSWORD, Client, SmallServer


async def test_an_app_gets_a_token_that_ends_with_its_logout(server: SmallServer, admin: Client) -> None:
    async with server.client() as app:
        answer = await app.log_in("anna", device={"id": "tv-1", "name": "Living room", "client": "TV"})
        assert answer["token"]
        assert (await app.get("/me")).json()["username"] == "Anna"
        assert (await app.post("/auth/logout")).status_code == 204
        assert (await app.get("/me")).status_code == 401


async def test_a_browser_gets_an_http_only_cookie_and_no_token(server: SmallServer, admin: Client) -> None:
    async with server.client() as browser:
        answer = await browser.post("/auth/login", json={"username": "anna", "password": PASSWORD, "cookie": True})
        assert answer.json()["token"] is None
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert "Secure" not in cookie
        me = (await browser.get("/me")).json()
        assert me["csrf_token"] == answer.json()["csrf_token"]


async def test_the_cookie_is_secure_when_the_request_came_by_tls(server: SmallServer, admin: Client) -> None:
    async with server.client(scheme="https") as browser:
        answer = await browser.post("/auth/login", json={"username": "anna", "password": PASSWORD, "cookie": True})
        assert "; Secure" in answer.headers["set-cookie"]


async def test_logging_out_takes_the_cookie_away(admin: Client) -> None:
    answer = await admin.post("/auth/logout")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await admin.get("/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_name_answer_alike(server: SmallServer, admin: Client) -> None:
    async with server.client() as client:
        wrong = await client.post("/auth/login", json={"username": "anna", "password": "not it at all"})
        unknown = await client.post("/auth/login", json={"username": "nobody", "password": "not it at all"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "invalid_credentials"


async def test_a_new_sign_in_on_the_same_device_ends_its_older_token(server: SmallServer, admin: Client) -> None:
    device = {"id": "tv-1", "name": "TV", "client": "TV"}
    async with server.client() as old, server.client() as new, server.client() as elsewhere:
        await old.log_in("anna", device=device)
        await elsewhere.log_in("anna", device={**device, "id": "tv-2"})
        await new.log_in("anna", device=device)
        assert (await old.get("/me")).status_code == 401
        assert (await new.get("/me")).status_code == 200
        assert (await elsewhere.get("/me")).status_code == 200


async def test_a_browser_that_signs_in_again_gets_a_new_session_and_the_old_one_ends(
    server: SmallServer, admin: Client
) -> None:
    before = admin.cookies["matinee_session"]
    await admin.log_in("anna", cookie=True)
    assert admin.cookies["matinee_session"] != before
    async with server.client() as thief:
        thief.headers["authorization"] = f"Bearer {before}"
        assert (await thief.get("/me")).status_code == 401


async def test_a_wrong_bearer_token_is_not_saved_by_a_cookie(admin: Client) -> None:
    assert (await admin.get("/me", headers={"authorization": "Bearer nonsense"})).status_code == 401
    assert (await admin.get("/me", headers={"authorization": "Basic QTpC"})).status_code == 401


async def test_a_raw_asgi_app_sees_the_same_viewer(server: SmallServer, admin: Client) -> None:
    assert (await admin.get("http://nas:8096/raw")).text == "Anna"
    async with server.client() as stranger:
        assert (await stranger.get("http://nas:8096/raw")).text == "nobody"


async def test_a_name_is_one_person_however_it_is_typed(server: SmallServer, admin: Client) -> None:
    for typed in ("ANNA", " anna ", "\uff21nna"):
        async with server.client() as client:
            await client.log_in(typed)


async def test_a_nul_in_a_name_is_refused_and_not_an_error_of_the_server(server: SmallServer) -> None:
    async with server.client() as client:
        answer = await client.post("/auth/login", json={"username": "an\0na", "password": PASSWORD})
        assert answer.status_code == 400
