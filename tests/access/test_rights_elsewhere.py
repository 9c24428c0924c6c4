"""What a person may see changes on every machine within a second of the act: grants, ages, roles, hidden titles."""

import time
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlalchemy import insert

from matinee.access import Viewer
from matinee.catalog.tables import state
from tests.access.small_app import PASSWORD, Client, SmallServer, small_server
from tests.shelf import Shelf

type Act = Callable[[SmallServer, Client, str], Awaitable[object]]


async def grant(_: SmallServer, admin: Client, person: str) -> object:
    return await admin.put(f"/users/{person}/libraries", json={"library_ids": [], "all_libraries": True})


async def limit_by_age(_: SmallServer, admin: Client, person: str) -> object:
    return await admin.patch(f"/users/{person}", json={"maximum_age": 12})


async def hide(server: SmallServer, _: Client, person: str) -> object:
    async with server.database.transaction() as tx:
        shelf = Shelf(tx)
        film = await shelf.movie("Alien", await shelf.library())
        return await tx.execute(insert(state).values(account_id=UUID(person), entity_id=film, hidden=True))


CHANGES: list[tuple[Act, Callable[[Viewer], bool]]] = [
    (grant, lambda viewer: viewer.all_libraries),
    (limit_by_age, lambda viewer: viewer.maximum_age == 12),
    (hide, lambda viewer: viewer.hidden_changed_at is not None),
]


@pytest.mark.parametrize(("act", "has_come"), CHANGES, ids=lambda each: getattr(each, "__name__", ""))
async def test_what_changed_on_one_machine_holds_on_another_within_a_second(
    database_url: str,
    server: SmallServer,
    admin: Client,
    act: Act,
    has_come: Callable[[Viewer], bool],
) -> None:
    ben = (await admin.post("/users", json={"username": "ben", "password": PASSWORD})).json()["id"]
    async with small_server(database_url) as elsewhere, elsewhere.client() as there:
        token = (await there.log_in("ben"))["token"]
        before = await elsewhere.authenticator.viewer(token, None)
        assert before is not None
        assert not has_come(before)
        await act(server, admin, ben)
        ended = time.monotonic()
        while True:
            began = time.monotonic()
            viewer = await elsewhere.authenticator.viewer(token, None)
            if viewer is not None and has_come(viewer):
                return
            assert began < ended + 1
