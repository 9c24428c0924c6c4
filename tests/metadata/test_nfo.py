"""NFO files of both flavours, and those nobody should have written (H15, H16, B27, B28)."""

import datetime as dt
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from matinee.catalog.describing import CreditLine
from matinee.metadata.providers.nfo import read_nfo

KODI = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<movie>
  <title>Am\xc3\xa9lie</title><originaltitle>Le Fabuleux Destin</originaltitle><sorttitle>Amelie</sorttitle>
  <ratings><rating name="themoviedb" max="10" default="true"><value>7.9</value><votes>9</votes></rating></ratings>
  <plot>She &amp; he.</plot><runtime>122</runtime><mpaa>R</mpaa><playcount>2</playcount><lastplayed>2020-01-02 20:00:00</lastplayed>
  <uniqueid type="tmdb" default="true">194</uniqueid><uniqueid type="imdb">tt0211915</uniqueid>
  <genre>Comedy</genre><genre>Romance</genre><set><name>French</name></set><premiered>2001-04-25</premiered><year>2001</year>
  <director>Jean-Pierre Jeunet</director><actor><name>Audrey Tautou</name><role>Am\xc3\xa9lie</role><order>0</order></actor>
</movie>
https://www.themoviedb.org/movie/194
"""


def test_a_kodi_movie_is_read_whole() -> None:
    [movie] = read_nfo(KODI).titles
    assert (movie.kind, movie.title, movie.original_title, movie.year) == (
        "movie",
        "Amélie",
        "Le Fabuleux Destin",
        2001,
    )
    assert (movie.rating, movie.runtime_ms, movie.overview, movie.collection) == (
        7.9,
        122 * 60_000,
        "She & he.",
        "French",
    )
    assert movie.external_ids == {"tmdb": "194", "imdb": "tt0211915"}
    assert movie.credits == (
        CreditLine("Audrey Tautou", "actor", "Amélie"),
        CreditLine("Jean-Pierre Jeunet", "director"),
    )
    assert (movie.play_count, movie.last_played) == (2, dt.datetime(2020, 1, 2, 20, tzinfo=dt.UTC))
    assert (movie.tagline, movie.season, movie.watched) == (UNSET, UNSET, UNSET)


def test_jellyfin_words_and_several_episodes_in_one_file() -> None:
    one = b"<episodedetails><title>One</title><season>1</season><episode>%d</episode><aired>2010-01-0%d</aired><tvdbid>55</tvdbid></episodedetails>"
    found = read_nfo(b"<?xml version='1.0'?>" + one % (1, 1) + b"\n" + one % (2, 2))
    assert [(each.kind, each.season, each.episode, each.air_date) for each in found.titles] == [
        ("episode", 1, 1, dt.date(2010, 1, 1)),
        ("episode", 1, 2, dt.date(2010, 1, 2)),
    ]
    assert found.titles[0].external_ids == {"tvdb": "55"}


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        (b"https://www.imdb.com/title/tt0133093/", {"imdb": "tt0133093"}),
        (b"https://www.themoviedb.org/tv/1396-breaking-bad", {"tmdb": "1396"}),
        (b"https://thetvdb.com/?tab=series&id=81189", {"tvdb": "81189"}),
    ],
)
def test_a_link_alone_gives_the_id(raw: bytes, ids: dict[str, str]) -> None:
    [only] = read_nfo(raw).titles
    assert (only.kind, only.external_ids, only.title) == ("ids", ids, UNSET)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_b27_charsets_are_told_from_the_bytes(encoding: str) -> None:
    assert read_nfo("<movie><title>Amélie</title></movie>".encode(encoding)).titles[0].title == "Amélie"


def test_b27_a_wrong_charset_still_gives_text() -> None:
    raw = '<?xml version="1.0" encoding="utf-8"?><movie><title>Amélie</title></movie>'.encode("cp1252")
    assert read_nfo(raw).titles[0].title == "Amélie"


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (b"<movie><title>Film</movie>", "not_well_formed"),
        (b"<movie><title>Film</title>", "not_well_formed"),
        (b"<movie><title>" + b"x" * (2 * 1024 * 1024) + b"</title></movie>", "too_large"),
    ],
)
def test_b27_broken_files_are_ignored_with_a_note(raw: bytes, note: str) -> None:
    found = read_nfo(raw)
    assert (found.titles, found.notes) == ((), (note,))


LAUGHS = (
    b'<!DOCTYPE m [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "&a;&a;&a;">' % n for n in range(9))
    + b"]><movie><title>&a8;</title></movie>"
)
HOSTILE = {
    "external_entity": b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>',
    "external_in_utf16": '<!DOCTYPE m SYSTEM "http://127.0.0.1/"><movie/>'.encode("utf-16"),
    "billion_laughs": LAUGHS,
    "many_attributes": b"<movie " + b" ".join(b'a%d=""' % n for n in range(180_000)) + b"/>",
    "hidden_attributes": b"<movie " + b" ".join(b'a%d=">"' % n for n in range(160_000)) + b"/>",
    "deep": b"<movie>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</movie>",
    "deep_but_few": b"<movie>" + b"<a>" * 9_000 + b"</a>" * 9_000 + b"</movie>",
    "wide": b"<movie>" + b"<genre>x</genre>" * 100_000 + b"</movie>",
    "unknown_entity": b"<movie><title>&nothing;</title></movie>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_h15_h16_hostile_files_are_refused_in_50_ms_and_20_mb(name: str) -> None:
    taken: list[float] = []
    for _ in range(3):
        start = time.process_time()
        found = read_nfo(HOSTILE[name])
        taken.append(time.process_time() - start)
        assert found.titles == ()
        assert found.notes
    tracemalloc.start()
    read_nfo(HOSTILE[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert min(taken) < 0.05
    assert peak < 20_000_000


def test_b28_each_impossible_field_is_refused_alone() -> None:
    raw = b"""<movie><title>Film</title><year>-5</year><runtime>1e9</runtime><rating>nan</rating><premiered>tomorrow</premiered>
    <uniqueid type="tmdb">../../x</uniqueid><imdbid>tt1</imdbid><tvdbid>-4</tvdbid><playcount>99999999999999999999</playcount></movie>"""
    found = read_nfo(raw)
    [movie] = found.titles
    assert (movie.title, movie.year, movie.runtime_ms, movie.rating, movie.air_date) == (
        "Film",
        UNSET,
        UNSET,
        UNSET,
        UNSET,
    )
    assert (movie.external_ids, movie.play_count) == (UNSET, UNSET)
    assert {"tmdb:refused", "imdb:refused", "tvdb:refused", "year:refused"} <= set(found.notes)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: f"<movie>{text}</movie>".encode("utf-8", "replace")),
    )
)
@settings(max_examples=600, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    read_nfo(raw)
