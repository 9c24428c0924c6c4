"""The titles of the demo library: invented, each with a look of its own."""

from matinee.demo.notes import Story, ass, movie_nfo, series_nfo, srt
from matinee.demo.records import Art, Clip, Note, Pattern, Sound
from matinee.demo.scenery import Palette, Scene

_POSTER, _BACKDROP = (1000, 1500), (1920, 1080)
_LOW, _WARM, _BRIGHT = (110.0, 164.8, 220.0), (146.8, 220.0, 277.2), (196.0, 246.9, 293.7)

DAWN = Scene("mountains", Palette("#1b2a5a", "#ff9e7a", "#fff1c9", "#8f6f9e", "#161433"), 3)
SHORE = Scene("sea", Palette("#f2b84b", "#fbeed2", "#ffffff", "#3d8c95", "#0c3547"), 5)
NORTH = Scene("forest", Palette("#0b1e2d", "#2f8f8b", "#d7fff1", "#2b6f6d", "#04110f", stars=150), 8)
NIGHT = Scene("city", Palette("#190b3a", "#f0568c", "#ffe0b5", "#57246b", "#0d0620", stars=60), 11)
RUST = Scene("dunes", Palette("#c8402b", "#ffd29d", "#fff4d6", "#c8553d", "#2d1320"), 14)
COPPER = Scene("dunes", Palette("#2a1a3f", "#d9765a", "#ffd8a8", "#7d3f4d", "#1a0d1c", stars=90), 21)
ASH = Scene("mountains", Palette("#3a3f47", "#e0b7a0", "#ff7a4d", "#6d6f78", "#14161a"), 17)
GLASS = Scene("sea", Palette("#102a54", "#7fd1d6", "#f4fffb", "#2f7f9e", "#051a30", stars=40), 23)
SILVER = Scene("city", Palette("#16181d", "#9aa0a8", "#f2f2f0", "#5b6068", "#0b0c0e", stars=120), 29)
MEADOW = Scene("mountains", Palette("#3aa0c9", "#fdf3c4", "#fffbe6", "#7fb069", "#23512f"), 31)
LANTERN = Scene("forest", Palette("#2b1240", "#ff8a5c", "#ffe3a3", "#7a3558", "#160718"), 37)
HARBOUR = Scene("sea", Palette("#233a6b", "#f7a072", "#ffe8c2", "#40638c", "#0a1830", stars=30), 41, ridges=5)
SIGNAL = Scene("mountains", Palette("#050914", "#3b2b73", "#b7c8ff", "#2c2a5c", "#05060f", stars=420), 43)

_ORBIT = Pattern(
    "gradients=c0=0x020617:c1=0x0c2a5e:c2=0x2f86d6:c3=0xf4d9b0:n=4:type=radial:x0=320:y0=420:x1=60:y1=20:speed=0.02"
)
_CELLS = Pattern("life=mold=30:ratio=0.06:death_color=0x0b1a3a:life_color=0xffd27a:mold_color=0x7a2a5c:seed=7")
_SILK = Pattern("gradients=c0=0x12c2e9:c1=0xc471ed:c2=0xf64f59:c3=0x0b1030:n=4:speed=0.012:seed=4")


def _e(*chord: float) -> tuple[Sound, ...]:
    return (Sound("eng", chord or _WARM),)


_FIVE_ONE = Sound("eng", _LOW, "ac3", 6, "Surround 5.1")

