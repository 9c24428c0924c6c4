"""The text files of the demo library: subtitles and NFO."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

import msgspec


class Story(msgspec.Struct, frozen=True):
    """What an NFO tells."""

    title: str
    year: int
    plot: str
    genres: tuple[str, ...]
    minutes: int
    certificate: str
    rating: float
    director: str
    actors: tuple[tuple[str, str], ...]


def movie_nfo(story: Story) -> str:
    """Write a movie's NFO."""
    return _nfo("movie", story)


def series_nfo(story: Story) -> str:
    """Write a series' NFO."""
    return _nfo("tvshow", story)


def srt(title: str, seconds: int, words: str) -> str:
    """Write SubRip cues every four seconds; `words` holds `{seconds}`."""
    cues = [
        f"{number}\n{_time(start, ',')}0 --> {_time(start + 3, ',')}0\n{title}\n<i>{words.format(seconds=start)}</i>\n"
        for number, start in enumerate(range(1, seconds - 3, 4), 1)
    ]
    return "\n".join(cues)


def ass(title: str, seconds: int) -> str:
    """Write Advanced SubStation cues with a style of their own."""
    head = (
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 1280\nPlayResY: 720\n\n[V4+ Styles]\n"
        "Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, Bold, Alignment, MarginV, Outline, Shadow\n"
        "Style: Default,Inter,44,&H00F5FFE9,&H00302010,0,2,60,2,0\n"
        "Style: Sign,Inter,36,&H0060E0FF,&H00302010,1,8,50,2,0\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Text\n"
    )
    sign = f"Dialogue: 0,{_time(1, '.')},{_time(6, '.')},Sign,{{\\fad(400,400)}}{title.upper()}\n"
    cues = "".join(
        f"Dialogue: 0,{_time(start, '.')},{_time(start + 3, '.')},Default,{{\\i1}}…static…{{\\i0}} {start} seconds\n"
        for start in range(2, seconds - 3, 5)
    )
    return head + sign + cues


def _time(seconds: int, mark: str) -> str:
    hundredths = f"{mark}00"
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{hundredths}"


def _nfo(root: str, story: Story) -> str:
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "\n".join(_lines(root, story)) + "\n"


def _lines(root: str, story: Story) -> Iterator[str]:
    yield f"<{root}>"
    yield f"  <title>{escape(story.title)}</title>"
    yield f"  <year>{story.year}</year>"
    yield f"  <plot>{escape(story.plot)}</plot>"
    yield f"  <runtime>{story.minutes}</runtime>"
    yield f"  <mpaa>{story.certificate}</mpaa>"
    yield f"  <rating>{story.rating}</rating>"
    for genre in story.genres:
        yield f"  <genre>{escape(genre)}</genre>"
    yield f"  <director>{escape(story.director)}</director>"
    for order, (name, role) in enumerate(story.actors):
        yield f"  <actor><name>{escape(name)}</name><role>{escape(role)}</role><order>{order}</order></actor>"
    yield f"</{root}>"
