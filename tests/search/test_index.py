"""The index of one machine: what a name finds, however it is written, and what no query may do (H33, H34)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.kit.ids import new_id
from matinee.search.records import KINDS, Mark, Question, SearchDocument
from matinee.search.tantivy_index import IndexBroken, TantivyIndex
from matinee.search.text import folded, pieces, split_year

TITLES = [
    ("movie", ("The Shawshank Redemption",), 1994),
    ("movie", ("Amélie", "Le Fabuleux Destin d'Amélie Poulain"), 2001),
    ("movie", ("Blade Runner",), 1982),
    ("movie", ("Blade Runner 2049",), 2017),
    ("movie", ("It",), 2017),
    ("movie", ("1917",), 2019),
    ("movie", ("M",), 1931),
    ("movie", ("Spirited Away", "千と千尋の神隠し"), 2001),
    ("movie", ("Сталкер",), 1979),
    ("movie", ("Ocean's Eleven",), 1960),
    ("movie", ("Ocean's Eleven",), 2001),
    ("movie", ("Die Hard",), 1988),
    ("movie", ("Heat",), 1995),
    ("series", ("Battlestar Galactica",), 2004),
    ("episode", ("The One Where Everybody Finds Out",), None),
    ("person", ("Saoirse Ronan",), None),
    ("person", ("Penélope Cruz",), None),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> TantivyIndex:
    made = TantivyIndex.make(tmp_path_factory.mktemp("search") / "a")
    documents = [SearchDocument(new_id(), kind, names, year) for kind, names, year in TITLES]
    made.take(documents, Mark(7, 1))
    made.names = {each.id: (each.names[0], each.year) for each in documents}
    return made


def first(index, query: str, *kinds: str) -> tuple | None:
    found = index.find(Question(query, kinds or KINDS)).found
    return index.names[found[0].id] if found else None


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("shawshenk redemtion", "The Shawshank Redemption"),
        ("shwashank", "The Shawshank Redemption"),
        ("AMELIE", "Amélie"),
        ("amelie poulan", "Amélie"),
        ("fabuleux destin", "Amélie"),
        ("blaed runer", "Blade Runner"),
        ("blade runner 2049", "Blade Runner 2049"),
        ("it", "It"),
        ("1917", "1917"),
        ("m", "M"),
        ("千尋", "Spirited Away"),
        ("сталкер", "Сталкер"),
        ("batlestar", "Battlestar Galactica"),
        ("galactica", "Battlestar Galactica"),
        ("everybody finds", "The One Where Everybody Finds Out"),
        ("sersha ronan", "Saoirse Ronan"),
        ("penelope cruz", "Penélope Cruz"),
        ("oceans eleven", "Ocean's Eleven"),
        ("di", "Die Hard"),
        ("hard", "Die Hard"),
        ("hard die", "Die Hard"),
        ("haet", "Heat"),
        ("hat", "Heat"),
    ],
)
def test_a_misspelt_unaccented_or_begun_name_finds_its_title(index, query, title) -> None:
    found = first(index, query)
    assert found is not None
    assert found[0] == title


def test_a_year_behind_the_name_chooses_among_namesakes(index) -> None:
    assert first(index, "oceans eleven 1960") == ("Ocean's Eleven", 1960)
    assert first(index, "ocean's eleven (2001)") == ("Ocean's Eleven", 2001)
    assert split_year("1917") == ("1917", None)
    assert split_year("blade runner 2049") == ("blade runner", 2049)


def test_kinds_are_kept_apart(index) -> None:
    assert first(index, "blade runner", "person") is None
    assert first(index, "penelope", "movie", "series") is None
    assert {each.kind for each in index.find(Question("batlestar", ("series",))).found} == {"series"}


def test_what_nothing_is_called_like_finds_nothing(index) -> None:
    assert [first(index, query) for query in ("xqzwvk jjjj", "", "   ", "!?", "-")] == [None] * 5


HOSTILE = [
    "' or 1=1 --", "kind:person", 'title:"x" AND (', "a" * 5000, "(a+)+$", "*", "?", "\\", "[", "^$", "~~~", "\x00\x01", "\ud800",
    "{{7*7}}", "<script>", "%27", "a OR b AND NOT c", "\u202egnp.exe", "😀" * 200, "é" * 200, " ".join("ab" for _ in range(500)),
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_h33_h34_no_query_is_a_command_or_a_burden(index, query) -> None:
    assert len(index.find(Question(query)).found) <= len(TITLES)
    assert len(pieces(folded(query), is_typing=True)) <= 64


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_h33_no_text_breaks_the_index(query: str) -> None:
    assert all(piece.split() == [piece] for piece in pieces(folded(query)))


def test_a_document_taken_again_is_there_once_and_one_without_names_no_more(tmp_path) -> None:
    index = TantivyIndex.make(tmp_path / "a")
    document = SearchDocument(new_id(), "movie", ("Alien",), 1979)
    index.take([document], Mark(1))
    index.take([document, SearchDocument(document.id, "movie", ("Aliens",), 1979)], Mark(2))
    again = TantivyIndex.open(tmp_path / "a")
    assert again.mark == Mark(2)
    assert [each.id for each in again.find(Question("alien")).found] == [document.id]
    again.take([SearchDocument(document.id, "movie", ())], Mark(3))
    assert not again.find(Question("alien")).found


def test_an_index_that_was_not_finished_or_is_damaged_cannot_be_opened(tmp_path) -> None:
    TantivyIndex.make(tmp_path / "unfinished")
    with pytest.raises(IndexBroken):
        TantivyIndex.open(tmp_path / "unfinished")
    TantivyIndex.make(tmp_path / "a").take([SearchDocument(new_id(), "movie", ("Alien",))], Mark(1))
    (tmp_path / "a" / "titles" / "meta.json").write_bytes(b"{")
    with pytest.raises(IndexBroken):
        TantivyIndex.open(tmp_path / "a")
    with pytest.raises(IndexBroken):
        TantivyIndex.open(tmp_path / "nowhere")