MOVIES: tuple[Clip, ...] = (
    Clip(
        "The Glass Meridian (2019)/The Glass Meridian (2019).mp4",
        "The Glass Meridian",
        GLASS,
        40,
        _e(*_WARM),
        chapters=("Departure", "The Line on the Map", "Landfall"),
    ),
    Clip("Saltwater Hours (2021)/Saltwater Hours (2021).mp4", "Saltwater Hours", SHORE, 24, _e(*_BRIGHT)),
    Clip(
        "Northern Static (2016)/Northern Static (2016).mkv",
        "Northern Static",
        NORTH,
        30,
        _e(*_LOW),
        chapters=("Carrier", "Noise", "Voice"),
    ),
    Clip(
        "A Field Guide to Falling Stars (2023)/A Field Guide to Falling Stars (2023).mp4",
        "A Field Guide to Falling Stars",
        SIGNAL,
        24,
        _e(*_WARM),
        cover="A Field Guide to Falling Stars",
    ),
    Clip("Copper Moon (1987)/Copper Moon (1987) - cd1.mp4", "Copper Moon, first half", COPPER, 20, _e(*_LOW)),
    Clip("Copper Moon (1987)/Copper Moon (1987) - cd2.mp4", "Copper Moon, second half", COPPER, 20, _e(*_LOW)),
    Clip("Ember & Ash (2014)/Ember & Ash (2014).mp4", "Ember & Ash", ASH, 20, _e(*_WARM)),
    Clip(
        "Ember & Ash (2014)/Ember & Ash (2014) {edition-Director's Cut}.mp4",
        "Ember & Ash: Director's Cut",
        ASH,
        28,
        _e(*_WARM),
    ),
    Clip("Low Orbit (2022)/Low Orbit (2022) [1080p HEVC].mkv", "Low Orbit", _ORBIT, 16, _e(*_BRIGHT), video="hevc"),
    Clip(
        "The Cartographer's Daughter (2009)/The Cartographer's Daughter (2009).mkv",
        "The Cartographer's Daughter",
        MEADOW,
        24,
        (_FIVE_ONE,),
    ),
    Clip(
        "Paper Lanterns (2018)/Paper Lanterns (2018).mkv",
        "Paper Lanterns",
        LANTERN,
        30,
        (Sound("jpn", _BRIGHT, title="Original"), Sound("eng", _LOW, title="English dub")),
        subtitles=("eng", "deu"),
    ),
    Clip(
        "Midnight at the Observatory (1958)/Midnight at the Observatory (1958).mp4",
        "Midnight at the Observatory",
        SILVER,
        24,
        _e(*_LOW),
        cover="Midnight at the Observatory",
    ),
    Clip("Été sans fin (2012)/Été sans fin (2012).mp4", "Été sans fin", RUST, 24, (Sound("fra", _BRIGHT),)),
    Clip("Velocity.of.Small.Things.2024.1080p.WEB.h264.mp4", "Velocity of Small Things", _CELLS, 20, _e(*_BRIGHT)),
    Clip("Slow Light (2020)/Slow Light (2020).mp4", "Slow Light", _SILK, 24, _e(*_WARM)),
)

_LIGHTS = "Harbour Lights (2020)/{}/Harbour Lights - {}.mp4"
_LONG = "The Long Signal (2022)/{}/The Long Signal - {}.mkv"


def _episode(pattern: str, season: str, name: str, look: Scene, sound: tuple[float, ...], seconds: int = 12) -> Clip:
    show = pattern.split(" (", maxsplit=1)[0]
    chapters = ("Cold Open", "Act One", "Credits") if "mkv" in pattern else ()
    return Clip(pattern.format(season, name), f"{show}   {name}", look, seconds, _e(*sound), chapters=chapters)


SHOWS: tuple[Clip, ...] = (
    _episode(_LIGHTS, "Season 01", "S01E01 - Slack Water", HARBOUR, _WARM),
    _episode(_LIGHTS, "Season 01", "S01E02 - The Pilot Boat", SHORE, _WARM),
    _episode(_LIGHTS, "Season 01", "S01E03-E04 - Fog Signal", NORTH, _LOW, 20),
    _episode(_LIGHTS, "Season 01", "S01E05 - Spring Tide", HARBOUR, _BRIGHT),
    _episode(_LIGHTS, "Season 02", "S02E01 - Dry Dock", RUST, _WARM),
    _episode(_LIGHTS, "Season 02", "S02E02 - Ballast", NIGHT, _LOW),
    _episode(_LIGHTS, "Season 02", "S02E03 - The Last Ferry", HARBOUR, _BRIGHT),
    _episode(_LIGHTS, "Specials", "S00E01 - Making of the Lighthouse", GLASS, _BRIGHT),
    _episode(_LIGHTS, "Specials", "S00E02 - Winter Special", SILVER, _LOW),
    _episode(_LONG, "Season 01", "S01E01 - First Contact", SIGNAL, _LOW),
    _episode(_LONG, "Season 01", "S01E02 - Parallax", DAWN, _WARM),
    _episode(_LONG, "Season 01", "S01E03 - Red Shift", COPPER, _LOW),
    _episode(_LONG, "Season 02", "S02E01 - Aphelion", NORTH, _WARM),
    _episode(_LONG, "Season 02", "S02E02 - Reply", DAWN, _BRIGHT),
    _episode(_LONG, "Specials", "S00E01 - The Silence Before", SIGNAL, _LOW),
)

