"""Whatever bytes a name is made of, it is read: no exception, no runaway pattern, valid JSON."""

import json
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.naming import ignored, match_key, read_sidecar, sort_title
from matinee.cli.identify import identify_path
from matinee.movies.naming import read_movie_path
from matinee.shows.naming import read_episode_path

_PIECES = st.sampled_from(
    "( ) [ ] { } - . _ / \\ S01 E02 1x02 2012 1080p x264 第 話 話02 Season Part cd1 {tmdb- tt0133093 -trailer AKA . 720p v2 ~ + & 01-12".split()
)
_NAMES = st.one_of(
    st.text(max_size=120),
    st.binary(max_size=120),
    st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=25).map(" ".join),
    st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=25).map("".join),
)


@given(_NAMES)
@settings(max_examples=1500, deadline=None)
def test_no_name_raises(name: str | bytes) -> None:
    for reading in (read_movie_path(name), read_episode_path(name)):
        json.loads(msgspec.json.encode(reading))
        assert reading.title == reading.title.strip()
        assert 0 <= reading.confidence <= 1
    read_sidecar(name, "Film")


@given(st.text(max_size=300))
@settings(max_examples=500, deadline=None)
def test_keys_are_bounded_and_blind_to_space_around(title: str) -> None:
    assert match_key(f"  {title}\t") == match_key(title)
    assert len(sort_title(title)) <= 200
    ignored(title, is_dir=True)
    ignored(title, is_dir=False)


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 50_000, "(" * 20_000, "[" * 20_000, "1x" * 20_000, "S01E01" * 8_000, "S01E01-" * 8_000, "2012." * 10_000,
        "- " * 20_000, "part " * 9_000, "www." * 10_000 + "com - x", "(a+)+$" * 8_000, "{tmdb-" * 8_000, "第" * 20_000,
        "season " * 8_000, "a.b." * 10_000, "aka " * 10_000, " " * 50_000 + "x", "0 " * 20_000, "-trailer" * 6_000,
        "[a]" * 15_000, "01-02" * 9_000, "_" * 50_000, "x" * 254 + "/" + "S1 " * 90, "." * 50_000, "s1 - " * 10_000,
        " ".join(f"S01E{n:02} a" for n in range(1, 60)), "01 ~ 25 " * 9_000, "131-132." * 9_000, "S1 Part 2 - " * 8_000,
        "2012-05-06 " * 8_000 + "S01E01", "720p: " * 9_000, "(01-24)" * 9_000, "[" + "a/" * 25_000, "[a/b]" * 10_000, "第二季 a " * 9_000, "fan edit " * 6_000,
        "a第2季 " + "b " * 25_000, "x" * 100_000, "1-2-3-" * 9_000, "Castle1x01" * 6_000, "extended cut " * 5_000 + "2012", "director's cut " * 5_000,
    ],
)  # fmt: skip
def test_h34_a_hostile_name_takes_less_than_50_ms(hostile: str) -> None:
    taken: list[float] = []
    for _ in range(3):
        start = time.process_time()
        identify_path(hostile)
        identify_path(f"{hostile}/{hostile}/{hostile}.mkv")
        read_sidecar(f"{hostile}.srt", hostile)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.05


def test_b12_names_that_are_not_utf8_keep_their_title_and_stay_valid_json() -> None:
    found = identify_path(b"Am\xe9lie (2001).mkv")
    assert (found.title, found.year) == ("Amélie", 2001)
    other = identify_path(b"\xe4\xe5\xe6 Film (2001).mkv")
    assert other.year == 2001
    assert json.loads(msgspec.json.encode(other))["title"].endswith("Film")


@pytest.mark.parametrize(
    "twin",
    [
        "Ame\u0301lie (2001).mkv",
        "\u202eAm\u00e9lie (2001).mkv",
        "Am\u00e9lie (2001) .mkv",
        "Am\u00e9\u200blie (2001).mkv",
    ],
)
def test_b11_twins_of_a_name_are_one_title(twin: str) -> None:
    assert read_movie_path(twin).title == "Am\u00e9lie"
