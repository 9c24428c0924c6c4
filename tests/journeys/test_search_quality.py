"""What a name typed in any way finds, asked of the running server; and that no question is too strange for an answer."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.test_metadata_and_search import found, put, scan, titles, until
from tests.metadata.dressed import nfo
from tests.server import Server, serving

FILMS = (
    ("Amélie", 2001), ("Ørnen", 2004), ("Die Straße", 1954), ("Łowca", 1999), ("Işık", 2010), ("千と千尋の神隠し", 2001),
    ("君の名は", 2016), ("ガンダム", 1981), ("Сталкер", 1979), ("القاهرة", 1958), ("האור", 2002), ("M", 1931), ("It", 2017),
    ("Up", 2009), ("9", 2009), ("1917", 2019), ("2012", 2009), ("Pride & Prejudice", 2005), ("Rocky II", 1979), ("Rocky III", 1982),
    ("WALL·E", 2008), ("Spider-Man", 2002), ("S.W.A.T.", 2003), ("Dune", 1984), ("Dune", 2021), ("The Matrix", 1999),
    ("Matrix Revolutions", 2003), ("Shadow of the Matrix", 2000), ("Matrox", 2005),
)  # fmt: skip
TYPED = (
    ("amelie", "Amélie"), ("AMÉLIE", "Amélie"), ("ameile", "Amélie"), ("amlie", "Amélie"), ("ornen", "Ørnen"),
    ("die strasse", "Die Straße"), ("strasse", "Die Straße"), ("lowca", "Łowca"), ("isik", "Işık"), ("千尋", "千と千尋の神隠し"),
    ("君の", "君の名は"), ("がんだむ", "ガンダム"), ("ｶﾞﾝﾀﾞﾑ", "ガンダム"), ("сталкер", "Сталкер"), ("сталкр", "Сталкер"),
    ("القَاهِرة", "القاهرة"), ("האור", "האור"), ("m", "M"), ("it", "It"), ("up", "Up"), ("9", "9"), ("1917", "1917"),
    ("１９１７", "1917"), ("2012", "2012"), ("pride and prejudice", "Pride & Prejudice"), ("prejudice pride", "Pride & Prejudice"),
    ("rocky 2", "Rocky II"), ("rocky iii", "Rocky III"), ("wall-e", "WALL·E"), ("walle", "WALL·E"), ("wall e", "WALL·E"),
    ("spiderman", "Spider-Man"), ("spider man", "Spider-Man"), ("swat", "S.W.A.T."), ("s.w.a.t.", "S.W.A.T."),
)  # fmt: skip
STRANGE = (
    "", " ", "\t", "\x00", "a\x00b", "\u202e\u200f", "😀", '"', "*", "title:x", "a AND (", "(", "AND", "NOT", "[1 TO 2]", "~2", "^9",
    "a" * 200, "é" * 200, "a" * 10_000, "%", "\ud7ff\uffff", "-", "…",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    root = tmp_path_factory.mktemp("media")
    for title, year in FILMS:
        put(root, f"films/{title} ({year})/{title} ({year}).mkv")
        put(root, f"films/{title} ({year})/movie.nfo", nfo("movie", title=title.replace("&", "&amp;"), year=year))
    put(root, "shows/Lost/Lost S01E01.mkv")
    put(root, "shows/Lost/Lost S01E01.nfo", nfo("episodedetails", title="Walkabout", season=1, episode=1))
    put(root, "shows/Lost/tvshow.nfo", nfo("tvshow", title="Lost"))
    with server.set_up() as client:
        for name, kind in (("films", "movies"), ("shows", "shows")):
            library = client.post("/libraries", json={"name": name, "kind": kind, "paths": [str(root / name)]}).json()
            scan(client, library["id"])
        for title in (*dict(FILMS), "Walkabout"):
            assert until(lambda title=title: title in titles(client, title)), title
        yield client


@pytest.mark.parametrize(("typed", "title"), TYPED)
def test_a_name_is_found_first_however_it_is_typed(anna: httpx.Client, typed: str, title: str) -> None:
    assert titles(anna, typed)[:1] == [title]


def test_exact_names_stand_before_beginnings_those_before_words_and_other_letters_last(anna: httpx.Client) -> None:
    assert titles(anna, "matrix") == ["The Matrix", "Matrix Revolutions", "Shadow of the Matrix", "Matrox"]


def test_a_year_behind_or_without_its_name_chooses_among_namesakes(anna: httpx.Client) -> None:
    def years(query: str) -> list[Any]:
        return [each["year"] for each in found(anna, query)["items"] if each["title"] == "Dune"]

    assert (years("dune 1984"), years("dune (2021)")) == ([1984, 2021], [2021, 1984])
    assert years("dune") == years("dune"), "of the same name, in the same order"


def test_an_episode_is_found_behind_the_name_of_its_series_and_tells_it(anna: httpx.Client) -> None:
    [first, *_] = found(anna, "lost walkabout")["items"]
    assert (first["title"], first["series_title"]) == ("Walkabout", "Lost")
    assert titles(anna, "lost")[0] == "Lost"


def test_pages_of_a_question_follow_each_other_and_count_the_same(anna: httpx.Client) -> None:
    whole = found(anna, "ma")
    ids: list[str] = []
    cursor: str | None = None
    while True:
        page = found(anna, "ma", limit=1, **({"cursor": cursor} if cursor else {}))
        assert page["counts"] == whole["counts"]
        ids += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert ids == [each["id"] for each in whole["items"]]
    assert len(ids) == sum(whole["counts"].values()) > 2


@pytest.mark.parametrize("query", STRANGE)
def test_h33_h34_every_question_has_a_clear_answer(anna: httpx.Client, query: str) -> None:
    answer = anna.get("/search", params={"q": query})
    too_long_or_empty = not query or len(query) > 200
    assert answer.status_code == (400 if too_long_or_empty else 200), answer.text
    if too_long_or_empty:
        assert (answer.headers["content-type"], answer.json()["status"]) == ("application/problem+json", 400)
    else:
        assert answer.json()["is_ready"]


def test_a_title_renamed_by_hand_is_found_by_its_new_name_and_no_more_by_the_old(anna: httpx.Client) -> None:
    item = found(anna, "matrox")["items"][0]
    assert item["title"] == "Matrox"
    assert anna.patch(f"/items/{item['id']}", json={"title": "Zwölf Uhr"}).status_code in {200, 204}
    until(lambda: titles(anna, "zwolf uhr") == ["Zwölf Uhr"])
    assert "Zwölf Uhr" not in titles(anna, "matrox")


def test_an_index_deleted_under_the_running_server_is_built_anew(server: Server, anna: httpx.Client) -> None:
    folder = Path(server.data) / "search"
    for each in folder.rglob("*"):
        if each.is_file():
            each.unlink()
    assert anna.post("/search/rebuild").status_code == 202
    until(lambda: titles(anna, "amelie") == ["Amélie"] and list(folder.glob("*/titles/meta.json")))