ART: tuple[Art, ...] = (
    Art("The Glass Meridian (2019)/poster.jpg", GLASS, _POSTER, "The Glass Meridian", "Some lines are only drawn once"),
    Art("The Glass Meridian (2019)/fanart.jpg", GLASS, _BACKDROP),
    Art("Saltwater Hours (2021)/poster.jpg", SHORE, _POSTER, "Saltwater Hours", "A summer in four tides"),
    Art("Copper Moon (1987)/folder.jpg", COPPER, _POSTER, "Copper Moon", "The desert keeps its own time"),
    Art("Ember & Ash (2014)/poster.jpg", ASH, _POSTER, "Ember & Ash", "What the fire left standing"),
    Art(
        "Paper Lanterns (2018)/Paper Lanterns (2018)-poster.jpg", LANTERN, _POSTER, "Paper Lanterns", "One night a year"
    ),
    Art("Harbour Lights (2020)/poster.jpg", HARBOUR, _POSTER, "Harbour Lights", "Everyone comes in with the tide"),
    Art("Harbour Lights (2020)/fanart.jpg", HARBOUR, _BACKDROP),
    Art("Harbour Lights (2020)/season01-poster.jpg", SHORE, _POSTER, "Harbour Lights", "Season one"),
)

_CAST = (("Mara Ellwood", "Ines"), ("Tobias Renn", "The Captain"), ("Yuki Amano", "Haru"))

NOTES: tuple[Note, ...] = (
    Note("The Glass Meridian (2019)/movie.nfo", movie_nfo(Story(
        "The Glass Meridian", 2019, "A surveyor follows a line on an old map across a frozen sea, and finds that "
        "somebody has been moving it.", ("Adventure", "Drama"), 128, "PG-13", 7.9, "Ada Lindqvist", _CAST))),
    Note("Saltwater Hours (2021)/Saltwater Hours (2021).nfo", movie_nfo(Story(
        "Saltwater Hours", 2021, "Four siblings return to the island where they grew up, for one last summer before "
        "the ferry stops running.", ("Drama", "Romance"), 104, "PG", 7.2, "Joaquim Sales", _CAST[:2]))),
    Note("Northern Static (2016)/Northern Static (2016).nfo", movie_nfo(Story(
        "Northern Static", 2016, "At a listening post beyond the last town, a radio operator hears her own voice.",
        ("Mystery", "Science Fiction"), 97, "PG-13", 6.8, "Signe Halloran", _CAST[1:]))),
    Note("Ember & Ash (2014)/Ember & Ash (2014).nfo", movie_nfo(Story(
        "Ember & Ash", 2014, "After the mountain burns, two families share the only house left standing.",
        ("Drama",), 112, "R", 7.4, "Ada Lindqvist", _CAST))),
    Note("Midnight at the Observatory (1958)/movie.nfo", movie_nfo(Story(
        "Midnight at the Observatory", 1958, "The night watchman is the only one who sees the star go out.",
        ("Mystery",), 88, "PG", 7.7, "H. L. Carrow", _CAST[:1]))),
    Note("Harbour Lights (2020)/tvshow.nfo", series_nfo(Story(
        "Harbour Lights", 2020, "The lives of a pilot-boat crew in a small port where every ship carries a story.",
        ("Drama", "Comedy"), 45, "TV-PG", 8.1, "Joaquim Sales", _CAST))),
    Note("The Long Signal (2022)/tvshow.nfo", series_nfo(Story(
        "The Long Signal", 2022, "An answer arrives from the dark, forty years after the question was forgotten.",
        ("Science Fiction", "Thriller"), 52, "TV-14", 8.4, "Signe Halloran", _CAST[1:]))),
    Note("Saltwater Hours (2021)/Saltwater Hours (2021).en.srt", srt("Saltwater Hours", 24, "{seconds} seconds in")),
    Note("Saltwater Hours (2021)/Saltwater Hours (2021).de.srt", srt("Saltwater Hours", 24, "Sekunde {seconds}")),
    Note("The Glass Meridian (2019)/The Glass Meridian (2019).en.sdh.srt",
         srt("The Glass Meridian", 30, "[wind] {seconds} s")),
    Note("Northern Static (2016)/Northern Static (2016).en.ass", ass("Northern Static", 30)),
)  # fmt: skip
