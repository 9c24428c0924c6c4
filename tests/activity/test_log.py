"""The activity log: who did what to which thing, from where, with what result; and who may read it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from matinee.activity import FOLLOWER, KINDS, record_settings
from matinee.activity.jobs import ACTIVITY_CLEANUP, ForgetActivity
from matinee.journal import SYSTEM_ACTOR, Entry, JournalFilter, Recorded, entries, record
from matinee.kit.db import Database
from matinee.kit.events import Event, announce, hand_over
from matinee.kit.jobs import enqueue
from matinee.kit.jobs.testing import InlineWorker
from tests.access.small_app import PASSWORD, Client, SmallServer
from tests.shelf import Shelf


async def listed(client: Client, **filters: Any) -> list[dict[str, Any]]:
    answer = await client.get("/activity", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def all_entries(database: Database, action: str) -> list[Recorded]:
    async with database.reading() as tx:
        return (await entries(tx, JournalFilter(action=action), limit=200, cursor=None)).items


async def make_ben(admin: Client) -> str:
    return (await admin.post("/users", json={"username": "ben", "password": PASSWORD})).json()["id"]


async def test_sign_ins_and_failures_are_listed_with_where_from_and_how_they_ended(
    server: SmallServer, admin: Client
) -> None:
    ben = await make_ben(admin)
    async with server.client(address="192.0.2.99") as client:
        await client.post("/auth/login", json={"username": "ben", "password": "wrong password"})
        await client.log_in("ben")
    told = await listed(admin, action="auth.*", person=ben)
    assert [(each["action"], each["result"]) for each in told] == [
        ("auth.login_succeeded", "done"),
        ("auth.login_failed", "failed"),
    ]
    assert {each["address"] for each in told} == {"192.0.2.99"}
    assert all(each["client"].startswith("python-httpx") for each in told)
    assert [each["action"] for each in await listed(admin, result="failed")] == ["auth.login_failed"]


async def test_change_of_an_account_is_listed_with_old_and_new(admin: Client) -> None:
    ben = await make_ben(admin)
    await admin.patch(f"/users/{ben}", json={"role": "manager", "password": "another password"})
    [change] = await listed(admin, action="user.updated", target=ben)
    assert change["details"]["role"] == {"old": "member", "new": "manager"}
    assert (change["actor_name"], change["target_name"]) == ("Anna", "ben")
    assert "another password" not in str(await listed(admin))


async def test_list_is_paged_without_gaps_and_narrowed_by_time(server: SmallServer, admin: Client) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    async with server.database.transaction() as tx:
        for minute in range(25):
            at = start + timedelta(minutes=minute // 5)  # several at one time
            await record(tx, Entry(actor=SYSTEM_ACTOR, action="test.act", target_name=str(minute), at=at))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"action": "test.act", "limit": 7} | ({"cursor": cursor} if cursor else {})
        page = (await admin.get("/activity", params=query)).json()
        seen += [each["target_name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen, key=int) == [str(each) for each in range(25)]
    assert len(seen) == 25
    since, until = start + timedelta(minutes=1), start + timedelta(minutes=3)
    narrowed = await listed(admin, action="test.act", since=since.isoformat(), until=until.isoformat())
    assert {int(each["target_name"]) for each in narrowed} == set(range(5, 15))


async def test_everyone_reads_their_own_sign_ins_and_nothing_else(server: SmallServer, admin: Client) -> None:
    await make_ben(admin)
    async with server.client() as ben:
        await ben.log_in("ben")
        assert (await ben.get("/activity")).status_code == 403
        assert (await ben.get("/stats/days")).status_code == 403
        mine = (await ben.get("/me/activity")).json()["items"]
        assert [each["action"] for each in mine] == ["auth.login_succeeded"]
        assert {each["actor_name"] for each in mine} == {"ben"}
    async with server.client() as stranger:
        assert (await stranger.get("/activity")).status_code == 401
        assert (await stranger.get("/me/activity")).status_code == 401


@pytest.mark.parametrize(
    "query", [{"action": "no group"}, {"person": "x"}, {"since": "soon"}, {"limit": 0}, {"cursor": "@"}]
)
async def test_filter_that_means_nothing_is_refused(admin: Client, query: dict[str, Any]) -> None:
    assert (await admin.get("/activity", params=query)).status_code in {400, 422}


async def test_security_entry_and_its_event_are_gone_with_the_act(database: Database) -> None:
    class Oops(Exception): ...

    with pytest.raises(Oops):
        async with database.transaction() as tx:
            await record(tx, Entry(actor=SYSTEM_ACTOR, action="user.deleted", target_kind="user", target_id=uuid4()))
            raise Oops
    assert await all_entries(database, "user.*") == []
    async with database.reading() as tx:
        assert (await tx.execute(text("select count(*) from outbox"))).scalar_one() == 0


async def test_settings_that_changed_between_two_starts_are_told_and_secrets_are_not(database: Database) -> None:
    starts = [
        {"host": "-", "log.level": "info", "redis_url": "-"},
        {"host": "-", "log.level": "debug", "redis_url": "(hidden)"},
        {"host": "-", "log.level": "debug", "redis_url": "(hidden)"},
        {"log.level": "debug", "redis_url": "(hidden)", "added": "1"},
    ]
    for settings in starts:
        async with database.transaction() as tx:
            await record_settings(tx, settings)
    told = [(each.target_name, each.details) for each in reversed(await all_entries(database, "settings.changed"))]
    assert sorted(told, key=str) == sorted(
        [
            ("log.level", {"old": "info", "new": "debug"}),
            ("redis_url", {"old": "-", "new": "(hidden)"}),
            ("added", {"old": "-", "new": "1"}),
        ],
        key=str,
    )


async def test_what_the_server_does_and_people_watch_is_written_from_events(database: Database) -> None:
    assert not await hand_over(database, FOLLOWER)  # begins here
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library()
        film = await shelf.movie("Alpha", library)
        viewer = await shelf.viewer(library)
        payload: dict[str, object] = {"name": "Films", "state": "completed", "added": 3}
        await announce(tx, Event(name="library.scan_done", subject_id=library, library_ids=[library], payload=payload))
        await announce(tx, Event(name="playback.started", subject_id=film, user_id=viewer.user_id))
        await announce(tx, Event(name="item.watched", subject_id=film, user_id=viewer.user_id))
    assert await hand_over(database, FOLLOWER)
    assert not await hand_over(database, FOLLOWER)
    worker = InlineWorker(database, KINDS)
    assert await worker.run_waiting() == 2
    [scan] = await all_entries(database, "library.scan_done")
    assert (scan.actor_kind, scan.target_name, scan.details["added"]) == ("system", "Films", 3)
    [started] = await all_entries(database, "playback.started")
    assert (started.actor_id, started.target_name, started.target_id) == (viewer.user_id, "Alpha", film)
    async with database.reading() as tx:
        at = (await tx.execute(text("select at from outbox where name = 'playback.started'"))).scalar_one()
    assert started.at == at


async def test_old_entries_are_forgotten_and_fresh_ones_kept(database: Database) -> None:
    now = datetime.now(UTC)
    async with database.transaction() as tx:
        for days in (1, 89, 91, 400):
            await record(
                tx, Entry(actor=SYSTEM_ACTOR, action="test.act", target_name=str(days), at=now - timedelta(days=days))
            )
        await enqueue(tx, ACTIVITY_CLEANUP, ForgetActivity())
    assert await InlineWorker(database, KINDS).run_waiting() == 1
    assert [each.target_name for each in await all_entries(database, "test.act")] == ["1", "89"]
