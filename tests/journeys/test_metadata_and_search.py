"""From files with NFO to a dressed title that a misspelt name finds, and only by those who may see it, over HTTP."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.metadata.dressed import nfo
from tests.server import PASSWORD, Server, serving, until_done

_PATIENCE_S = 120


def until[T](look: Callable[[], T | None]) -> T:
    """Look again until there is something."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def put(root: Path, path: str, content: bytes | None = None) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.encode() * 9 if content is None else content)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("media")
    put(root, "films/Amelie (2001)/Amelie (2001).mkv")
    actor = b"<actor><name>Audrey Tautou</name><role>Am\xc3\xa9lie Poulain</role></actor></movie>"
    movie = nfo("movie", title="Amélie", year=2001, genre="Comedy", mpaa="DE:6", playcount=2, tmdbid=194, plot="She.")
    movie = movie.replace(b"<year>", b"<originaltitle>Le Fabuleux Destin</originaltitle><year>")
    put(root, "films/Amelie (2001)/movie.nfo", movie.replace(b"</movie>", actor))
    put(root, "films/Nosferatu (1922)/Nosferatu (1922).mkv")
    put(root, "films/Nosferatu (1922)/movie.nfo", nfo("movie", title="Nosferatu", genre="Horror", mpaa="US:R"))
    put(root, "shows/Lost/Lost S01E01.mkv")
    put(root, "shows/Lost/Lost S01E01.nfo", nfo("episodedetails", title="Walkabout", season=1, episode=1))
    put(root, "shows/Lost/tvshow.nfo", nfo("tvshow", title="Lost", genre="Drama", mpaa="TV-14"))
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, media: Path) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        for name, kind in (("Films", "movies"), ("Shows", "shows")):
            body = {"name": name, "kind": kind, "paths": [str(media / name.lower())]}
            library = client.post("/libraries", json=body).json()
            scan(client, library["id"])
        until(lambda: titles(client, "amelie") and titles(client, "walkabout"))
        yield client


def scan(client: httpx.Client, library_id: str) -> None:
    asked = client.post(f"/libraries/{library_id}/scan", json={}).json()
    assert until_done(client, asked["job_id"])["state"] == "completed"


def found(client: httpx.Client, query: str, **given: Any) -> dict[str, Any]:
    answer = client.get("/search", params={"q": query, **given})
    assert answer.status_code == 200, answer.text
    return answer.json()


def titles(client: httpx.Client, query: str, **given: Any) -> list[str]:
    return [item["title"] for item in found(client, query, **given)["items"]]


@pytest.fixture(scope="module")
def member(server: Server, anna: httpx.Client) -> Iterator[httpx.Client]:
    """Sees shows alone."""
    shows = next(each["id"] for each in anna.get("/libraries").json()["items"] if each["kind"] == "shows")
    body = {"username": "ben", "password": PASSWORD, "role": "member", "library_ids": [shows]}
    assert anna.post("/users", json=body).status_code == 201
    with server.log_in("ben") as client:
        yield client


def amelie(client: httpx.Client) -> dict[str, Any]:
    item = next(each for each in client.get("/movies").json()["items"] if each["year"] == 2001)
    return client.get(f"/items/{item['id']}").json()


def test_an_nfo_dresses_the_title_with_cast_genres_ids_and_age(anna: httpx.Client) -> None:
    page = until(lambda: page if (page := amelie(anna))["cast"] else None)
    assert (page["title"], page["overview"], page["certificate"], page["minimum_age"]) == ("Amélie", "She.", "DE:6", 6)
    assert (page["genres"], page["external_ids"]) == (["Comedy"], {"tmdb": "194"})
    assert [(each["name"], each["character"]) for each in page["cast"]] == [("Audrey Tautou", "Amélie Poulain")]


def test_why_a_file_is_its_title_tells_what_its_nfo_says_to_that(anna: httpx.Client) -> None:
    until(lambda: amelie(anna)["cast"])
    [file] = anna.get(f"/items/{amelie(anna)['id']}/files").json()["items"]

    def told() -> dict[str, Any]:
        return anna.get(f"/files/{file['file_id']}/match").json()

    found = until(lambda: told() if told()["reasons"][0]["code"] == "nfo_agrees" else None)
    reasons = {each["code"]: each["detail"] for each in found["reasons"]}
    assert (found["state"], reasons["title"], "year_equal" in reasons) == ("matched", "1.00", True)
    assert found["candidates"][0]["item_id"] == amelie(anna)["id"]


