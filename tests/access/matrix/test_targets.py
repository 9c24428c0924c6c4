"""Setting right what one may not see (H22, H23, H24): foreign ids in bodies, changes of others, weak keys, members."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from matinee.kit.ids import new_id
from tests.access.matrix.house import SIGHTS, House, house
from tests.conftest import new_database

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEEPERS = ("keeper", "key")
"""Who may set right, but not see everything."""
OTHERS = ("member", "guest", "picky", "picky key")
"""Who may not."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One for all tests of this file: each looks at what it changed itself, and at what may never change."""
    with new_database(postgres_url) as database_url:
        async with house(database_url, tmp_path_factory.mktemp("house")) as opened:
            yield opened


class Foreign:
    """One viewer's own things of the kind of a title, and another's, by which nobody may tell that they exist."""

    def __init__(self, home: House, viewer: str, kind: str) -> None:
        sight = SIGHTS[viewer]
        mine = [each for each in home.titles.values() if each.kind == kind and sight.sees(each)]
        other = [each for each in home.titles.values() if each.kind == kind and not sight.sees(each)]
        self.own, self.foreign = mine[0], other[0]
        self.own_file = next(file for name, file in self.own.files.items() if name in sight.libraries)
        self.foreign_file = next(iter(self.foreign.files.values()))


def writes(at: Foreign, item: UUID, file: UUID) -> list[tuple[str, str, dict[str, Any]]]:
    """Give every way to name a title or file in a body: `item` and `file` are foreign, or do not exist."""
    number = {"season": 1, "episodes": [1]}
    return [
        ("POST", f"/files/{at.own_file}/match", {"item_id": str(item)}),
        ("POST", f"/files/{at.own_file}/match", {"series_id": str(item), **number}),
        ("POST", "/inbox/match", {"matches": [{"file_id": str(file), "title": "Mine"}]}),
        ("POST", "/inbox/match", {"matches": [{"file_id": str(at.own_file), "item_id": str(item)}]}),
        ("POST", f"/items/{at.own.id}/merge", {"item_ids": [str(item)]}),
        ("POST", f"/items/{at.own.id}/split", {"file_ids": [str(file)], "title": "Mine"}),
        ("POST", f"/items/{at.own.id}/versions/merge", {"version_ids": [str(item), str(file)]}),
        ("POST", f"/items/{at.own.id}/move", {"series_id": str(item), **number}),
    ]


async def test_h22_what_a_body_names_and_one_may_not_see_does_not_exist(home: House) -> None:
    for viewer in KEEPERS:
        client = home.viewers[viewer]
        for kind in ("movie",) if viewer == "key" else ("movie", "episode"):
            at = Foreign(home, viewer, kind)
            before = (await home.viewers["admin"].get(f"/items/{at.foreign.id}")).text
            for_none = [await shape(client, each) for each in writes(at, new_id(), new_id())]
            for_foreign = [await shape(client, each) for each in writes(at, at.foreign.id, at.foreign_file)]
            assert for_foreign == for_none, (viewer, kind)
            assert {status for status, _ in for_none} <= {404, 409}
            assert (await home.viewers["admin"].get(f"/items/{at.foreign.id}")).text == before


async def test_h22_h23_changes_to_what_one_may_not_see_are_not_listed_and_not_undone(home: House) -> None:
    for viewer in KEEPERS:
        admin, client, at = home.viewers["admin"], home.viewers[viewer], Foreign(home, viewer, "movie")
        edited = await admin.patch(f"/items/{at.foreign.id}", json={"tagline": f"told to {viewer}"})
        change = edited.headers["matinee-undo"]
        assert change in (await admin.get("/changes", params={"about": str(at.foreign.id)})).text
        for about in ({}, {"about": str(at.foreign.id)}, {"about": str(at.foreign_file)}):
            listed = (await client.get("/changes", params={"limit": 1000, **about})).text
            assert change not in listed
            assert at.foreign.name not in listed
        for way in ("/changes/{}/undo", "/undo/{}"):
            nobodys, theirs = str(new_id()), await shape(client, ("POST", way.format(change), {}))
            assert theirs == await shape(client, ("POST", way.format(nobodys), {}))
            assert theirs[0] == 404
        assert (await admin.get(f"/items/{at.foreign.id}")).json()["tagline"] == f"told to {viewer}"


async def test_one_title_in_two_libraries_is_changed_and_set_back_within_what_one_may_see(home: House) -> None:
    """A key of one library takes its own file out; what the other library holds stays as it is."""
    admin, key, lemur = home.viewers["admin"], home.viewers["key"], home.titles["Lemur"]
    own, other = lemur.files["Basilisk"], lemur.files["Aardvark"]
    done = await key.post(f"/files/{own}/match", json={"title": "Loris", "year": 2001})
    assert done.status_code == 200, done.text
    assert {str(other)} == {each["file_id"] for each in (await admin.get(f"/items/{lemur.id}/files")).json()["items"]}
    assert str(other) not in done.text
    listed = (await key.get("/changes")).text
    assert str(other) not in listed
    undone = await admin.post(f"/changes/{done.json()['change_id']}/undo")
    assert undone.status_code == 204, undone.text
    files = (await admin.get(f"/items/{lemur.id}/files")).json()["items"]
    assert {each["file_id"] for each in files} == {str(own), str(other)}


async def test_h22_candidates_and_inbox_name_nothing_that_one_may_not_see(home: House) -> None:
    for viewer in KEEPERS:
        client, at = home.viewers[viewer], Foreign(home, viewer, "movie")
        found = await client.get(f"/files/{at.own_file}/candidates", params={"q": at.foreign.name})
        assert found.json() == {"items": []}
        foreign_library = next(each for name, each in home.libraries.items() if name not in SIGHTS[viewer].libraries)
        inbox = await client.get("/inbox", params={"library": str(foreign_library)})
        assert (inbox.status_code, inbox.json()["items"]) == (200, [])


async def test_h24_who_may_not_set_right_is_refused_before_anything_is_looked_up(home: House) -> None:
    for viewer in OTHERS:
        client, at = home.viewers[viewer], Foreign(home, "keeper", "movie")
        reads = [f"/files/{at.own_file}/match", f"/files/{at.own_file}/candidates?q=x", "/inbox", "/changes"]
        answers = [await client.get(each) for each in reads]
        for item, file in ((at.own.id, at.own_file), (at.foreign.id, at.foreign_file), (new_id(), new_id())):
            answers += [await client.request(method, path, json=body) for method, path, body in writes(at, item, file)]
            answers.append(await client.patch(f"/items/{item}", json={"title": "Mine"}))
            answers.append(await client.post(f"/changes/{item}/undo"))
            answers.append(await client.delete(f"/files/{file}/match"))
        assert {each.status_code for each in answers} == {403}


async def shape(client: httpx.AsyncClient, write: tuple[str, str, dict[str, Any]]) -> tuple[int, str]:
    """Give an answer; none of them repeats what was named."""
    method, path, body = write
    answer = await client.request(method, path, json=body)
    return answer.status_code, answer.text
