"""Generators of names by documented habit: Kodi, Plex, Jellyfin and Emby guides, Radarr and Sonarr schemes, scene and fansub rules.

Each habit takes a random source and gives a path with what it means. `make_corpus.py` writes them to the corpus.
"""

import datetime as dt
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


def movie(r: random.Random) -> tuple[str, int, dict[str, Any]]:
    title, year = r.choice(MOVIES)
    return title, year, {"title": title, "year": year}


def quality(r: random.Random) -> str:
    return r.choice(QUALITIES)


def release(r: random.Random) -> str:
    return f"{r.choice(MARKS)}{quality(r)}-{r.choice(GROUPS)}"


def extension(r: random.Random) -> str:
    return r.choice(["mkv", "mkv", "mkv", "mp4", "avi", "m4v", "ts"])


# --- movies -----------------------------------------------------------------------------------------------------------


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


# --- shows ------------------------------------------------------------------------------------------------------------


def show(r: random.Random) -> tuple[str, int, int, int]:
    title, year = r.choice(SHOWS)
    return title, year, r.randint(1, 12), r.randint(1, 24)


def expected(title: str, season: int | None, episodes: list[int], **more: Any) -> dict[str, Any]:
    return {"title": title, "season": season, "episodes": episodes, **more}


def show_scene(r: random.Random) -> Case:
    title, _, s, e = show(r)
    return f"{dotted(title)}.S{s:02}E{e:02}.{release(r)}.mkv", expected(title, s, [e])


def show_scene_year(r: random.Random) -> Case:
    title, year, s, e = show(r)
    return f"{dotted(title)}.{year}.S{s:02}E{e:02}.{release(r)}.mkv", expected(title, s, [e], year=year)


def show_scene_titled(r: random.Random) -> Case:
    title, _, s, e = show(r)
    return f"{dotted(title)}.S{s:02}E{e:02}.{dotted(r.choice(NAMES))}.{release(r)}.mkv", expected(title, s, [e])


def show_sonarr(r: random.Random) -> Case:
    title, year, s, e = show(r)
    return (
        f"TV/{title} ({year})/Season {s:02}/{title} ({year}) - S{s:02}E{e:02} - {r.choice(NAMES)} [{r.choice(['WEBDL-1080p', 'HDTV-720p'])}][AAC 2.0][h264]-{r.choice(GROUPS)}.mkv",
        expected(title, s, [e], year=year),
    )


def show_sonarr_plain(r: random.Random) -> Case:
    title, _, s, e = show(r)
    return f"TV Shows/{title}/Season {s}/{title} - S{s:02}E{e:02} - {r.choice(NAMES)} HDTV-720p.mkv", expected(
        title, s, [e]
    )


def show_range(r: random.Random) -> Case:
    title, _, s, e = show(r)
    n = r.randint(1, 2)
    many = list(range(e, e + n + 1))
    last = many[-1]
    mark = r.choice(
        [
            f"S{s:02}E{e:02}-E{last:02}",
            f"s{s:02}e{e:02}-{last:02}",
            f"S{s:02}" + "".join(f"E{k:02}" for k in many),
            f"{s}x{e:02}-{last:02}",
            f"S{s:02}E" + "-E".join(f"{k:02}" for k in many),
            f"S{s:02}" + ".".join(f"E{k:02}" for k in many),
            f"{s}x" + "x".join(f"{k:02}" for k in many),
            f"S{s:02}E{e:02}-S{s:02}E{last:02}",
            f"S{s:02}E{e:02} - E{last:02}",
        ]
    )
    return f"TV/{title}/Season {s:02}/{title} - {mark} - {r.choice(NAMES)}.mkv", expected(title, s, many)


def show_cross(r: random.Random) -> Case:
    title, _, s, e = show(r)
    name = r.choice(
        [
            f"{title} - {s}x{e:02} - {r.choice(NAMES)}",
            f"{title} {s:02}x{e:02}",
            f"{dotted(title)}.{s}x{e:02}.{quality(r)}",
            f"{title} [{s}x{e:02}]",
            f"{title} - [{s:02}x{e:02}] - {r.choice(NAMES)}",
        ]
    )
    return f"{title}/{name}.avi", expected(title, s, [e])


