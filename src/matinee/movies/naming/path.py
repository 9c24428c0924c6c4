"""A path read as a movie's: file name and folder names both, the better one wins."""

import re
from functools import lru_cache

import msgspec

from matinee.catalog.naming import (
    GENERIC_FOLDERS,
    NameReading,
    clean_title,
    extra_of_folder,
    find_part,
    is_sure_extras_folder,
    match_key,
    read_name,
    read_path,
    take_extra_suffix,
)
from matinee.movies.naming.reading import MovieGuess, MovieReading

_INNER_FOLDER = re.compile(
    r"(?:cd|dvd|disc|disk|part|pt)[\s._-]?[0-9a-d]{1,2}|bdmv|stream|video_ts|backup|playlist|clipinf|subs?|movie|"
    r"[0-9]{3,4}p|4k|uhd|hd|sd|3d|bluray|blu-ray|dvd|remux|web-?dl|extended|theatrical|director'?s cut|versions?",
    re.IGNORECASE,
)
_DATE_IN_FRONT = re.compile(
    r"(?:19|20)[0-9]{2}[.-][01]?[0-9][.-][0-3]?[0-9][\s._-]+(?=[^\W\d_].{2,200}(?<![0-9])(?:19|20)[0-9]{2}(?![0-9]))"
)
"""`2022.8.2.Film.1995`: the day somebody put before the name."""
_YEAR_FOLDER = re.compile(r"(?:19|20)[0-9]{2}")
_SHORT_FOLDER = re.compile(r"[0-9A-Z#]|[A-Z]\s?-\s?[A-Z]|0-9|\d{2,4}s", re.IGNORECASE)


class _Chosen(msgspec.Struct, frozen=True):
    reading: NameReading
    place: str
    confidence: float


def read_movie_path(path: str | bytes) -> MovieReading:
    """Title, year, edition, part, ids and extra kind of a movie file, from its name and its folders. Never raises."""
    names = read_path(path)
    folders = list(names.folders)
    stem, extra, extra_rule, extra_title = names.stem, None, "", None
    while len(folders) > 1 and (kind := _extras_kind(folders)):
        extra, extra_rule = (kind if extra in {None, "other"} else extra), "extras_folder"
        folders.pop()
    in_extras_folder = extra is not None
    if not in_extras_folder:
        stem, extra = take_extra_suffix(names.stem)
        extra_rule = "extras_suffix" if extra else ""
    file = read_name(_without_date(stem) if stem[:2] in {"19", "20"} else stem)
    folder = _folder_reading(tuple(folders))
    if in_extras_folder:
        extra_title = take_extra_suffix(names.stem)[0] or names.stem
        chosen = _Chosen(folder, "folder", 0.9) if folder else _Chosen(file, "file", 0.3)
    else:
        is_same = file.year and folder is not None and match_key(file.title) == match_key(folder.title)
        is_folders_extra = extra is not None and folder is not None and folder.year_is_bracketed and not is_same
        chosen = _Chosen(folder, "folder", 0.95) if is_folders_extra and folder else _choose(file, folder)
        if extra and chosen.place == "folder" and match_key(file.title) != match_key(chosen.reading.title):
            extra_title = file.title or None
    return _reading(
        chosen, file, folder, extra=(extra, extra_rule, extra_title and clean_title(extra_title)), folders=folders
    )


def _without_date(stem: str) -> str:
    found = _DATE_IN_FRONT.match(stem)
    return stem[found.end() :] if found else stem


def _extras_kind(folders: list[str]) -> str | None:
    kind = extra_of_folder(folders[-1])
    if not kind or (not is_sure_extras_folder(folders[-1]) and _is_generic(folders[-2])):
        return None
    return kind


def _is_generic(folder: str) -> bool:
    """A folder that sorts the disk: `Movies`, `HD Movies`, `A-F`, `1990s`; it names no title."""
    words = folder.lower().replace("-", " ").replace("_", " ").replace(".", " ").split()
    return all(word in GENERIC_FOLDERS for word in words) or _SHORT_FOLDER.fullmatch(folder) is not None


@lru_cache(maxsize=2048)
def _folder_reading(folders: tuple[str, ...]) -> NameReading | None:
    """The nearest folder that may name the movie; None when it only sorts the disk."""
    for folder in reversed(folders[-4:]):
        if _INNER_FOLDER.fullmatch(folder):
            continue
        if _is_generic(folder):
            return None
        reading = read_name(folder)
        return reading if reading.is_usable else None
    return None


def _choose(file: NameReading, folder: NameReading | None) -> _Chosen:  # noqa: PLR0911 - a table of cases
    if folder is None:
        return _Chosen(file, "file", _confidence(file))
    if not file.is_usable:
        return _Chosen(folder, "folder", _confidence(folder) - 0.02)
    file_key, folder_key = match_key(file.title), match_key(folder.title)
    if file_key == folder_key:
        return _agreeing(file, folder)
    is_of_release = folder.group is not None or (file.year is not None and file.year == folder.year)
    if is_of_release and file_key.endswith(f" {folder_key}") and file_key.count(" ") - folder_key.count(" ") < 3:
        return _Chosen(folder, "folder", _confidence(folder))  # `grp-film.2010.x264` in the folder of a release
    if folder.year and file.year and file.year != folder.year:
        swallowed = folder_key == match_key(f"{file.title} {file.year}")
        return _Chosen(folder, "folder", 0.95) if swallowed else _Chosen(file, "file", _confidence(file) - 0.05)
    if folder.year and not file.year:
        return _dated_folder(file, folder, file_key, folder_key)
    if file.year and not folder.year:
        swallowed = folder_key == match_key(f"{file.title} {file.year}")
        return _Chosen(folder, "folder", 0.75) if swallowed else _Chosen(file, "file", _confidence(file))
    if folder.year:
        if folder.holds_several and folder_key not in file_key:
            return _Chosen(file, "file", _confidence(file))
        is_better = folder.year_is_bracketed or (not file.year_is_bracketed and len(folder_key) >= len(file_key))
        return _Chosen(folder, "folder", 0.9) if is_better else _Chosen(file, "file", 0.9)
    return _undated(file, folder, file_key, folder_key)