def test_genres_count_only_what_the_viewer_may_see(anna: httpx.Client, member: httpx.Client) -> None:
    def genres(client: httpx.Client, kind: str) -> dict[str, int]:
        items = client.get("/genres", params={"kind": kind}).json()["items"]
        return {each["name"]: each["count"] for each in items}

    until(lambda: genres(anna, "movie") == {"Comedy": 1, "Horror": 1})
    assert genres(member, "movie") == {}
    until(lambda: genres(member, "series") == {"Drama": 1})


def test_a_film_added_by_a_scan_is_found_by_a_misspelt_name(anna: httpx.Client, media: Path) -> None:
    put(media, "films/The Shawshank Redemption (1994)/The Shawshank Redemption (1994).mkv")
    library = next(each for each in anna.get("/libraries").json()["items"] if each["kind"] == "movies")
    scan(anna, library["id"])
    assert until(lambda: titles(anna, "shawshenk redemtion")) == ["The Shawshank Redemption"]


def test_titles_episodes_and_people_are_found_together_or_by_kind(anna: httpx.Client) -> None:
    assert titles(anna, "AMELIE") == ["Amélie"]
    assert until(lambda: titles(anna, "fabulex destin")) == ["Amélie"], "by its original title"
    assert titles(anna, "walkabaut", kind="episode") == ["Walkabout"]
    both = until(lambda: told if (told := found(anna, "audrey tautu"))["people"] else None)
    assert [each["name"] for each in both["people"]] == ["Audrey Tautou"]
    assert both["counts"]["person"] == 1
    assert found(anna, "amelie", kind="series")["items"] == []


def test_pages_of_one_query_do_not_overlap(anna: httpx.Client) -> None:
    first = found(anna, "o", limit=1)
    second = found(anna, "o", limit=1, cursor=first["next_cursor"]) if first["next_cursor"] else None
    everything = [
        *first["items"],
        *first["people"],
        *((second or {}).get("items", [])),
        *((second or {}).get("people", [])),
    ]
    assert len({each["id"] for each in everything}) == len(everything)
    assert anna.get("/search", params={"q": "other", "cursor": first["next_cursor"] or "x"}).status_code == 400


def test_h22_a_viewer_without_the_library_neither_finds_nor_counts_nor_knows_the_people(
    anna: httpx.Client, member: httpx.Client
) -> None:
    for query in ("amelie", "audrey tautou", "nosferatu"):
        hidden = found(member, query)
        assert (hidden["items"], hidden["people"], hidden["counts"], hidden["next_cursor"]) == ([], [], {}, None)
    assert titles(member, "walkabout") == ["Walkabout"]
    person = found(anna, "audrey tautou")["people"][0]["id"]
    assert [each["item"]["title"] for each in anna.get(f"/people/{person}").json()["credits"]] == ["Amélie"]
    unknown = member.get(f"/people/{uuid4()}")
    refused = member.get(f"/people/{person}")
    assert (refused.status_code, refused.json()["code"]) == (404, unknown.json()["code"])


def test_h23_a_child_does_not_find_what_is_above_their_age(server: Server, anna: httpx.Client) -> None:
    until(lambda: all(each["minimum_age"] for each in found(anna, "nosferatu")["items"]))
    ids = [each["id"] for each in anna.get("/libraries").json()["items"]]
    child = anna.post("/users", json={"username": "kim", "password": PASSWORD, "role": "member", "library_ids": ids})
    limit = {"maximum_age": 12}
    assert anna.patch(f"/users/{child.json()['id']}", json=limit).status_code == 200
    with server.log_in("kim") as client:
        assert titles(client, "nosferatu") == []
        assert titles(client, "amelie") == ["Amélie"]


@pytest.mark.parametrize(
    "query",
    ["' or 1=1 --", 'title:"x" AND (', "(a+)+$", "a" * 200, "*", "\\", "{{7*7}}", "😀", "a OR b", "%00%01", "^$"],
)
def test_h33_h34_hostile_queries_find_nothing_and_break_nothing(anna: httpx.Client, query: str) -> None:
    assert anna.get("/search", params={"q": query}).status_code == 200


