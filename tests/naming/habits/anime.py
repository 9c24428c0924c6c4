"""Anime names by habit: fansub groups, Sonarr's anime scheme, names in CJK brackets."""

import random
from typing import Any

from tests.naming.habits.words import (
    ANIME,
    FANSUBS,
    GROUPS,
    Case,
    dotted,
    expected,
)


def anime(r: random.Random) -> tuple[str, int, str]:
    return r.choice(ANIME), r.randint(1, 60), r.choice(FANSUBS)


def checksum(r: random.Random) -> str:
    return f"{r.getrandbits(32):08X}"


def absolute(title: str, numbers: list[int], **more: Any) -> dict[str, Any]:
    return {"title": title, "absolute": numbers, **more}


def anime_dash(r: random.Random) -> Case:
    title, n, group = anime(r)
    version = r.choice(["", "", "v2"])
    return (
        f"[{group}] {title} - {n:02}{version} {r.choice(['[1080p]', '(720p)', '[720p]', '(BD 1080p Hi10 FLAC)'])}.mkv",
        absolute(title, [n], group=group),
    )


def anime_hash(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"[{group}] {title} - {n:03} [BD 1080p][{checksum(r)}].mkv", absolute(title, [n], group=group)


def anime_underscore(r: random.Random) -> Case:
    title, n, group = anime(r)
    return (
        f"[{group}]_{title.replace(' ', '_')}_-_{n:02}_[{r.choice(['h264', '1280x720_h264_AAC'])}][{checksum(r)}].mkv",
        absolute(title, [n]),
    )


def anime_brackets(r: random.Random) -> Case:
    title, n, group = anime(r)
    opening, closing = r.choice(["[]", "【】"])
    parts = [group, title, f"{n:02}", "1080P", r.choice(["GB", "BIG5", "CHS", "简体"]), "MP4"]
    return "".join(f"{opening}{part}{closing}" for part in parts) + ".mp4", absolute(title, [n])


def anime_no_dash(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"[{group}] {title} {n:02} [{r.choice(['1080p', '720p'])}].mkv", absolute(title, [n])


def anime_season_dash(r: random.Random) -> Case:
    title, n, group = anime(r)
    s = r.randint(2, 5)
    mark = r.choice(
        [
            f"S{s} - {n:02}",
            f"S{s:02} - {n:02}",
            f"{s}{['th', 'st', 'nd', 'rd', 'th', 'th'][s]} Season - {n:02}",
            f"Season {s} - {n:02}",
        ]
    )
    return f"[{group}] {title} {mark} [1080p][{checksum(r)}].mkv", expected(title, s, [n])


def anime_standard(r: random.Random) -> Case:
    title, n, group = anime(r)
    s = r.randint(1, 4)
    return f"[{group}] {title} - S{s:02}E{n:02} [1080p].mkv", expected(title, s, [n])


def anime_sonarr(r: random.Random) -> Case:
    title, n, group = anime(r)
    s, e = r.randint(1, 4), r.randint(1, 25)
    return (
        f"Anime/{title}/Season {s:02}/{title} - S{s:02}E{e:02} - {n + 100:03} - {r.choice(['Pilot', 'Home'])} [HDTV-1080p][10bit][x265]-{group}.mkv",
        expected(title, s, [e], absolute=[n + 100]),
    )


def anime_range(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"[{group}] {title} - {n:02}{r.choice(['-', '~', ' - '])}{n + 1:02} [720p].mkv", absolute(title, [n, n + 1])


def anime_folder_three(r: random.Random) -> Case:
    title = r.choice(
        ["Naruto", "One Piece", "Bleach", "Detective Conan", "Gintama", "Fairy Tail", "海贼王", "名探偵コナン"]
    )
    n = r.randint(100, 999)
    name = r.choice([f"{title} {n}", f"{title} - {n}", f"{n} - {r.choice(['Pilot', 'Home'])}", f"{n}", f"{title}_{n}"])
    return f"Anime/{title}/{name}.mkv", absolute(title, [n])


def anime_cjk(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"{r.choice(['[' + group + '] ', '【' + group + '】', ''])}{title} 第{n:02}{r.choice('話话集')}.mp4", {
        "title": title,
        "number": n,
    }


def anime_special(r: random.Random) -> Case:
    title, _, group = anime(r)
    n = r.randint(1, 6)
    return (
        f"[{group}] {title} {r.choice(['OVA', 'SP', 'Special', 'OAD'])}{r.choice([' ', ''])}{n} [1080p][{checksum(r)}].mkv",
        expected(title, 0, [n]),
    )


def anime_titled(r: random.Random) -> Case:
    title, n, group = anime(r)
    return (
        f"[{group}] {title} - {n:02} - {r.choice(['Pilot', 'Home', 'The Beginning', 'Old Friends'])} [{checksum(r)}].mkv",
        absolute(title, [n]),
    )


def anime_dots(r: random.Random) -> Case:
    title, n, _ = anime(r)
    return f"{dotted(title)}.E{n:02}.1080p.WEB-DL.AAC2.0.H.264-{r.choice(GROUPS)}.mkv", {"title": title, "number": n}


def anime_group_end(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"Anime/{title}/{title} - {n:02} [{group}] [1080p].mkv", {"title": title, "number": n}


def anime_ep(r: random.Random) -> Case:
    title, n, group = anime(r)
    return f"[{group}] {title} {r.choice(['Ep', 'EP', 'Episode ', 'E', '#'])}{n:02} [{checksum(r)}].mkv", absolute(
        title, [n]
    )
