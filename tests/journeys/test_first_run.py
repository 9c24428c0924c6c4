"""From nothing to a stream: the path of a first evening, over HTTP on the running server."""

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.server import PASSWORD, Server, serving, until_done

CONTENT = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("media")
    for name in ("films/Blue Harbour (2019)/Blue Harbour (2019).mp4", "films/1917 (2019).mkv"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(CONTENT)
    for number in (1, 2):
        episode = root / f"shows/The Lighthouse/Season 1/The Lighthouse S01E0{number}.mkv"
        episode.parent.mkdir(parents=True, exist_ok=True)
        episode.write_bytes(CONTENT + bytes([number]))
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "data", first_start=True) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, media: Path) -> Iterator[httpx.Client]:
    """The administrator, with both libraries scanned."""
    with server.set_up() as client:
        for name, kind in (("Films", "movies"), ("Shows", "shows")):
            body = {"name": name, "kind": kind, "paths": [str(media / name.lower())]}
            library = client.post("/libraries", json=body)
            assert library.status_code == 201, library.text
            asked = client.post(f"/libraries/{library.json()['id']}/scan", json={})
            assert asked.status_code == 202, asked.text
            assert until_done(client, asked.json()["job_id"])["state"] == "completed"
        yield client


def first_movie(client: httpx.Client) -> dict[str, str]:
    return next(each for each in client.get("/movies").json()["items"] if each["title"] == "Blue Harbour")


def test_the_setup_link_works_once(server: Server, anna: httpx.Client) -> None:
    with server.client() as stranger:
        again = stranger.post("/setup", json={"token": server.setup_token, "username": "eve", "password": PASSWORD})
    assert again.status_code in {403, 409}
    assert anna.get("/setup").json()["needed"] is False


def test_folders_become_titles(anna: httpx.Client) -> None:
    assert [(each["title"], each["year"]) for each in anna.get("/movies").json()["items"]] == [
        ("1917", 2019),
        ("Blue Harbour", 2019),
    ]
    [series] = anna.get("/series").json()["items"]
    assert (series["title"], series["episode_count"]) == ("The Lighthouse", 2)
    episodes = anna.get(f"/series/{series['id']}/episodes").json()["items"]
    assert [(each["season_number"], each["episode_numbers"]) for each in episodes] == [(1, [1]), (1, [2])]


def test_a_film_streams_by_range(anna: httpx.Client) -> None:
    [file] = anna.get(f"/items/{first_movie(anna)['id']}/files").json()["items"]
    whole = anna.get(f"/files/{file['file_id']}/stream")
    assert (whole.status_code, whole.content) == (200, CONTENT)
    part = anna.get(f"/files/{file['file_id']}/stream", headers={"Range": "bytes=300-309"})
    assert (part.status_code, part.content) == (206, CONTENT[300:310])
    assert part.headers["content-range"] == f"bytes 300-309/{len(CONTENT)}"


def test_a_playback_gives_a_signed_url_that_needs_no_token(server: Server, anna: httpx.Client) -> None:
    playback = anna.post("/playback", json={"item_id": first_movie(anna)["id"]})
    assert playback.status_code == 201, playback.text
    with httpx.Client(base_url=server.url) as player:
        assert player.get(playback.json()["url"]).content == CONTENT
        forged = playback.json()["url"][:-4] + "AAAA"
        assert player.get(forged).status_code == 403


def test_without_sign_in_nothing_answers(server: Server, anna: httpx.Client) -> None:
    movie = first_movie(anna)
    [file] = anna.get(f"/items/{movie['id']}/files").json()["items"]
    with server.client() as stranger:
        for path in ("/movies", "/home", f"/items/{movie['id']}", f"/files/{file['file_id']}/stream", "/libraries"):
            assert stranger.get(path).status_code == 401, path


def test_a_second_viewer_without_grants_sees_nothing_at_all(server: Server, anna: httpx.Client) -> None:
    movie = first_movie(anna)
    [file] = anna.get(f"/items/{movie['id']}/files").json()["items"]
    body = {"username": "ben", "password": PASSWORD, "role": "member", "library_ids": []}
    assert anna.post("/users", json=body).status_code == 201
    with server.log_in("ben") as ben:
        assert ben.get("/movies?total=true").json() == {"items": [], "next_cursor": None, "total": 0}
        assert ben.get("/movies/index").json() == {"total": 0, "groups": []}
        assert ben.get("/series").json()["items"] == []
        assert ben.get("/home").json() == {"rows": [], "libraries": [], "notices": []}
        assert ben.get("/libraries").json()["items"] == []
        hidden, absent = movie["id"], str(uuid4())
        for path in ("/items/{}", "/items/{}/files", "/series/{}/episodes", "/series/{}/seasons"):
            refused, missing = ben.get(path.format(hidden)), ben.get(path.format(absent))
            assert (refused.status_code, refused.json()) == (404, missing.json()), path
        assert ben.get(f"/files/{file['file_id']}/stream").status_code == 404
        for method, path, json in (
            ("PUT", "/items/{}/watched", None),
            ("PUT", "/items/{}/favourite", None),
            ("PUT", "/items/{}/progress", {"position_ms": 1}),
            ("DELETE", "/items/{}/progress", None),
        ):
            assert ben.request(method, path.format(hidden), json=json).status_code == 404, path
        assert ben.post("/playback", json={"item_id": hidden}).status_code == 404
        assert ben.post("/libraries", json={"name": "X", "kind": "movies", "paths": ["/"]}).status_code == 403


def test_watched_is_204_and_can_be_undone(anna: httpx.Client) -> None:
    movie = first_movie(anna)["id"]
    marked = anna.put(f"/items/{movie}/watched")
    assert marked.status_code == 204
    assert anna.get(f"/items/{movie}").json()["state"]["watched"] is True
    assert anna.post(f"/undo/{marked.headers['matinee-undo']}").status_code == 204
    assert anna.get(f"/items/{movie}").json()["state"]["watched"] is False


