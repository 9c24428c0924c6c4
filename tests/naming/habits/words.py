"""What the habits share: titles, groups, qualities, and how scene rules write a title."""

import random
from collections.abc import Callable
from typing import Any

from tests.naming import titles

type Case = tuple[str, dict[str, Any]]
type Habit = Callable[[random.Random], Case]

MOVIES, SHOWS = titles.movies(), titles.shows()
ANIME, DAILY, NAMES = titles.plain(titles.ANIME), titles.plain(titles.DAILY), titles.plain(titles.EPISODE_TITLES)
GROUPS = [
    "SPARKS",
    "FGT",
    "RARBG",
    "NTb",
    "AMIABLE",
    "GECKOS",
    "LOL",
    "DIMENSION",
    "KILLERS",
    "FLUX",
    "CMRG",
    "EVO",
    "ION10",
    "playWEB",
    "TEPES",
    "d3g",
    "iFT",
    "VYNDROS",
]
FANSUBS = [
    "HorribleSubs",
    "SubsPlease",
    "Erai-raws",
    "Judas",
    "Commie",
    "DameDesuYo",
    "GJM",
    "Coalgirls",
    "Kametsu",
    "Doki",
    "ReinForce",
    "喵萌奶茶",
    "桜都字幕组",
    "LostYears",
]
QUALITIES = [
    "1080p.BluRay.x264",
    "720p.HDTV.x264",
    "2160p.WEB-DL.DDP5.1.HDR.H.265",
    "480p.DVDRip.XviD",
    "1080p.AMZN.WEB-DL.DDP5.1.H.264",
    "1080p.WEBRip.AAC2.0.x264",
    "2160p.UHD.BluRay.REMUX.HDR.HEVC.DTS-HD.MA.5.1",
    "720p.BRRip.x265.10bit",
    "DVDRip.XviD",
    "HDTV.XviD",
    "1080i.HDTV.DD5.1.MPEG2",
]
MARKS = [
    "",
    "",
    "",
    "PROPER.",
    "REPACK.",
    "iNTERNAL.",
    "LiMiTED.",
    "GERMAN.DL.",
    "FRENCH.",
    "MULTi.",
    "iTALiAN.",
    "READNFO.",
]
EDITIONS = [
    ("Director's Cut", "Directors.Cut", "Director's Cut"), ("Extended", "EXTENDED", "Extended"),
    ("Extended Edition", "Extended.Edition", "Extended Edition"), ("Unrated", "UNRATED", "Unrated"),
    ("Theatrical", "THEATRICAL", "Theatrical"), ("Final Cut", "Final.Cut", "The Final Cut"),
    ("Remastered", "REMASTERED", "Remastered"), ("IMAX", "IMAX", "IMAX"), ("3D", "3D", "3D"),
    ("Criterion", "CRITERION", "Criterion Collection"), ("Special Edition", "Special.Edition", "Special Edition"),
    ("Ultimate Cut", "Ultimate.Cut", "Ultimate Cut"),
]  # fmt: skip


def dotted(title: str) -> str:
    """As scene rules write it: letters, digits, dots and hyphens of the title."""
    text = title.replace(" - ", ".").replace(" & ", ".and.").replace(" + ", ".").replace(". ", ".").replace(" ", ".")
    for sign in "'!,:?()":
        text = text.replace(sign, "")
    return text.strip(".")


def quality(r: random.Random) -> str:
    return r.choice(QUALITIES)


def release(r: random.Random) -> str:
    return f"{r.choice(MARKS)}{quality(r)}-{r.choice(GROUPS)}"


def extension(r: random.Random) -> str:
    return r.choice(["mkv", "mkv", "mkv", "mp4", "avi", "m4v", "ts"])


def expected(title: str, season: int | None, episodes: list[int], **more: Any) -> dict[str, Any]:
    return {"title": title, "season": season, "episodes": episodes, **more}