def _agreeing(file: NameReading, folder: NameReading) -> _Chosen:
    if file.year and folder.year and file.year != folder.year:
        better = file if file.year_is_bracketed else folder
        return _Chosen(better, "folder" if better is folder else "file", 0.85)
    if file.year and not folder.year:
        return _Chosen(file, "file", _confidence(file))
    return _Chosen(folder, "folder", max(_confidence(folder), _confidence(file)))


def _dated_folder(file: NameReading, folder: NameReading, file_key: str, folder_key: str) -> _Chosen:
    """Only the folder has a year: a film's own folder, unless it says that it holds several."""
    if folder.holds_several and not file_key.startswith(folder_key):
        return _Chosen(file, "file", 0.7)
    return _Chosen(folder, "folder", 0.92)


def _undated(file: NameReading, folder: NameReading, file_key: str, folder_key: str) -> _Chosen:
    if folder.is_tagged and not file.is_tagged and not file_key.startswith(folder_key):
        return _Chosen(folder, "folder", 0.8)
    if file.part is None and file_key in {f"{folder_key} {letter}" for letter in "ab"}:
        return _Chosen(folder, "folder", 0.6)
    return _Chosen(file, "file", 0.72 if file.is_tagged else 0.65)


def _confidence(reading: NameReading) -> float:
    if not reading.is_usable:
        return 0.1
    if reading.year:
        return 1.0 if reading.year_is_bracketed else 0.95 if reading.is_tagged else 0.88
    return 0.8 if reading.is_tagged else 0.7


def _reading(
    chosen: _Chosen,
    file: NameReading,
    folder: NameReading | None,
    *,
    extra: tuple[str | None, str, str | None],
    folders: list[str],
) -> MovieReading:
    best, other = chosen.reading, folder if chosen.place == "file" else file
    year, year_rule = best.year, f"{chosen.place}.{best.year_rule}"
    if year is None and other and other.year and match_key(other.title) == match_key(best.title):
        year, year_rule = other.year, f"{'file' if chosen.place == 'folder' else 'folder'}.{other.year_rule}"
    if (
        year is None
        and chosen.place == "file"
        and folders
        and _YEAR_FOLDER.fullmatch(folders[-1])
        and folders[-1] != best.title
    ):
        year, year_rule = int(folders[-1]), "folder.year_folder"
    ids = {**(folder.ids if folder else {}), **file.ids}
    part = file.part or (_part_of_folder(file, best) if chosen.place == "folder" else None)
    edition = file.edition or (best.edition if chosen.place == "folder" else None)
    is_release = folder is None and best.group is not None and best.names_something  # a film called *Film*
    title = best.title if best.is_usable or is_release else ""
    kind, extra_rule, extra_title = extra
    found = (
        ("title", title, f"{chosen.place}.{best.title_rule}"), ("year", year, year_rule), ("edition", edition, "edition"),
        ("part", part, "part_mark"), ("ids", ids, "id_tag"), ("extra", kind, extra_rule),
        ("group", file.group, "release_group"),
    )  # fmt: skip
    return MovieReading(
        title=title,
        year=year,
        edition=edition,
        part=part,
        ids=ids,
        extra=kind,
        extra_title=extra_title,
        group=file.group or (folder.group if folder else None),
        rules={name: rule for name, value, rule in found if value},
        confidence=round(chosen.confidence if title else 0.0, 2),
        alternatives=_alternatives(chosen, file, folder),
    )


def _part_of_folder(file: NameReading, folder: NameReading) -> int | None:
    """`Film Part 3` in the folder `Film (2010)`: what may be a sequel's name elsewhere is a part here."""
    found = find_part(file.title)
    is_part = found is not None and found.end == len(file.title) and found.start > 0
    return (
        found.number if found and is_part and match_key(file.title[: found.start]) == match_key(folder.title) else None
    )


def _alternatives(chosen: _Chosen, file: NameReading, folder: NameReading | None) -> tuple[MovieGuess, ...]:
    guesses: list[MovieGuess] = []
    best = chosen.reading
    other = folder if chosen.place == "file" else file
    if other and other.is_usable and match_key(other.title) != match_key(best.title):
        guesses.append(MovieGuess(other.title, other.year, round(chosen.confidence - 0.25, 2)))
    if best.year_rule == "bare_year" and not best.is_tagged:
        guesses.append(MovieGuess(f"{best.title} {best.year}", None, round(chosen.confidence - 0.2, 2)))
    return tuple(guess for guess in guesses if guess.confidence > 0)