def test_events_tell_of_a_scan(anna: httpx.Client) -> None:
    library = anna.get("/libraries").json()["items"][0]
    with anna.stream("GET", "/events") as stream:
        lines = stream.iter_lines()
        next(lines)
        anna.post(f"/libraries/{library['id']}/scan", json={})
        named = next(line for line in lines if line.startswith("event: library.scan_"))
    assert named in {"event: library.scan_started", "event: library.scan_progress", "event: library.scan_done"}


def test_the_api_describes_itself(server: Server, anna: httpx.Client) -> None:
    document = httpx.get(f"{server.url}/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/movies" in document["paths"]


def test_the_api_shows_itself_to_people_without_the_internet(server: Server) -> None:
    page = httpx.get(f"{server.url}/api/docs")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "GET /api/v1/movies" in page.text
    assert "List a series&#x27; seasons by number, specials last." in page.text
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page.text)


def test_head_is_answered_wherever_get_is(server: Server, anna: httpx.Client) -> None:
    health = httpx.head(f"{server.url}/readyz")
    assert (health.status_code, health.content) == (200, b"")
    there = anna.get("/movies")
    asked = anna.head("/movies")
    assert (asked.status_code, asked.content, asked.headers["etag"]) == (200, b"", there.headers["etag"])
    assert httpx.head(f"{server.url}/api/v1/movies").status_code == 401
    assert anna.head("/events").headers["content-type"].startswith("text/event-stream")
    assert anna.head("/playback").status_code == 405
    assert "HEAD" in anna.post("/movies").headers["allow"]


def test_genres_and_years_are_of_both_kinds_unless_one_is_named(anna: httpx.Client) -> None:
    def counted(path: str, kind: str | None) -> Counter[str]:
        answer = anna.get(path, params={"kind": kind} if kind else {})
        return Counter({each["name"]: each["count"] for each in answer.json()["items"]})

    for path in ("/genres", "/years"):
        movies, series = counted(path, "movie"), counted(path, "series")
        assert counted(path, None) == movies + series
        assert (counted(path, "movies"), counted(path, "shows")) == (movies, series)
    assert counted("/years", None)


def test_values_that_cannot_be_kept_are_refused_and_not_an_error_of_the_server(anna: httpx.Client) -> None:
    movie = first_movie(anna)["id"]
    assert anna.patch(f"/items/{movie}", json={"title": "a\0b"}).status_code == 400
    assert anna.get(f"/jobs/{10**30}").status_code == 404
    assert anna.post("/queues/none/pause").status_code == 404
    assert anna.get("/movies", params={"limit": 500}).status_code == 200


def test_h25_what_is_not_for_this_person_to_say_is_422(anna: httpx.Client) -> None:
    for own in ({"role": "administrator"}, {"is_admin": True}, {"owner_id": str(uuid4())}):
        assert anna.patch("/me", json=own).status_code == 422


def test_null_clears_what_a_library_ignores(anna: httpx.Client) -> None:
    library = anna.get("/libraries").json()["items"][0]["id"]
    assert anna.patch(f"/libraries/{library}", json={"ignore_globs": ["*.txt"]}).json()["ignore_globs"] == ["*.txt"]
    assert anna.patch(f"/libraries/{library}", json={"name": "Films"}).json()["ignore_globs"] == ["*.txt"]
    assert anna.patch(f"/libraries/{library}", json={"ignore_globs": None}).json()["ignore_globs"] == []


def test_h20_a_picture_without_its_tag_is_401_to_who_is_not_signed_in(server: Server, anna: httpx.Client) -> None:
    address = f"/images/{uuid4()}/320/none.webp"
    assert httpx.get(f"{server.url}/api/v1{address}").status_code == 401
    assert anna.get(address).status_code == 404


def test_a_worker_that_is_killed_is_replaced_and_the_server_goes_on(server: Server, anna: httpx.Client) -> None:
    def workers() -> list[psutil.Process]:
        children = psutil.Process(server.process.pid).children()
        return [each for each in children if "worker" in each.cmdline()]

    [old] = workers()
    os.kill(old.pid, signal.SIGKILL)
    library = anna.get("/libraries").json()["items"][0]
    asked = anna.post(f"/libraries/{library['id']}/scan", json={})
    assert until_done(anna, asked.json()["job_id"])["state"] == "completed"
    assert old.pid not in {each.pid for each in workers()}


def test_a_second_start_finds_everything_and_leaves_nothing_running(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as first:
        first.set_up().close()
        family = psutil.Process(first.process.pid).children(recursive=True)
        assert first.stop() == 0
    assert [each for each in family if each.is_running()] == []
    with serving(tmp_path / "data") as second:
        assert "token=" not in second.output
        with second.log_in("anna") as client:
            assert client.get("/me").json()["username"] == "anna"


def test_a_second_server_on_the_same_data_is_refused_in_words(server: Server) -> None:
    second = Server(server.data)
    assert second.process.wait(120) == 1
    assert "Traceback" not in second.output


def test_nothing_is_left_behind_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as victim:
        family = psutil.Process(victim.process.pid).children(recursive=True)
        os.kill(victim.process.pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(family, timeout=120)
        assert alive == []
    with serving(tmp_path / "data"):
        pass


def test_every_file_the_page_names_is_served(server: Server) -> None:
    page = httpx.get(f"{server.url}/app/setup")
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="(/app/[^"]+)"', page.text)
    assert named
    assert {each: httpx.get(server.url + each).status_code for each in named} == dict.fromkeys(named, 200)
