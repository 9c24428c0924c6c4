"""What `matinee user` does to accounts; that the command itself works is in tests/journeys."""

from collections.abc import AsyncIterator

import pytest

from matinee.access import AccessOptions, PasswordPool, console
from matinee.access.errors import LastAdministrator, NobodyYet, PasswordTooWeak, UserNotFound
from matinee.kit.db import Database
from tests.access.small_app import PASSWORD, QUICK, Client, SmallServer
from tests.access.test_second_factor import log_in, set_up


@pytest.fixture
async def passwords() -> AsyncIterator[PasswordPool]:
    async with PasswordPool(QUICK) as pool:
        yield pool


async def test_the_first_account_is_an_administrators(database: Database, passwords: PasswordPool) -> None:
    async with database.transaction() as tx:
        with pytest.raises(NobodyYet, match="--admin"):
            await console.create(tx, "ben", PASSWORD, passwords, admin=False)
        anna = await console.create(tx, "anna", PASSWORD, passwords, admin=True)
        assert (anna.role, anna.all_libraries) == ("administrator", True)
        assert (await console.create(tx, "ben", PASSWORD, passwords, admin=False)).role == "member"
        assert [user.username for user in await console.everybody(tx)] == ["anna", "ben"]
        with pytest.raises(LastAdministrator):
            await console.set_disabled(tx, "ANNA", passwords, disabled=True)
        with pytest.raises(PasswordTooWeak):
            await console.create(tx, "weak", "short", passwords, admin=False)
        with pytest.raises(UserNotFound, match="matinee user list"):
            await console.reset_totp(tx, "nobody")
        await console.delete(tx, "ben", erase_history=True)
        assert [user.username for user in await console.everybody(tx)] == ["anna"]


async def test_a_lost_password_and_a_lost_phone_are_helped(
    server: SmallServer, admin: Client, passwords: PasswordPool
) -> None:
    await set_up(admin)
    async with server.database.transaction() as tx:
        await console.reset_totp(tx, "anna")
    assert (await log_in(server))[0] == 200
    async with server.database.transaction() as tx:
        await console.reset_password(tx, "anna", "a new password", passwords)
    assert (await log_in(server))[1]["code"] == "invalid_credentials"
    assert (await admin.get("/me")).status_code == 401


async def test_a_disabled_account_comes_back(server: SmallServer, admin: Client, passwords: PasswordPool) -> None:
    await admin.post("/users", json={"username": "ben", "password": PASSWORD})
    for disabled, code in ((True, 401), (False, 200)):
        async with server.database.transaction() as tx:
            await console.set_disabled(tx, "ben", passwords, disabled=disabled)
        assert (await log_in(server, username="ben"))[0] == code


def test_the_length_of_passwords_is_a_setting() -> None:
    pool = PasswordPool(AccessOptions(password_memory_kib=64, password_passes=1, password_minimum_length=12))
    with pytest.raises(PasswordTooWeak, match="12"):
        pool.require_acceptable("only eleven")
    pool.require_acceptable("twelve chars")
