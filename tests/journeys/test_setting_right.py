"""Setting titles right over HTTP on the running server: questions, choices, edits, the way back, and who may."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.server import PASSWORD, Server, serving, until_done

JAWS = "<movie><title>Jaws</title><year>1975</year><plot>A shark.</plot></movie>"


def put(root: Path, path: str, content: bytes | str = b"") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content.encode() if isinstance(content, str) else content or path.encode() * 50)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("media")
    put(root, "films/Alien (1979)/Alien (1979).mkv")
    put(root, "films/Alien (1979)/Alien (1979).nfo", JAWS)
    put(root, "films/Heat (1995)/Heat (1995).mkv")
    put(root, "films/Heat (1995)/Heat (1995) - 720p.mkv")
    put(root, "films/<b>Bold<／b> (2001)/x.mkv")
    for name in ("holiday one", "holiday two"):
        put(root, f"shows/Dark/Season 1/{name}.mkv")
    put(root, "shows/Dark/Season 2/Dark S02E01.mkv")
    for name in ("in 10 days", "in 9 days"):
        put(root, f"shows/Later/Season 3/{name}.mkv")
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, media: Path) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        for name, kind in (("Films", "movies"), ("Shows", "shows")):
            made = client.post("/libraries", json={"name": name, "kind": kind, "paths": [str(media / name.lower())]})
            assert made.status_code == 201, made.text
            scan(client, made.json()["id"])
        yield client


def scan(client: httpx.Client, library_id: str) -> None:
    asked = client.post(f"/libraries/{library_id}/scan", json={})
    assert until_done(client, asked.json()["job_id"])["state"] == "completed"


def movie(client: httpx.Client, title: str) -> dict[str, Any]:
    return next(each for each in client.get("/movies").json()["items"] if each["title"] == title)


def files(client: httpx.Client, item_id: str) -> list[dict[str, Any]]:
    return client.get(f"/items/{item_id}/files").json()["items"]


def folder(client: httpx.Client, name: str) -> dict[str, Any] | None:
    return next((each for each in client.get("/inbox").json()["items"] if each["folder"] == name), None)


def until(look: Any) -> Any:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if found := look():
            return found
        threading.Event().wait(0.1)
    raise AssertionError("it did not come about")


def test_a_name_against_its_nfo_is_a_question_with_both_answers(anna: httpx.Client) -> None:
    waiting = until(lambda: folder(anna, "Alien (1979)"))
    [file] = waiting["files"]
    assert (file["question"], file["title"]) == ("name_against_nfo", "Alien")
    assert [(each["title"], each["year"], each["source"]) for each in waiting["choices"]] == [
        ("Alien", 1979, "name"),
        ("Jaws", 1975, "nfo"),
    ]
    why = anna.get(f"/files/{file['file_id']}/match").json()
    assert (why["state"], why["chosen_by"]) == ("inbox", None)
    assert anna.get(f"/files/{file['file_id']}/stream").status_code == 200


def test_one_click_settles_a_folder_and_undo_asks_again(anna: httpx.Client) -> None:
    waiting = until(lambda: folder(anna, "Alien (1979)"))
    jaws = next(each for each in waiting["choices"] if each["title"] == "Jaws")
    done = anna.post("/inbox/match", json={"matches": jaws["matches"]})
    assert done.status_code == 200, done.text
    assert folder(anna, "Alien (1979)") is None
    assert movie(anna, "Jaws")["year"] == 1975
    assert anna.post(f"/undo/{done.headers['matinee-undo']}").status_code == 204
    assert folder(anna, "Alien (1979)") is not None
    assert movie(anna, "Alien")["year"] == 1979
    again = anna.post(f"/changes/{done.json()['change_id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "already_undone")


def test_unnumbered_files_take_the_order_of_their_names(anna: httpx.Client) -> None:
    waiting = folder(anna, "Dark/Season 1")
    assert waiting is not None
    assert {each["question"] for each in waiting["files"]} == {"no_number_or_date"}
    played = min(waiting["files"], key=lambda each: each["name"])
    assert anna.get(f"/items/{played['item_id']}").json()["unsorted"] is True
    assert anna.get(f"/files/{played['file_id']}/stream").status_code == 200
    assert anna.put(f"/items/{played['item_id']}/progress", json={"position_ms": 5000}).status_code == 204
    [choice] = [each for each in waiting["choices"] if each["kind"] == "in_order"]
    assert anna.post("/inbox/match", json={"matches": choice["matches"]}).status_code == 200
    series = next(each for each in anna.get("/series").json()["items"] if each["title"] == "Dark")
    episodes = anna.get(f"/series/{series['id']}/episodes").json()["items"]
    assert [(each["season_number"], each["episode_numbers"]) for each in episodes] == [(1, [1]), (1, [2]), (2, [1])]
    assert episodes[0]["state"]["position_ms"] == 5000, "what was watched while it was unsorted goes along"
    assert not any(each.get("unsorted") for each in episodes)


def test_the_season_is_the_folders_and_numbers_in_names_count_by_their_value(anna: httpx.Client) -> None:
    waiting = until(lambda: folder(anna, "Later/Season 3"))
    filed = anna.get(f"/items/{waiting['files'][0]['item_id']}").json()
    assert (filed["season_number"], filed["episode_numbers"]) == (3, [])
    names = {each["file_id"]: each["name"] for each in waiting["files"]}
    [choice] = [each for each in waiting["choices"] if each["kind"] == "in_order"]
    numbers = {names[each["file_id"]]: (each["season"], each["episodes"]) for each in choice["matches"]}
    assert numbers == {"in 9 days.mkv": (3, [1]), "in 10 days.mkv": (3, [2])}


def test_a_choice_tells_who_chose_and_is_forgotten_on_wish(anna: httpx.Client) -> None:
    file = files(anna, movie(anna, "Heat")["id"])[0]["file_id"]
    chosen = anna.post(f"/files/{file}/match", json={"title": "Collateral", "year": 2004})
    assert chosen.status_code == 200, chosen.text
    assert (chosen.json()["state"], chosen.json()["chosen_by_name"]) == ("locked", "anna")
    assert chosen.json()["candidates"][0]["title"] == "Collateral"
    near = anna.get(f"/files/{file}/candidates", params={"q": "colateral", "year": 2004}).json()["items"]
    assert near == [] or near[0]["title"] == "Collateral"
    assert anna.get(f"/files/{file}/candidates", params={"q": "heat"}).json()["items"][0]["title"] == "Heat"
    assert anna.delete(f"/files/{file}/match").status_code == 202
    until(lambda: anna.get(f"/files/{file}/match").json()["state"] == "matched")
    assert len(files(anna, movie(anna, "Heat")["id"])) == 2


def test_split_merge_and_the_id_that_still_leads_there(anna: httpx.Client) -> None:
    heat = movie(anna, "Heat")["id"]
    one = files(anna, heat)[1]["file_id"]
    split = anna.post(f"/items/{heat}/split", json={"file_ids": [one], "title": "Heat (cut)", "year": 1995})
    assert split.status_code == 200, split.text
    other = movie(anna, "Heat (cut)")["id"]
    anna.put(f"/items/{other}/watched")
    merged = anna.post(f"/items/{heat}/merge", json={"item_ids": [other]})
    assert merged.status_code == 200, merged.text
    assert anna.get(f"/items/{other}").json()["id"] == heat
    assert anna.get(f"/items/{heat}").json()["state"]["watched"] is True
    listed = anna.get("/changes", params={"about": heat}).json()["items"]
    assert [each["kind"] for each in listed][:2] == ["merge_titles", "split"]
    assert anna.post(f"/changes/{split.json()['change_id']}/undo").status_code == 409
    assert anna.post(f"/changes/{merged.json()['change_id']}/undo").status_code == 204
    assert anna.get(f"/items/{other}").json()["id"] == other
    assert anna.post(f"/changes/{split.json()['change_id']}/undo").status_code == 204
    assert len(files(anna, heat)) == 2


def test_versions_become_parts_of_one(anna: httpx.Client) -> None:
    heat = anna.get(f"/items/{movie(anna, 'Heat')['id']}").json()
    ids = [each["version_id"] for each in heat["versions"]]
    joined = anna.post(f"/items/{heat['id']}/versions/merge", json={"version_ids": ids})
    assert joined.status_code == 200, joined.text
    [version] = anna.get(f"/items/{heat['id']}").json()["versions"]
    assert [each["part"] for each in version["parts"]] == [1, 2]
    assert anna.post(f"/changes/{joined.json()['change_id']}/undo").status_code == 204
    assert len(anna.get(f"/items/{heat['id']}").json()["versions"]) == 2


def test_an_edited_field_is_locked_survives_a_refresh_and_comes_back(anna: httpx.Client) -> None:
    heat = movie(anna, "Heat")["id"]
    edited = anna.patch(f"/items/{heat}", json={"title": "Hitze", "overview": "Two men.", "genres": ["Crime", "Drama"]})
    assert edited.status_code == 200, edited.text
    assert (edited.json()["title"], edited.json()["genres"]) == ("Hitze", ["Crime", "Drama"])
    assert edited.json()["locked_fields"] == ["genres", "overview", "title"]
    job = anna.post(f"/items/{heat}/refresh", json={"force": True}).json()["job_id"]
    until(lambda: anna.get(f"/jobs/{job}").json()["state"] == "completed")
    scan(anna, next(each["id"] for each in anna.get("/libraries").json()["items"] if each["name"] == "Films"))
    assert anna.get(f"/items/{heat}").json()["title"] == "Hitze"
    assert anna.patch(f"/items/{heat}", json={"overview": None}).json()["overview"] is None
    unlocked = anna.patch(f"/items/{heat}", json={"locked_fields": ["title"]})
    assert unlocked.json()["locked_fields"] == ["title"]
    assert anna.patch(f"/items/{heat}", json={"locked_fields": ["nonsense"]}).status_code == 422
    assert anna.patch(f"/items/{heat}", json={"title": None}).status_code == 422
    for change in anna.get("/changes", params={"about": heat}).json()["items"]:
        if change["kind"] == "edit":
            assert anna.post(f"/changes/{change['id']}/undo").status_code == 204
    assert (anna.get(f"/items/{heat}").json()["title"], anna.get(f"/items/{heat}").json()["genres"]) == ("Heat", [])


def test_h14_a_title_of_markup_stays_text(anna: httpx.Client) -> None:
    bold = next(each for each in anna.get("/movies").json()["items"] if "Bold" in each["title"])
    body = {"title": "<script>alert(1)</script>{{7*7}}\u202e", "tagline": "javascript:alert(1)"}
    edited = anna.patch(f"/items/{bold['id']}", json=body)
    assert (edited.status_code, edited.json()["title"]) == (200, body["title"])
    assert edited.headers["content-type"].startswith("application/json")


def test_a_body_that_names_two_things_or_none_is_refused(anna: httpx.Client) -> None:
    file = files(anna, movie(anna, "Heat")["id"])[0]["file_id"]
    for body in ({}, {"title": "A", "item_id": str(uuid4())}, {"series_id": str(uuid4())}):
        assert anna.post(f"/files/{file}/match", json=body).status_code == 422, body
    assert anna.post(f"/files/{file}/match", json={"item_id": str(uuid4())}).status_code == 404
    series = anna.get("/series").json()["items"][0]
    wrong = anna.post(f"/files/{file}/match", json={"item_id": series["id"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_kind")


def test_a_manager_of_another_library_finds_nothing_and_changes_nothing(server: Server, anna: httpx.Client) -> None:
    heat = movie(anna, "Heat")["id"]
    file = files(anna, heat)[0]["file_id"]
    version = files(anna, heat)[0]["version_id"]
    shows = next(each["id"] for each in anna.get("/libraries").json()["items"] if each["name"] == "Shows")
    change = anna.get("/changes", params={"about": heat}).json()["items"][0]["id"]
    made = anna.post(
        "/users", json={"username": "ben", "password": PASSWORD, "role": "manager", "library_ids": [shows]}
    )
    assert made.status_code == 201, made.text
    with server.log_in("ben") as ben:
        assert all(each["library_kind"] == "shows" for each in ben.get("/inbox").json()["items"])
        assert all(each["id"] != change for each in ben.get("/changes").json()["items"])
        series = ben.get("/series").json()["items"][0]
        own = ben.get(f"/series/{series['id']}/episodes").json()["items"][0]
        own_file = files(ben, own["id"])[0]["file_id"]
        for method, path, body in (
            ("GET", f"/files/{file}/match", None),
            ("DELETE", f"/files/{file}/match", None),
            ("GET", f"/files/{file}/candidates?q=heat", None),
            ("POST", f"/files/{file}/match", {"title": "Mine"}),
            ("POST", f"/files/{own_file}/match", {"item_id": heat}),
            ("POST", "/inbox/match", {"matches": [{"file_id": file, "title": "Mine"}]}),
            ("POST", f"/items/{heat}/split", {"file_ids": [file], "title": "Mine"}),
            ("POST", f"/items/{series['id']}/merge", {"item_ids": [heat]}),
            ("POST", f"/items/{heat}/merge", {"item_ids": [series["id"]]}),
            ("POST", f"/items/{heat}/versions/merge", {"version_ids": [version, version]}),
            ("POST", f"/items/{heat}/move", {"season": 1, "episodes": [1]}),
            ("PATCH", f"/items/{heat}", {"title": "Mine"}),
            ("POST", f"/changes/{change}/undo", None),
            ("POST", f"/undo/{change}", None),
        ):
            answer = ben.request(method, path, json=body)
            assert answer.status_code == 404, (method, path, answer.text)
    assert movie(anna, "Heat")["id"] == heat


def test_a_member_may_not_set_right(server: Server, anna: httpx.Client) -> None:
    heat = movie(anna, "Heat")["id"]
    file = files(anna, heat)[0]["file_id"]
    films = next(each["id"] for each in anna.get("/libraries").json()["items"] if each["name"] == "Films")
    anna.post("/users", json={"username": "cleo", "password": PASSWORD, "role": "member", "library_ids": [films]})
    with server.log_in("cleo") as cleo, server.client() as stranger:
        for client, status in ((cleo, 403), (stranger, 401)):
            for method, path, body in (
                ("GET", "/inbox", None),
                ("GET", "/changes", None),
                ("GET", f"/files/{file}/match", None),
                ("POST", f"/files/{file}/match", {"title": "Mine"}),
                ("PATCH", f"/items/{heat}", {"title": "Mine"}),
                ("POST", f"/items/{heat}/split", {"file_ids": [file], "title": "Mine"}),
                ("POST", f"/items/{heat}/merge", {"item_ids": [heat]}),
            ):
                assert client.request(method, path, json=body).status_code == status, (method, path)


def test_two_people_fix_one_file_at_once_and_both_changes_are_whole(anna: httpx.Client, server: Server) -> None:
    file = files(anna, movie(anna, "Heat")["id"])[0]["file_id"]
    answers: list[httpx.Response] = []

    def fix(title: str) -> None:
        with server.log_in("anna") as own:
            answers.append(own.post(f"/files/{file}/match", json={"title": title, "year": 2001}))

    threads = [threading.Thread(target=fix, args=(title,)) for title in ("First", "Second")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.status_code for each in answers] == [200, 200]
    titles = {each["title"] for each in anna.get("/movies").json()["items"]}
    assert len(titles & {"First", "Second"}) == 1
    changes = anna.get("/changes", params={"about": file, "limit": 2}).json()["items"]
    assert anna.post(f"/changes/{changes[1]['id']}/undo").json()["code"] == "cannot_undo"
    for change in changes:
        assert anna.post(f"/changes/{change['id']}/undo").status_code == 204
    assert len(files(anna, movie(anna, "Heat")["id"])) == 2
