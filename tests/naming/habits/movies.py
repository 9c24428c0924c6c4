"""Movie names by habit: Kodi, Plex, Jellyfin and Emby guides, Radarr schemes, scene rules."""

import random
from typing import Any

from tests.naming.habits.words import (
    EDITIONS,
    GROUPS,
    MOVIES,
    NAMES,
    Case,
    dotted,
    extension,
    quality,
    release,
)


def movie(r: random.Random) -> tuple[str, int, dict[str, Any]]:
    title, year = r.choice(MOVIES)
    return title, year, {"title": title, "year": year}


def movie_plex(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"Movies/{title} ({year})/{title} ({year}).{extension(r)}", expect


def movie_flat(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{r.choice(['Movies', 'Filme', 'Films', 'media/movies'])}/{title} ({year}).{extension(r)}", expect


def movie_scene(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{dotted(title)}.{year}.{release(r)}.{extension(r)}", expect


def movie_scene_underscores(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{dotted(title)}.{year}.{release(r)}.mkv".replace(".", "_").replace("_mkv", ".mkv"), expect


def movie_scene_folder(r: random.Random) -> Case:
    title, year, expect = movie(r)
    group = r.choice(GROUPS)
    folder = f"{dotted(title)}.{year}.{quality(r)}-{group}"
    inner = "".join(word[0] for word in title.lower().split())
    return f"downloads/{folder}/{group.lower()}-{inner}.mkv", expect


def movie_radarr(r: random.Random) -> Case:
    title, year, expect = movie(r)
    number = r.randint(11, 999999)
    name = f"{title} ({year}) {{tmdb-{number}}} [{r.choice(['Bluray-1080p', 'WEBDL-2160p', 'HDTV-720p', 'Remux-1080p'])}][DTS-HD MA 5.1][x264]-{r.choice(GROUPS)}"
    return f"Movies/{title} ({year}) {{tmdb-{number}}}/{name}.mkv", {**expect, "ids": {"tmdb": str(number)}}


def movie_jellyfin_id(r: random.Random) -> Case:
    title, year, expect = movie(r)
    number = r.randint(100000, 9999999)
    tag, ids = r.choice(
        [
            (f"[imdbid-tt{number:07}]", {"imdb": f"tt{number:07}"}), (f"[tmdbid={number}]", {"tmdb": str(number)}),
            (f"{{imdb-tt{number:07}}}", {"imdb": f"tt{number:07}"}), (f"(tt{number:07})", {"imdb": f"tt{number:07}"}),
            (f"[tmdb-{number}]", {"tmdb": str(number)}), (f"[tmdbid-{number}]", {"tmdb": str(number)}),
        ]
    )  # fmt: skip
    return f"Movies/{title} ({year}) {tag}/{title} ({year}).mkv", {**expect, "ids": ids}


def movie_edition_plex(r: random.Random) -> Case:
    title, year, expect = movie(r)
    edition = r.choice(EDITIONS)[0]
    return f"Movies/{title} ({year}) {{edition-{edition}}}/{title} ({year}) {{edition-{edition}}}.mkv", {
        **expect,
        "edition": edition,
    }


def movie_edition_scene(r: random.Random) -> Case:
    title, year, expect = movie(r)
    edition = r.choice(EDITIONS)
    return f"{dotted(title)}.{year}.{edition[1]}.{quality(r)}-{r.choice(GROUPS)}.mkv", {**expect, "edition": edition[0]}


def movie_edition_dash(r: random.Random) -> Case:
    title, year, expect = movie(r)
    edition = r.choice(EDITIONS)
    return f"Movies/{title} ({year})/{title} ({year}) - {edition[2]}.mkv", {**expect, "edition": edition[0]}


def movie_edition_brackets(r: random.Random) -> Case:
    title, year, expect = movie(r)
    edition = r.choice(EDITIONS)
    return f"{title} ({year}) [{edition[2]}] [1080p].mkv", {**expect, "edition": edition[0]}


def movie_version(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"Movies/{title} ({year})/{title} ({year}) - {r.choice(['1080p', '2160p', '[4K HDR]', '720p BluRay'])}.mkv",
        expect,
    )


def movie_part(r: random.Random) -> Case:
    title, year, expect = movie(r)
    n = r.randint(1, 4)
    mark = r.choice(
        [
            f" - pt{n}",
            f"-cd{n}",
            f" cd{n}",
            f" - part{n}",
            f" - disc{n}",
            f".cd{n}",
            f" - dvd{n}",
            f"-part{n}",
            f" CD {n}",
            f" - disk {n}",
        ]
    )
    return f"Movies/{title} ({year})/{title} ({year}){mark}.{extension(r)}", {**expect, "part": n}


def movie_part_scene(r: random.Random) -> Case:
    title, year, expect = movie(r)
    n = r.randint(1, 3)
    return f"{dotted(title)}.{year}.DVDRip.XviD.{r.choice(['CD', 'cd', 'Disc', 'part'])}{n}-{r.choice(GROUPS)}.avi", {
        **expect,
        "part": n,
    }


def movie_spaces(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{title} {year} {quality(r).replace('.', ' ')}.{extension(r)}", expect


def movie_brackets(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"{title} [{year}] [{r.choice(['1080p', '720p', '2160p'])}] [{r.choice(['BluRay', 'WEB', 'WEBRip'])}] [YTS.MX].mp4",
        expect,
    )


def movie_yts(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"{title} ({year}) [{r.choice(['1080p', '720p'])}]/{dotted(title)}.{year}.1080p.BluRay.x264.AAC-[YTS.MX].mp4",
        expect,
    )


def movie_paren_release(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"{title} ({year}) ({r.choice(['1080p BluRay x265 HEVC 10bit AAC 5.1 Tigole', '2160p UHD BluRay x265 10bit HDR DDP 7.1 Joy', '1080p AMZN WEB-DL x265 SDR DDP 5.1 English'])}).mkv",
        expect,
    )


def movie_lower(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{dotted(title)}.{year}.{quality(r)}-{r.choice(GROUPS)}.mkv".lower(), expect


def movie_website(r: random.Random) -> Case:
    title, year, expect = movie(r)
    site = r.choice(
        [
            "www.Torrenting.com - ",
            "[ www.UsaBit.com ] - ",
            "www.1TamilMV.cx - ",
            "[www.MovCr.to] ",
            "www.site.org -    ",
        ]
    )
    return f"{site}{title} {year} {quality(r).replace('.', ' ')}.mkv", expect


def movie_title_only(r: random.Random) -> Case:
    title, _, _ = movie(r)
    return f"Movies/{title}/{title}.{extension(r)}", {"title": title}


def movie_folder_junk(r: random.Random) -> Case:
    title, year, expect = movie(r)
    inner = r.choice(["movie", "film", "video", "title_t00", "feature", "a3f9c2d1e8b7460f9a3f9c2d1e8b7460"])
    return f"Movies/{title} ({year})/{inner}.mkv", expect


def movie_collection(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"Movies/{r.choice(['Best of Cinema Collection', 'Some Trilogy', 'Director Anthology (1970-2020)'])}/{title} ({year}).mkv",
        expect,
    )


def movie_collection_folder(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return (
        f"Movies/{r.choice(['Best of Cinema Collection', 'Some Saga'])}/{title} ({year})/{title} ({year}) 1080p.mkv",
        expect,
    )


def movie_extra_folder(r: random.Random) -> Case:
    title, year, expect = movie(r)
    folder, kind = r.choice(
        [
            ("Trailers", "trailer"), ("Behind The Scenes", "behind_the_scenes"), ("Deleted Scenes", "deleted_scene"),
            ("Featurettes", "featurette"), ("Interviews", "interview"), ("Scenes", "scene"), ("Shorts", "short"),
            ("Other", "other"), ("extras", "other"), ("behind the scenes", "behind_the_scenes"), ("clips", "clip"),
        ]
    )  # fmt: skip
    return f"Movies/{title} ({year})/{folder}/{r.choice(NAMES)}.mkv", {**expect, "extra": kind}


def movie_extra_suffix(r: random.Random) -> Case:
    title, year, expect = movie(r)
    suffix, kind = r.choice(
        [
            ("-trailer", "trailer"), ("-behindthescenes", "behind_the_scenes"), ("-deleted", "deleted_scene"),
            ("-featurette", "featurette"), ("-interview", "interview"), ("-scene", "scene"), ("-short", "short"),
            ("-other", "other"), (".trailer", "trailer"), ("_trailer", "trailer"), (" trailer", "trailer"),
            ("-deletedscene", "deleted_scene"), ("-clip", "clip"), ("-extra", "other"),
        ]
    )  # fmt: skip
    name = r.choice([f"{title} ({year})", f"{title} ({year})", r.choice(NAMES)])
    return f"Movies/{title} ({year})/{name}{suffix}.mkv", {**expect, "extra": kind}


def movie_aka(r: random.Random) -> Case:
    title, year, expect = movie(r)
    other = r.choice(["Another Name", "Der andere Titel", "Le Titre"])
    return f"{dotted(title)}.AKA.{dotted(other)}.{year}.{release(r)}.mkv", expect


def movie_year_folder(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"Movies/{year}/{title} ({year})/{dotted(title)}.{year}.{release(r)}.mkv", expect


def movie_scene_bare(r: random.Random) -> Case:
    title, year, expect = movie(r)
    return f"{dotted(title)}.{year}.{release(r)}", expect


def movie_article(r: random.Random) -> Case:
    title, year = r.choice([entry for entry in MOVIES if entry[0].startswith("The ")])
    return f"Movies/{title[4:]}, The ({year})/{title[4:]}, The ({year}).avi", {"title": title, "year": year}