@pytest.mark.parametrize(
    "params", [{}, {"q": ""}, {"q": "a" * 201}, {"q": "x", "kind": "users"}, {"q": "x", "limit": 0}]
)
def test_h33_what_is_no_query_is_400(anna: httpx.Client, params: dict[str, Any]) -> None:
    assert anna.get("/search", params=params).status_code == 400


def test_nobody_searches_without_signing_in_and_members_start_no_work(
    server: Server, anna: httpx.Client, member
) -> None:
    item = amelie(anna)["id"]
    with server.client() as stranger:
        assert stranger.get("/search", params={"q": "amelie"}).status_code == 401
        assert stranger.get(f"/people/{uuid4()}").status_code == 401
    assert member.post(f"/items/{item}/refresh", json={}).status_code == 403
    assert member.post("/search/rebuild").status_code == 403
    assert member.post(f"/people/{uuid4()}/refresh").status_code == 403
    assert member.get(f"/users/{uuid4()}/import-plays").status_code == 403
    assert member.post(f"/users/{uuid4()}/import-plays").status_code == 403
    assert member.post(f"/users/{uuid4()}/import-plays/undo").status_code == 403


def test_a_refresh_is_a_job_and_takes_what_changed_on_the_disk(anna: httpx.Client) -> None:
    item = amelie(anna)["id"]
    asked = anna.post(f"/items/{item}/refresh", json={"force": True})
    assert asked.status_code == 202
    job = until(
        lambda: job if (job := anna.get(f"/jobs/{asked.json()['job_id']}").json())["state"] == "completed" else None
    )
    assert (job["kind"], job["result"]["asked"]) == ("movies.refresh", 1)
    assert anna.post(f"/items/{uuid4()}/refresh", json={}).status_code == 404
    person = found(anna, "audrey tautou")["people"][0]["id"]
    about = anna.post(f"/people/{person}/refresh").json()["job_id"]
    until(lambda: anna.get(f"/jobs/{about}").json()["state"] == "cancelled")


def test_plays_that_nfo_files_remember_are_taken_over_once_into_whom_an_administrator_names(anna: httpx.Client) -> None:
    until(lambda: amelie(anna)["cast"])
    me = anna.get("/me").json()["id"]
    tried = anna.get(f"/users/{me}/import-plays").json()
    assert [(each["title"], each["before"]["watched"], each["after"]) for each in tried["items"]] == [
        ("Amélie", False, {"watched": True, "play_count": 2, "last_played_at": None})
    ]
    assert (tried["to_import"], tried["already"], tried["last_import"], tried["next_cursor"]) == (1, 0, None, None)
    assert not amelie(anna)["state"]["watched"], "a trial changes nothing"
    assert anna.get(f"/users/{uuid4()}/import-plays").status_code == 404
    first = anna.post(f"/users/{me}/import-plays")
    assert (first.status_code, first.json()) == (200, {"imported": 1, "already": 0})
    assert anna.post(f"/users/{me}/import-plays").json() == {"imported": 0, "already": 1}
    assert (amelie(anna)["state"]["watched"], amelie(anna)["state"]["play_count"]) == (True, 2)
    assert anna.post(f"/users/{uuid4()}/import-plays").status_code == 404
    assert anna.post(f"/users/{uuid4()}/import-plays/undo").status_code == 404
    assert anna.post(f"/users/{me}/import-plays/undo").json() == {"taken_back": 1, "kept": 0}
    assert (amelie(anna)["state"]["watched"], amelie(anna)["state"]["play_count"]) == (False, 0)
    again = anna.post(f"/users/{me}/import-plays/undo")
    assert (again.status_code, again.json()["code"]) == (404, "nothing_imported")


def test_search_goes_on_while_everything_is_indexed_anew(anna: httpx.Client) -> None:
    asked = anna.post("/search/rebuild")
    assert asked.status_code == 202
    jobs = asked.json()["job_ids"]
    until(
        lambda: (
            all(anna.get(f"/jobs/{each}").json()["state"] == "completed" for each in jobs) and [titles(anna, "amelie")]
        )
    )
    assert titles(anna, "amelie") == ["Amélie"]
