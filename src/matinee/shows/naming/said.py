"""Seasons that a file's name says in words, and the episode behind them: `Show Season 2 1of4`, `标题 第二季 Title - 02`."""

import re

import msgspec

from matinee.catalog.naming import is_latin_title
from matinee.shows.naming.marks import Mark, find_episode_mark, find_part_mark, more_numbers
from matinee.shows.naming.seasons import read_season_folder

_HALF_OF_SEASON = re.compile(
    r"[)\]]?[\s._,:-]*(?:part|cour|pt)[\s._-]?(?:[0-9]{1,2}|i{1,3})[\s._]+[-–][\s._]*(?P<e>[0-9]{1,4})(?:v[0-9])?(?![^\W_])",
    re.IGNORECASE,
)
_SEASON_INSIDE = re.compile(
    r"(?<=\S)\s*(?P<season>第\s?[0-9一二三四五六七八九十]{1,3}\s?[季期])(?=\s)(?P<between>[^0-9]{3,80}?)\s+-\s+(?P<e>[0-9]{1,4})(?:v[0-9])?(?![^\W_]|\.[0-9])"
)


def season_between_titles(body: str) -> tuple[Mark, str] | None:
    """`不死者之王 第四季 OVERLORD Ⅳ - 02`: the number behind the second title, and the text without the season."""
    found = _SEASON_INSIDE.search(body)
    if found is None:
        return None
    between = found["between"].strip(" ／")
    text = between if is_latin_title(between) else f"{body[: found.start('season')]} {between}"
    season = read_season_folder(found["season"])
    numbers, end = more_numbers(body, found.end("e"), int(found["e"]))
    text, start = f"{text} - {body[found.start('e') :]}", len(text)
    end = end - found.start("e") + start + 3
    number = Mark(rule="season_inside", start=start, end=end, season=season and season.season, episodes=numbers)
    return number, text


def season_in_words(body: str, text: str, *, is_anime: bool) -> Mark | None:
    """`Show Season 2 1of4`, `Show Stagione 6 (2016) ep13`: a season said in words, and the episode behind it."""
    said = read_season_folder(body)
    if said is None or not said.is_explicit or not said.series.strip(" ._-[("):
        return None
    rest, start = text[said.end :], len(said.series)
    half = _HALF_OF_SEASON.match(rest)
    if half:  # `Show Season 2 Part 2 - 05`
        episodes, end = (int(half["e"]),), said.end + half.end()
        return Mark(rule="season_half", start=start, end=end, season=said.season, episodes=episodes, confidence=0.9)
    mark = find_episode_mark(rest) or (None if is_anime else _part_behind(body[said.end :]))
    if mark is None and not any(character.isdigit() for character in body[said.end :]):
        return Mark(rule="season_only", start=start, end=len(body), season=said.season, confidence=0.3)
    if mark is None or mark.season is not None:
        return None
    return msgspec.structs.replace(mark, season=said.season, start=start, end=said.end + mark.end)


def _part_behind(rest: str) -> Mark | None:
    """`Show.S5.Name.Part1`: a part counts behind a season when no number follows it."""
    part = find_part_mark(rest)
    return part if part and not any(character.isdigit() for character in rest[part.end :]) else None
