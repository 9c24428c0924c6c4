"""`matinee identify`: the keys scripts rely on, and each path decided by itself."""

import json
import subprocess
import sys

import pytest

from matinee.cli.identify import identify_path

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