def show_season_folder(r: random.Random) -> Case:
    title, year, s, e = show(r)
    folder = r.choice(
        [
            f"Season {s}",
            f"Season {s:02}",
            f"Saison {s}",
            f"Staffel {s}",
            f"Temporada {s}",
            f"Stagione {s}",
            f"Seizoen {s}",
            f"Säsong {s}",
            f"Сезон {s}",
            f"第{s}季",
            f"シーズン{s}",
            f"Series {s}",
            f"S{s:02}",
            f"{title} Season {s}",
            f"{s}. Staffel",
            f"Sezon {s}",
            f"시즌 {s}",
            f"Season_{s:02}",
            f"season.{s}",
            f"{title} S{s:02}",
            f"Sæson {s}",
            f"Sesong {s}",
            f"Kausi {s}",
            f"{s}. évad",
        ]
    )
    name = r.choice(
        [
            f"{e:02} - {r.choice(NAMES)}",
            f"{e:02}",
            f"{e:02}. {r.choice(NAMES)}",
            f"Episode {e}",
            f"E{e:02}",
            f"{e:02} {r.choice(['Pilot', 'Home', 'Fly'])}",
            f"{s}{e:02} - {r.choice(NAMES)}",
            f"s{s:02}e{e:02}",
            f"{s}x{e:02}",
            f"Ep. {e:02} - {r.choice(NAMES)}",
            f"{title} - {e:02}",
            f"Folge {e}",
            f"第{e}話",
            f"{s:02}{e:02}",
        ]
    )
    top = r.choice([f"TV/{title} ({year})", f"Serien/{title}"])
    return f"{top}/{folder}/{name}.mkv", expected(title, s, [e])


def show_compact(r: random.Random) -> Case:
    title, _, s, e = show(r)
    s = r.randint(1, 9)
    return f"{dotted(title)}.{s}{e:02}.{r.choice(['hdtv-lol', 'dvdrip.xvid-saints', '720p.hdtv.x264'])}.avi", expected(
        title, s, [e]
    )


def show_words(r: random.Random) -> Case:
    title, _, s, e = show(r)
    mark = r.choice(
        [
            f"Season {s} Episode {e}",
            f"Season {s:02} Episode {e:02}",
            f"S{s} E{e}",
            f"S{s:02} Ep{e:02}",
            f"S{s:02}.E{e:02}",
            f"S{s:02}_E{e:02}",
            f"S{s:02}xE{e:02}",
            f"S{s:02}-E{e:02}",
            f"Staffel {s} Folge {e}",
            f"Saison {s} Episode {e}",
            f"Temporada {s} Capitulo {e}",
            f"S{s:02}EP{e:02}",
            f"Сезон {s} Серия {e}",
        ]
    )
    return f"{title} {r.choice(['- ', ''])}{mark}{r.choice(['', ' - ' + r.choice(NAMES)])}.mp4", expected(title, s, [e])


def show_special(r: random.Random) -> Case:
    title, year, _, e = show(r)
    folder = r.choice(["Specials", "Season 0", "Season 00", "S00"])
    name = r.choice(
        [
            f"{title} - S00E{e:02} - {r.choice(NAMES)}",
            f"{title} S00E{e:02}",
            f"s00e{e:02}",
            f"{e:02} - {r.choice(NAMES)}",
        ]
    )
    return f"TV/{title} ({year})/{folder}/{name}.mkv", expected(title, 0, [e])


def show_split(r: random.Random) -> Case:
    title, year, s, e = show(r)
    n = r.randint(1, 3)
    mark = r.choice([f" - pt{n}", f"-part{n}", f" Part {n}", f".pt{n}", f"-cd{n}", f" - part{n}", f" - disc{n}"])
    return f"TV/{title} ({year})/Season {s:02}/{title} ({year}) - s{s:02}e{e:02}{mark}.mkv", expected(
        title, s, [e], part=n
    )


