"""H29: second factors are asked for at each sign-in, count once, and are not found by guessing."""

import time
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from matinee.access import AccessOptions
from matinee.access.tables import account, login_throttle, recovery_code
from matinee.access.totp import STEP_S, matching_step, new_recovery_codes, new_secret, qr_svg, recovery_hash
from matinee.journal.tables import journal
from tests.access.small_app import PASSWORD, Client, SmallServer, small_server
from tests.access.test_users import make


def code_of(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(int(time.time()) // STEP_S + steps)


async def log_in(server: SmallServer, totp: str | None = None, username: str = "anna") -> tuple[int, dict[str, Any]]:
    async with server.client() as client:
        body = {"username": username, "password": PASSWORD, **({"totp": totp} if totp else {})}
        answer = await client.post("/auth/login", json=body)
        return answer.status_code, answer.json()


async def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up an app; give its secret and the recovery codes. The step before is the one that is used up."""
    begun = (await client.post("/me/totp", json={"password": PASSWORD})).json()
    answer = await client.post("/me/totp/confirm", json={"code": code_of(begun["secret"], -1)})
    assert answer.status_code == 200, answer.text
    return begun["secret"], answer.json()["recovery_codes"]


async def let_waits_pass(server: SmallServer) -> None:
    async with server.database.transaction() as tx:
        await tx.execute(update(login_throttle).values(blocked_until=func.now()))


async def test_a_right_password_is_not_enough(server: SmallServer, admin: Client) -> None:
    secret, _ = await set_up(admin)
    assert [(code, answer["code"]) for code, answer in [await log_in(server)]] == [(401, "totp_required")]
    code, wrong = await log_in(server, "000000" if code_of(secret) != "000000" else "111111")
    assert (code, wrong["code"]) == (401, "totp_wrong")
    assert (await log_in(server, code_of(secret)))[0] == 200


async def test_a_wrong_password_is_not_told_about_the_second_factor(server: SmallServer, admin: Client) -> None:
    await set_up(admin)
    async with server.client() as client:
        answer = await client.post("/auth/login", json={"username": "anna", "password": "wrong"})
    assert answer.json()["code"] == "invalid_credentials"


async def test_h29_a_code_counts_once(server: SmallServer, admin: Client) -> None:
    secret, _ = await set_up(admin)
    code = code_of(secret)
    assert [(await log_in(server, code))[0] for _ in range(3)] == [200, 401, 401]
    assert (await log_in(server, code_of(secret, 1)))[0] == 200
    assert (await log_in(server, code))[0] == 401


async def test_h29_a_recovery_code_counts_once_however_it_is_typed(server: SmallServer, admin: Client) -> None:
    _, codes = await set_up(admin)
    assert len(set(codes)) == 10
    assert [(await log_in(server, codes[0]))[0] for _ in range(2)] == [200, 401]
    assert (await log_in(server, f" {codes[1].upper().replace('-', ' ')} "))[0] == 200
    assert (await admin.get("/me/totp")).json() == {"enabled": True, "recovery_codes_left": 8}


@given(off=st.integers(-400, 400), start=st.integers(10**9, 2 * 10**9))
def test_h29_a_clock_may_be_one_step_off(off: int, start: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    shown = pyotp.TOTP(secret).generate_otp((start + off) // STEP_S)
    is_near = abs((start + off) // STEP_S - start // STEP_S) <= 1
    found = matching_step(secret, shown, float(start), None)
    assert (found == (start + off) // STEP_S) or not is_near or shown in _near_codes(secret, start)
    assert is_near or found is None or shown in _near_codes(secret, start)


def _near_codes(secret: str, at: int) -> set[str]:
    return {pyotp.TOTP(secret).generate_otp(at // STEP_S + step) for step in (-1, 0, 1)}


async def test_h29_a_clock_off_by_ninety_seconds_is_refused(server: SmallServer, admin: Client) -> None:
    secret, _ = await set_up(admin)
    for steps in (3, -3, 4):
        assert (await log_in(server, code_of(secret, steps)))[1]["code"] == "totp_wrong"


async def test_h29_guessing_is_locked_with_back_off_and_the_signed_in_device_goes_on(
    server: SmallServer, admin: Client
) -> None:
    secret, codes = await set_up(admin)
    right = {code_of(secret, step) for step in range(-1, 4)}
    guesses = [guess for number in range(40) if (guess := f"{number:06}") not in right]
    waits: list[int] = []
    for guess in guesses[:9]:
        status, answer = await log_in(server, guess)
        assert (status, answer["code"]) == (401, "totp_wrong")
        async with server.database.reading() as connection:
            left = select(func.max(func.extract("epoch", login_throttle.c.blocked_until - func.now())))
            waits.append(round(float((await connection.execute(left)).scalar_one() or 0)))
        if waits[-1] > 0:
            assert (await log_in(server, code_of(secret)))[1]["code"] == "too_many_sign_ins"
            assert (await log_in(server, codes[0]))[1]["code"] == "too_many_sign_ins"
        await let_waits_pass(server)
    assert [round(wait / 15) for wait in waits] == [0, 0, 0, 0, 1, 2, 4, 8, 16]
    assert (await admin.get("/me")).status_code == 200
    assert (await log_in(server, code_of(secret)))[0] == 200
    async with server.database.reading() as connection:
        actions = (await connection.execute(select(journal.c.action).order_by(journal.c.id))).scalars().all()
    assert actions.count("auth.code_refused") == 4
    assert actions.count("auth.locked_out") == 5


async def test_h29_a_million_guesses_take_longer_than_a_life(server: SmallServer, admin: Client) -> None:
    """Who waits out every block still gets one guess an hour: counts are not forgotten in the meantime."""
    secret, _ = await set_up(admin)
    wrong = "000000" if code_of(secret) != "000000" else "111111"
    for _ in range(14):
        assert (await log_in(server, wrong))[0] == 401
        async with server.database.transaction() as tx:
            past = {"blocked_until": func.now(), "last_failure_at": func.now() - timedelta(hours=1)}
            await tx.execute(update(login_throttle).values(past))
    assert (await log_in(server, wrong))[0] == 401
    async with server.database.reading() as connection:
        left = select(func.max(func.extract("epoch", login_throttle.c.blocked_until - func.now())))
        assert float((await connection.execute(left)).scalar_one()) > 3500


async def test_h29_turning_it_off_asks_for_one(server: SmallServer, admin: Client) -> None:
    secret, codes = await set_up(admin)
    refused = await admin.post("/me/totp/disable", json={"code": "no code at all"})
    assert (refused.status_code, refused.json()["code"]) == (403, "totp_wrong")
    assert (await log_in(server))[1]["code"] == "totp_required"
    assert (await admin.post("/me/totp/disable", json={"code": code_of(secret)})).status_code == 204
    assert (await log_in(server))[0] == 200
    again = await admin.post("/me/totp/disable", json={"code": codes[0]})
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_missing")
    async with server.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(recovery_code))).scalar_one() == 0


async def test_setting_it_up_asks_for_the_password_and_a_code(server: SmallServer, admin: Client) -> None:
    refused = await admin.post("/me/totp", json={"password": "something else"})
    assert (refused.status_code, refused.json()["code"]) == (403, "password_wrong")
    assert (await admin.post("/me/totp/confirm", json={"code": "123456"})).json()["code"] == "second_factor_missing"
    begun = (await admin.post("/me/totp", json={"password": PASSWORD})).json()
    assert begun["uri"].startswith("otpauth://totp/Matinee:Anna?secret=")
    assert begun["qr_svg"].startswith("<svg")
    assert (await log_in(server))[0] == 200, "not in force before a code was seen"
    wrong = await admin.post("/me/totp/confirm", json={"code": code_of(begun["secret"], 50)})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "totp_wrong")
    assert (await admin.post("/me/totp/confirm", json={"code": code_of(begun["secret"])})).status_code == 200
    assert (await admin.post("/me/totp", json={"password": PASSWORD})).json()["code"] == "second_factor_present"


async def test_a_stolen_session_does_not_find_the_password(server: SmallServer, admin: Client) -> None:
    body = {"current_password": "a guess", "new_password": "battery staple"}
    codes = [(await admin.put("/me/password", json=body)).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]


async def test_who_must_have_one_may_only_set_one_up(server: SmallServer, admin: Client) -> None:
    ben = await make(admin, role="manager", second_factor_required=True)
    async with server.client() as client:
        me = (await client.log_in("ben"))["user"]
        assert (me["second_factor_due"], me["permissions"]) == (True, [])
        refused = await client.get("/manage")
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_due")
        assert (await client.post("/api-keys", json={"name": "x", "scopes": ["read"]})).status_code == 403
        secret, codes = await set_up(client)
        assert (await client.get("/manage")).status_code == 200
        refused = await client.post("/me/totp/disable", json={"code": codes[0]})
        assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_required")
    assert (await log_in(server, username="ben"))[1]["code"] == "totp_required"
    assert (await admin.delete(f"/users/{ben['id']}/totp")).status_code == 204
    assert (await log_in(server, username="ben"))[1]["user"]["second_factor_due"] is True
    assert secret


async def test_the_server_may_require_one_of_everybody(database_url: str) -> None:
    options = AccessOptions(password_memory_kib=64, password_passes=1, second_factor_required=True)
    async with small_server(database_url, options) as server, server.client() as client:
        await client.set_up(server.database)
        assert (await client.get("/users")).status_code == 403
        await set_up(client)
        assert (await client.get("/users")).status_code == 200


async def test_new_recovery_codes_end_the_old_ones(server: SmallServer, admin: Client) -> None:
    secret, old = await set_up(admin)
    answer = await admin.post("/me/recovery-codes", json={"code": code_of(secret)})
    assert answer.headers["cache-control"] == "no-store"
    assert (await log_in(server, old[0]))[0] == 401
    assert (await log_in(server, answer.json()["recovery_codes"][0]))[0] == 200


async def test_h39_neither_secret_nor_codes_are_stored(server: SmallServer, admin: Client) -> None:
    secret, codes = await set_up(admin)
    async with server.database.reading() as connection:
        rows = str((await connection.execute(select(account.c.totp_secret))).all())
        rows += str((await connection.execute(select(recovery_code))).all())
        rows += str((await connection.execute(select(journal))).all())
    assert all(each not in rows for each in [secret, *codes, codes[0].replace("-", "")])


async def test_only_those_who_decide_about_people_reset_it(server: SmallServer, admin: Client) -> None:
    ben = await make(admin)
    async with server.client() as client:
        await client.log_in("ben")
        assert (await client.delete(f"/users/{ben['id']}/totp")).status_code == 403
    await make(admin, "visitor", role="guest")
    async with server.client() as guest:
        await guest.log_in("visitor")
        assert (await guest.post("/me/totp", json={"password": PASSWORD})).status_code == 403


def test_recovery_codes_are_long_and_unlike() -> None:
    codes = [code for _ in range(20) for code in new_recovery_codes()]
    assert len({recovery_hash(code) for code in codes}) == len(codes) == 200
    assert all(len(code) == 19 for code in codes)


@pytest.mark.parametrize("username", ["Anna", "Änne Müller", "日本"])
def test_the_picture_holds_no_script_and_no_address_of_another_server(username: str) -> None:
    drawn = qr_svg(f"otpauth://totp/Matinee:{username}?secret={new_secret()}")
    assert "<script" not in drawn
    assert drawn.count("http") == drawn.count("http://www.w3.org/2000/svg")
