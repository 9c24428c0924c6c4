"""Every GET route as eight viewers (H20, H22, H23): no answer names what is not for them, and foreign ids do not exist.

A route that is new fails here until it has its place in the table.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from litestar import Router
from sqlalchemy import Engine, event

from matinee.kit.ids import new_id
from matinee.web import API, ROUTES
from tests.access.matrix.house import SIGHTS, House

CONTENT = {
    "/movies", "/movies/index", "/series", "/series/index", "/series/{series_id}/seasons",
    "/series/{series_id}/episodes", "/items/{item_id}", "/items/{item_id}/files", "/people/{person_id}", "/home",
    "/genres", "/genres?kind=movie", "/genres?kind=series", "/years", "/years?kind=movie", "/search?q=quagga",
    "/search?q=wombat", "/search?q=kudu", "/search?q=narwhal", "/search?q=person", "/libraries",
    "/libraries/{library_id}", "/libraries/{library_id}/scans", "/libraries/{library_id}/ignored",
    "/libraries/{library_id}/missing", "/libraries/{library_id}/deletion", "/scans/{scan_id}/plan/hidden", "/scans/{scan_id}", "/scans/{scan_id}/plan", "/scans/{scan_id}/issues",
    "/inbox", "/changes", "/files/{file_id}/match", "/files/{file_id}/candidates?q=wombat", "/files/{file_id}/stream",
}  # fmt: skip
"""Answers that hold content; with a query where it decides what is in them."""
OWN = {
    "/me",
    "/me/hidden",
    "/me/totp",
    "/me/oidc",
    "/me/activity",
    "/sessions",
    "/api-keys",
    "/roles",
    "/auth/oidc",
    "/setup",
}
"""About the account that asks, or about nobody."""
OPERATORS = {
    "/users", "/users/{user_id}", "/users/{user_id}/sessions", "/users/{user_id}/import-plays", "/invitations",
    "/oidc/providers", "/oidc/providers/{provider_id}", "/oidc/presets", "/activity", "/stats/days", "/jobs", "/jobs/{job_id}",
    "/jobs/throughput", "/jobs/periodic", "/queues", "/system/caches", "/folders", "/second-factor-policy",
}  # fmt: skip
"""For those who run the server; refused to members and guests."""
ELSEWHERE = {
    "/events": "tests/journeys/test_event_stream.py",
    "/images/{image_id}/{width}/{name}": "tests/images: the keyed tag is the permission, and no item unseen shows one",
    "/auth/oidc/{provider_id}/start": "tests/journeys/test_single_sign_on.py",
    "/auth/oidc/{provider_id}/callback": "tests/journeys/test_single_sign_on.py",
}
LISTS = {"/movies": "movie", "/series": "series"}
WRITES: dict[str, dict[str, Any] | None] = {
    "PUT /items/{item_id}/watched": None,
    "DELETE /items/{item_id}/watched": None,
    "PUT /items/{item_id}/watched-up-to": None,
    "PUT /items/{item_id}/progress": {"position_ms": 1},
    "DELETE /items/{item_id}/progress": None,
    "PUT /items/{item_id}/favourite": None,
    "DELETE /items/{item_id}/favourite": None,
    "PUT /items/{item_id}/hidden": None,
    "DELETE /items/{item_id}/hidden": None,
    "PATCH /items/{item_id}": {"title": "Mine"},
    "POST /items/{item_id}/refresh": {},
    "POST /items/{item_id}/split": {"file_ids": ["{random}"], "title": "Mine"},
    "POST /items/{item_id}/merge": {"item_ids": ["{random}"]},
    "POST /items/{item_id}/versions/merge": {"version_ids": ["{random}", "{random}"]},
    "POST /items/{item_id}/move": {"season": 1, "episodes": [1]},
    "POST /files/{file_id}/match": {"title": "Mine", "year": 1999},
    "DELETE /files/{file_id}/match": None,
    "POST /people/{person_id}/refresh": {},
    "PATCH /libraries/{library_id}": {"name": "Mine"},
    "DELETE /libraries/{library_id}": None,
    "POST /libraries/{library_id}/scan": {},
    "POST /libraries/{library_id}/forget": {"file_ids": ["{random}"]},
    "POST /libraries/{library_id}/roots/{root_id}/move": {"path": "/media/elsewhere"},
    "POST /scans/{scan_id}/apply": None,
    "POST /scans/{scan_id}/dismiss": None,
    "POST /scans/{scan_id}/cancel": None,
}
"""Every unsafe route that names content, with a body it would take."""
_FOREIGN = re.compile(r"\{(item_id|series_id|file_id|person_id|library_id|scan_id)\}")


def declared(*, safe: bool) -> Iterator[str]:
    """Give each route of the application: GET ones by path, others as `PUT /path`."""
    for route in Router(API, route_handlers=list(ROUTES)).routes:
        path = re.sub(r":\w+}", "}", route.path.removeprefix(API))
        for method in sorted(getattr(route, "methods", {"GET"})):
            if method in {"OPTIONS", "HEAD"}:
                continue
            if safe and method == "GET":
                yield path
            elif not safe and method != "GET":
                yield f"{method} {path}"


def test_every_route_has_its_place_in_the_matrix() -> None:
    placed = {each.partition("?")[0] for each in CONTENT} | OWN | OPERATORS | set(ELSEWHERE)
    assert set(declared(safe=True)) == placed


def test_every_write_upon_content_has_its_row() -> None:
    assert {each for each in declared(safe=False) if _FOREIGN.search(each)} == set(WRITES)


async def test_h22_h23_no_answer_names_what_is_not_for_its_viewer(home: House) -> None:
    for viewer, client in home.viewers.items():
        unseen = home.unseen_words(viewer)
        for path in sorted(CONTENT):
            for url in _addresses(home, viewer, path):
                answer = await client.get(url)
                assert answer.status_code < 500 or "root_offline" in answer.text, (viewer, url, answer.text)
                told = answer.text.replace(url.rpartition("=")[2], "") if "?q=" in url else answer.text
                named = {word for word in unseen if word in told and word not in url}
                assert not named, (viewer, url, named, answer.text[:2000])


async def test_words_that_must_not_be_named_are_those_that_answers_name(home: House) -> None:
    admin = home.viewers["admin"]
    for url in ("/movies", "/search?q=wombat", "/home"):
        assert "Wombat" in (await admin.get(url)).text, url
    assert "Wombat genre" in (await admin.get("/genres")).text
    assert "Wombat" in home.unseen_words("narrow")


async def test_h22_foreign_id_answers_as_one_that_does_not_exist(home: House) -> None:
    for viewer, client in home.viewers.items():
        for path in sorted(each for each in CONTENT if _FOREIGN.search(each)):
            parameter = _FOREIGN.findall(path)[0]
            seen, foreign = home.ids(viewer, parameter)
            real = await _shape(client, "GET", path, parameter, str(new_id()))
            assert real[0] in {403, 404}, (viewer, path, real)
            for each in foreign:
                assert await _shape(client, "GET", path, parameter, each) == real, (viewer, path, each)
            if viewer == "admin" and path.partition("?")[0].rpartition("/")[2] not in {
                "stream",
                "match",
                "candidates",
                "plan",
            }:
                found = {(await client.get(path.replace(f"{{{parameter}}}", each))).status_code for each in seen}
                assert 200 in found, (path, found)


async def test_h22_what_is_foreign_costs_the_database_what_does_not_exist_costs(home: House) -> None:
    """Equal time, without a clock: the same statements are run, in the same order, none of them for one only."""
    asked = 0
    for viewer in ("narrow", "picky"):
        client = home.viewers[viewer]
        for path in sorted(each for each in CONTENT if _FOREIGN.search(each)):
            parameter = _FOREIGN.findall(path)[0]
            foreign = sorted(home.ids(viewer, parameter)[1])
            if not foreign:
                continue
            with _statements() as for_none:
                await _shape(client, "GET", path, parameter, str(new_id()))
            with _statements() as for_foreign:
                await _shape(client, "GET", path, parameter, foreign[0])
            assert for_foreign == for_none, (viewer, path)
            asked += len(for_none)
    assert asked, "some of it was asked of the database"


async def test_lists_totals_and_cursors_hold_what_a_viewer_may_see_and_nothing_else(home: House) -> None:
    for viewer, client in home.viewers.items():
        for path, kind in LISTS.items():
            expected = home.visible(viewer, kind)
            listed: list[str] = []
            cursor: str | None = None
            while True:
                more = {} if cursor is None else {"cursor": cursor}
                page = (await client.get(path, params={"limit": 1, **more})).json()
                listed += [each["id"] for each in page["items"]]
                assert page.get("total", len(expected)) in {len(expected), None}, (viewer, path, page)
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            assert sorted(listed) == sorted(expected), (viewer, path)
        for title in home.titles.values():
            answer = await client.get(f"/items/{title.id}/files")
            sight = SIGHTS[viewer]
            expected_files = {str(f) for name, f in title.files.items() if name in sight.libraries}
            if title.kind == "series":
                continue
            if sight.sees(title):
                assert {each["file_id"] for each in answer.json()["items"]} == expected_files, (viewer, title.name)
            else:
                assert answer.status_code == 404


async def test_operators_pages_are_refused_to_members_and_guests(home: House) -> None:
    for viewer in ("member", "narrow", "guest"):
        for path in OPERATORS:
            url = re.sub(r"\{job_id\}", "1", re.sub(r"\{(user_id|provider_id)\}", str(new_id()), path))
            assert (await home.viewers[viewer].get(url)).status_code == 403, (viewer, path)


async def test_h20_nobody_reads_without_signing_in(home: House) -> None:
    stranger = home.viewers["admin"]
    del stranger.headers["authorization"]
    for path in CONTENT | OPERATORS | (OWN - {"/auth/oidc", "/setup"}):
        url = re.sub(r"\{\w+\}", str(new_id()), path.replace("{job_id}", "1"))
        answer = await stranger.get(url)
        assert answer.status_code == 401, (path, answer.status_code)


async def test_h22_write_upon_a_foreign_id_answers_as_upon_none(home: House) -> None:
    for viewer in ("narrow", "guest", "keeper", "key", "picky"):
        client = home.viewers[viewer]
        for row, body in WRITES.items():
            if viewer == "picky" and row.endswith("/hidden"):
                continue  # how what is hidden is shown again
            method, _, path = row.partition(" ")
            parameter = _FOREIGN.findall(path)[0]
            _, foreign = home.ids(viewer, parameter)
            real = await _shape(client, method, path, parameter, str(new_id()), body)
            assert real[0] in ({403, 404} if viewer in {"keeper", "key"} else {400, 403, 404, 422}), (viewer, row, real)
            for each in sorted(foreign)[:3]:
                assert await _shape(client, method, path, parameter, each, body) == real, (viewer, row, each)


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Collect the statements that this process runs meanwhile, but for who asks: that is kept, and read now and then."""
    ran: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "token_hash" not in statement and "last_seen_at" not in statement:
            ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _addresses(home: House, viewer: str, path: str) -> Iterator[str]:
    named = _FOREIGN.findall(path)
    if not named:
        yield path
        return
    seen, foreign = home.ids(viewer, named[0])
    for each in sorted(seen | foreign):
        yield path.replace(f"{{{named[0]}}}", each)


async def _shape(
    client: httpx.AsyncClient, method: str, path: str, parameter: str, each: str, body: dict[str, Any] | None = None
) -> tuple[int, str]:
    """Give an answer without the id that was asked for."""
    random = "01900000-0000-7000-8000-000000000000"
    url = re.sub(r"\{\w+\}", random, path.replace(f"{{{parameter}}}", each))
    sent = None if body is None else {name: _filled(value, random) for name, value in body.items()}
    answer = await client.request(method, url, json=sent)
    return answer.status_code, answer.text.replace(each, "ID")


def _filled(value: Any, random: str) -> Any:
    if isinstance(value, list):
        return [_filled(each, random) for each in value]
    return random if value == "{random}" else value
