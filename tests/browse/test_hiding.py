"""Titles that people hide from themselves. That no answer names them is shown by the matrix of tests/access/matrix."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from matinee.access.policy import Viewer, permission_set, seeing_hidden
from matinee.access.tables import account
from matinee.browse.events import may_hear
from matinee.catalog import Anchors, HiddenTitles, TitleQuery, hide_title, show_again
from matinee.catalog.tables import state
from matinee.kit.db import Connection, Database
from matinee.kit.events import Event
from matinee.kit.ids import new_id
from tests.access.matrix.house import House, house
from tests.shelf import Shelf
from tests.waiting import until


@pytest.fixture
async def home(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    async with house(database_url, tmp_path) as opened:
        yield opened


async def viewer_now(tx: Connection, viewer: Viewer) -> Viewer:
    """Give the viewer as the next request would."""
    changed_at = await tx.execute(select(account.c.hidden_changed_at).where(account.c.id == viewer.user_id))
    shown = seeing_hidden(viewer)
    return Viewer(
        **{n: getattr(shown, n) for n in shown.__struct_fields__} | {"hidden_changed_at": changed_at.scalar()}
    )


async def test_a_hidden_title_is_gone_at_once_from_everything_kept_and_comes_back_as_it_was(home: House) -> None:
    member, wombat = home.viewers["member"], home.titles["Wombat"]
    pages = ("/movies?total=true", "/movies/index", "/home", "/genres", "/years", "/search?q=wombat", "/libraries")
    before = {path: (await member.get(path)).json() for path in pages}
    item = (await member.get(f"/items/{wombat.id}")).json()
    assert item["state"]["favourite"]
    assert item["state"]["position_ms"] == 600_000
    assert (await member.put(f"/items/{wombat.id}/hidden")).status_code == 204
    for path in pages:
        now = (await member.get(path)).json()
        assert now != before[path], path
        assert str(wombat.id) not in str(now), path
    files = (await member.get(f"/items/{wombat.id}/files")).status_code
    assert (files, (await member.get(f"/items/{wombat.id}")).status_code) == (404, 404)
    assert str(wombat.id) in (await home.viewers["admin"].get("/home")).text, "hidden from one, not from others"
    assert (await member.delete(f"/items/{wombat.id}/hidden")).status_code == 204
    assert {path: (await member.get(path)).json() for path in pages} == before
    assert (await member.get(f"/items/{wombat.id}")).json() == item


async def test_hidden_titles_are_listed_by_name_in_pages_and_nowhere_else(home: House) -> None:
    picky, names = home.viewers["picky"], list[str]()
    cursor: str | None = None
    while True:
        page = (await picky.get("/me/hidden", params={"limit": 1} | ({"cursor": cursor} if cursor else {}))).json()
        names += [each["title"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == ["Gnu", "Lemur", "Quagga"]
    assert len((await home.viewers["picky key"].get("/me/hidden")).json()["items"]) == 3
    assert (await home.viewers["member"].get("/me/hidden")).json()["items"] == []


async def test_a_title_that_left_ones_libraries_is_not_in_the_list_of_hidden_ones_and_is_hidden_when_it_returns(
    home: House,
) -> None:
    picky, admin = home.viewers["picky"], home.viewers["admin"]
    who = next(each["id"] for each in (await admin.get("/users")).json()["items"] if each["username"] == "picky")
    narrow = {"library_ids": [str(home.libraries["Centaur"])]}
    assert (await admin.put(f"/users/{who}/libraries", json=narrow)).status_code == 204
    assert [each["title"] for each in (await picky.get("/me/hidden")).json()["items"]] == ["Gnu"]
    assert (await picky.delete(f"/items/{home.titles['Lemur'].id}/hidden")).status_code == 404
    every = {"library_ids": [str(each) for each in home.libraries.values()]}
    assert (await admin.put(f"/users/{who}/libraries", json=every)).status_code == 204
    assert (await picky.get(f"/items/{home.titles['Lemur'].id}")).status_code == 404


async def test_whole_titles_are_hidden_by_people_of_what_they_may_see(home: House) -> None:
    pilot, narwhal = home.titles["Kudu pilot"].id, home.titles["Narwhal"].id
    admin, guest, key = home.viewers["admin"], home.viewers["guest"], home.viewers["key"]
    for method in ("PUT", "DELETE"):
        answer = await admin.request(method, f"/items/{pilot}/hidden")
        assert (answer.status_code, answer.json()["code"]) == (422, "not_hideable")
        assert (await guest.request(method, f"/items/{home.titles['Quagga'].id}/hidden")).status_code == 403
        assert (await key.request(method, f"/items/{narwhal}/hidden")).status_code == 404
        assert (await admin.request(method, f"/items/{narwhal}/hidden")).status_code == 204, "twice is once"
        assert (await admin.request(method, f"/items/{narwhal}/hidden")).status_code == 204
    wanted = {"name": "house", "scopes": ["read", "play"], "acts_for_person": False}
    nobody = (await admin.post("/api-keys", json=wanted)).json()["key"]
    answer = await admin.put(f"/items/{narwhal}/hidden", headers={"authorization": f"Bearer {nobody}"})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_hideable")


async def test_a_key_that_is_nobodys_sees_what_its_maker_hides_from_themselves(home: House) -> None:
    picky, gnu = home.viewers["picky"], home.titles["Gnu"].id
    wanted = {"name": "house", "scopes": ["read"], "acts_for_person": False}
    headers = {"authorization": f"Bearer {(await picky.post('/api-keys', json=wanted)).json()['key']}"}
    assert (await picky.get(f"/items/{gnu}", headers=headers)).status_code == 200
    assert (await home.viewers["picky key"].get(f"/items/{gnu}")).status_code == 404


async def test_hiding_a_series_silences_events_of_all_below_it_for_who_hides_it(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        shows = await shelf.library("Shows", "shows")
        anna, ben = await shelf.viewer(shows), await shelf.viewer(shows)
        series, other = await shelf.series("Dark", shows), await shelf.series("Lost", shows)
        season = await shelf.season(series, 1, shows)
        episode = await shelf.episode(series, season, 1, 1, shows)
        await hide_title(tx, anna, series)
        anna, ben = await viewer_now(tx, anna), await viewer_now(tx, ben)
    of_season = {"series_id": str(series), "season_id": str(season)}
    told = [
        Event(name="series.updated", subject_id=series, library_ids=[shows]),
        Event(name="episode.added", subject_id=new_id(), library_ids=[shows], payload=of_season),
        Event(name="episode.updated", subject_id=episode, library_ids=[shows]),
        Event(name="item.watched", subject_id=episode, user_id=anna.user_id, payload={"item_id": str(episode)}),
    ]
    untold = [
        Event(name="series.updated", subject_id=other, library_ids=[shows]),
        Event(name="library.scan_done", subject_id=shows, library_ids=[shows]),
        Event(name="user.updated", subject_id=anna.user_id, user_id=anna.user_id),
    ]
    hidden = HiddenTitles()
    assert [await hidden.are_told_by(database, anna, each) for each in told] == [True] * 4
    assert [await hidden.are_told_by(database, anna, each) for each in untold] == [False] * 3
    assert [await HiddenTitles().are_told_by(database, ben, each) for each in told] == [False] * 4
    assert all(may_hear(anna, each) for each in told)
    async with database.transaction() as tx:
        await show_again(tx, anna, series)
        await hide_title(tx, anna, other)
        anna = await viewer_now(tx, anna)
    assert [await hidden.are_told_by(database, anna, each) for each in told] == [False] * 4
    assert await hidden.are_told_by(database, anna, untold[0])


async def test_whatever_writes_a_hidden_mark_the_viewer_knows_whether_any_is_there(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        films = await shelf.library()
        anna, alien, brazil = (
            await shelf.viewer(films),
            await shelf.movie("Alien", films),
            await shelf.movie("B", films),
        )
        seen = [permission_set(await viewer_now(tx, anna))]
        for film in (alien, brazil):
            await tx.execute(insert(state).values(account_id=anna.user_id, entity_id=film, hidden=True))
            seen.append(permission_set(await viewer_now(tx, anna)))
        await tx.execute(state.delete().where(state.c.entity_id == alien))
        seen.append(permission_set(await viewer_now(tx, anna)))
        await tx.execute(update(state).where(state.c.entity_id == brazil).values(hidden=False))
        assert permission_set(await viewer_now(tx, anna)) == seen[0], "who hides nothing is asked nothing"
    assert len(set(seen)) == 4, "what is kept for one set of hidden titles is never given for another"


async def test_hiding_one_title_while_another_is_shown_again_leaves_it_hidden(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        films = await shelf.library()
        anna, alien, brazil = (
            await shelf.viewer(films),
            await shelf.movie("Alien", films),
            await shelf.movie("B", films),
        )
        await hide_title(tx, anna, alien)

    async def show() -> None:
        async with database.transaction() as tx:
            await show_again(tx, anna, alien)

    async with database.transaction() as tx:
        await hide_title(tx, anna, brazil)
        showing = asyncio.create_task(show())
        await _waits_for_a_lock(tx)
    await showing
    async with database.transaction() as tx:
        assert (await viewer_now(tx, anna)).hidden_changed_at is not None


async def _waits_for_a_lock(tx: Connection) -> None:
    waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

    async def look() -> bool:
        await tx.exec_driver_sql("select pg_stat_clear_snapshot()")
        return bool((await tx.exec_driver_sql(waits)).scalar())

    await until(look)


async def test_places_in_a_list_kept_for_jumps_are_not_those_of_what_was_hidden_since(database: Database) -> None:
    async with database.transaction() as tx:
        shelf, anchors = Shelf(tx), Anchors()
        films = await shelf.library()
        anna, alien = await shelf.viewer(films), await shelf.movie("Alien", films)
        await shelf.movie("Brazil", films)
        query = TitleQuery(kind="movie")
        assert (await anchors.of(tx, anna, query))[0] == 2
        await hide_title(tx, anna, alien)
        assert (await anchors.of(tx, await viewer_now(tx, anna), query))[0] == 1
