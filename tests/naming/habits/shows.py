"""Episode names by habit: guides of the servers, Sonarr schemes, scene rules, daily shows, mini-series."""

import datetime as dt
import random

from tests.naming.habits.words import (
    DAILY,
    GROUPS,
    NAMES,
    SHOWS,
    Case,
    dotted,
    expected,
    quality,
    release,
)


def show(r: random.Random) -> tuple[str, int, int, int]:
    title, year = r.choice(SHOWS)
    return title, year, r.randint(1, 12), r.randint(1, 24)


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