def show_daily(r: random.Random) -> Case:
    title = r.choice(DAILY)
    day = dt.date(2005, 1, 1) + dt.timedelta(days=r.randint(0, 7300))
    written = r.choice([f"{day:%Y.%m.%d}", f"{day:%Y-%m-%d}", f"{day:%Y %m %d}", f"{day:%Y_%m_%d}"])
    name = r.choice(
        [
            f"{dotted(title)}.{day:%Y.%m.%d}.{dotted('Guest Name')}.{release(r)}",
            f"{title} - {written} - Guest Name",
            f"{title} - {written}",
            f"{title} {day:%Y%m%d}",
            f"{title} {day:%d.%m.%Y}" if day.day > 12 else f"{title} {day:%Y.%m.%d}",
        ]
    )
    folder = r.choice(["", f"TV/{title}/", f"TV/{title}/Season {day.year}/"])
    return f"{folder}{name}.mp4", {"title": title, "date": day.isoformat()}


def show_mini(r: random.Random) -> Case:
    title, year, _, _ = show(r)
    n = r.randint(1, 8)
    words = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]
    roman = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
    mark = r.choice(
        [
            f"Part {n}",
            f"Part {words[n - 1]}",
            f"Part {roman[n - 1]}",
            f"Part{n:02}",
            f"{n}of9",
            f"({n} of 9)",
            f"pt {n}",
            f"Part.{n}",
        ]
    )
    if r.random() < 0.5:
        return f"{dotted(title)}.{mark.replace(' ', '.').strip('()')}.{release(r)}.mkv", expected(title, 1, [n])
    return f"TV/{title} ({year})/{title} - {mark}.mkv", expected(title, 1, [n], year=year)


def show_episode_only(r: random.Random) -> Case:
    title, year, _, e = show(r)
    name = r.choice(
        [
            f"{title} E{e:02}",
            f"{title} - Ep {e}",
            f"{title} Episode {e}",
            f"{e:02} - {r.choice(NAMES)}",
            f"{title} - {e:02}",
            f"{title} - {e:02} - {r.choice(NAMES)}",
        ]
    )
    return f"TV/{title} ({year})/{name}.mkv", expected(title, 1, [e], year=year)


def show_release_folder(r: random.Random) -> Case:
    title, _, s, e = show(r)
    return (
        f"downloads/{dotted(title)}.S{s:02}E{e:02}.{release(r)}/{r.choice(['abc', 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6', 'grp-x'])}.mkv",
        expected(title, s, [e]),
    )


def show_pack_folder(r: random.Random) -> Case:
    title, _, s, e = show(r)
    pack = f"{dotted(title)}.S{s:02}.{release(r)}"
    inner = r.choice(
        [
            f"{dotted(title)}.S{s:02}E{e:02}.{quality(r)}-GRP",
            f"{dotted(title).lower()}.s{s:02}e{e:02}",
            f"s{s:02}e{e:02}",
        ]
    )
    return f"TV/{pack}/{inner}.mkv", expected(title, s, [e])


def show_id(r: random.Random) -> Case:
    title, year, s, e = show(r)
    number = r.randint(70000, 999999)
    tag, provider = r.choice(
        [
            (f"{{tvdb-{number}}}", "tvdb"),
            (f"[tvdbid={number}]", "tvdb"),
            (f"[tvdbid-{number}]", "tvdb"),
            (f"{{tmdb-{number}}}", "tmdb"),
        ]
    )
    return f"TV/{title} ({year}) {tag}/Season {s:02}/{title} ({year}) - S{s:02}E{e:02}.mkv", expected(
        title, s, [e], year=year, ids={provider: str(number)}
    )


def show_extra(r: random.Random) -> Case:
    title, year, s, _ = show(r)
    folder, kind = r.choice(
        [
            ("Trailers", "trailer"),
            ("Featurettes", "featurette"),
            ("Deleted Scenes", "deleted_scene"),
            ("Interviews", "interview"),
        ]
    )
    inner = r.choice(["", f"Season {s:02}/"])
    return f"TV/{title} ({year})/{inner}{folder}/{r.choice(['Making it', 'A talk'])}.mkv", {
        "title": title,
        "extra": kind,
    }


def show_lower(r: random.Random) -> Case:
    title, _year, s, e = show(r)
    return (
        f"{dotted(title).lower().replace('.', '_')}_s{s:02}e{e:02}_{r.choice(['720p_hdtv_x264', 'dvdrip'])}.mkv",
        expected(title, s, [e]),
    )


# --- anime ------------------------------------------------------------------------------------------------------------


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


def of(prefix: str) -> dict[str, Habit]:
    """The habits of one kind by name."""
    return {name: habit for name, habit in globals().items() if name.startswith(f"{prefix}_") and callable(habit)}
