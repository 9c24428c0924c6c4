"""`matinee identify`: the keys scripts rely on, and each path decided by itself."""

import json
import subprocess
import sys

import pytest

from matinee.cli.identify import identify_path
from tests.naming import scoring

KEYS = ["kind", "title", "year", "season", "episodes", "absolute", "date", "edition", "part", "ids", "extra", "rules"]


def _run(*arguments: str, given: bytes = b"") -> list[bytes]:
    program = [sys.executable, "-c", "from matinee.cli import main; main()", "identify", *arguments]
    return subprocess.run(program, input=given, capture_output=True, check=True).stdout.splitlines()


def test_json_is_one_object_a_line_with_fixed_keys() -> None:
    lines = _run("--json", given=b"Show/Season 1/03 - x.mkv\nFilm (2010).mkv\nAm\xe9lie (2001).mkv\n")
    read = [json.loads(line) for line in lines]
    assert [list(each) for each in read] == [KEYS] * 3
    assert [each["kind"] for each in read] == ["shows", "movies", "movies"]
    assert (read[0]["title"], read[0]["season"], read[0]["episodes"]) == ("Show", 1, [3])
    assert read[2]["title"] == "Amélie"


def test_paths_as_arguments_read_as_the_kind_asked_for() -> None:
    [line] = _run("--kind", "movies", "--json", "Show.S01E02.mkv")
    assert json.loads(line)["kind"] == "movies"
    text = b"\n".join(_run("Show.S01E02.1080p.mkv")).decode()
    assert "season    1  (season_episode)" in text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Movies/12 Monkeys (1995)/12 Monkeys (1995).mkv", "movies"), ("12.Monkeys.S01E01.mkv", "shows"),
        ("300.2006.720p.mkv", "movies"), ("Blade Runner 2049.mkv", "movies"), ("[Group] Title - 03 [720p].mkv", "shows"),
        ("TV/Show/Season 2/05.mkv", "shows"), ("The.Daily.Show.2014.02.11.mkv", "shows"),
        ("Iron Man 2 (2010).mkv", "movies"), ("District 9 (2009)/district.9.mkv", "movies"),
    ],
)  # fmt: skip
def test_a_path_decides_its_kind_by_itself(path: str, kind: str) -> None:
    assert identify_path(path).kind == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Show.208.hdtv-lol.avi", "shows"), ("Room 237 (2012).mkv", "movies"), ("1917/1917.mkv", "movies"),
        ("Blade.Runner.2049.2017.HDTV.x264-LOL.mkv", "movies"), ("TV/Show (2015)/Show - pt 6.mkv", "shows"),
        ("downloads/42.2013.1080p.BluRay.x264-CMRG/cmrg-4.mkv", "movies"),
        ("Film 2019 1080p TrueHD 7.1 X264-GRP.mkv", "movies"), ("Film (2000) (BDRip FLACx3 AC3 5.1x2+2.0x3).mkv", "movies"),
        ("Saga Episode IV - A New Name.mkv", "movies"), ("2022.8.2.Film.Name.1995.1080p.BluRay.mkv", "movies"),
        ("2022.8.2.Show.Name.mkv", "shows"), ("[Group] Show - OVA [BD].mkv", "shows"),
        ("[Group] Show - NCOP1 [BD].mkv", "shows"), ("Hunter x Hunter (2011) - 01 [1080p].mkv", "shows"),
        ("Show.Name.013.480p.DVD.x264-GRP.mkv", "shows"), ("Zom 100 Years of It 100 no Koto.mkv", "movies"),
    ],
)  # fmt: skip
def test_numbers_of_films_make_no_episodes_and_numbered_shows_no_films(path: str, kind: str) -> None:
    assert identify_path(path).kind == kind


def test_the_kind_of_the_corpus_is_told_from_the_path_alone() -> None:
    cases = list(scoring.lines("*.jsonl"))
    told = {"movie": "movies", "show": "shows", "anime": "shows"}
    misread = [case["path"] for case in cases if identify_path(case["path"]).kind != told[case["kind"]]]
    assert len(misread) / len(cases) <= 0.015, misread[:20]


def test_each_line_given_is_answered_by_one_line() -> None:
    given = b"\nFilm (2010).mkv\r\n\r\n\xff\xfe\x80\n" + b"a" * 10_000 + b".mkv\n\x00\n   \nShow S01E02.mkv"
    read = [json.loads(line) for line in _run("--json", given=given)]
    assert len(read) == 8
    assert [each["title"] for each in (read[0], read[1], read[7])] == [None, "Film", "Show"]
