"""The inbox put together: each folder with its files, and the answers that would settle all of them."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from matinee.access.policy import Viewer
from matinee.catalog.content_type import Candidate, Reason
from matinee.catalog.naming import clean_title
from matinee.catalog.repository.matches import only_seen
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor
from matinee.kit.text import display_path
from matinee.scanning.inbox import repository
from matinee.scanning.inbox.records import FolderChoice, InboxFile, InboxFolder, SuggestedMatch

QUESTIONS = ("no_usable_title", "no_number_or_date", "two_readings_near", "name_against_nfo")
_SORT = "inbox"
_MOST_CHOICES = 6
_SEVERAL = 2
_NUMBER = re.compile(r"[0-9]+")


async def inbox(
    tx: Connection, viewer: Viewer, library_id: UUID | None, limit: int, cursor: str | None
) -> Page[InboxFolder]:
    """Give one page of folders with questions."""
    after = None
    if cursor is not None:
        root_id, folder = decode_cursor(cursor, _SORT, tuple[UUID, str])
        after = (root_id, bytes.fromhex(folder))
    found = await repository.folders(tx, viewer, library_id, limit + 1, after)
    places, more = found[:limit], len(found) > limit
    by_folder: dict[tuple[UUID, bytes], list[InboxFile]] = {}
    rows = await repository.files_in(tx, viewer, places)
    told = [msgspec.convert(row.candidates, list[Candidate]) for row in rows]
    for row, candidates in zip(rows, await only_seen(tx, viewer, told), strict=True):
        by_folder.setdefault((row.root_id, row.folder), []).append(_file(row, candidates))
    folders = [_folder(each, by_folder.get((each.root_id, each.folder), [])) for each in places]
    last = (places[-1].root_id, places[-1].folder.hex()) if more else None
    return Page(folders, None if last is None else encode_cursor(_SORT, last))


def _file(row: Row[Any], candidates: list[Candidate]) -> InboxFile:
    reasons = msgspec.convert(row.reasons, list[Reason])
    path = display_path(row.path)
    return InboxFile(
        file_id=row.id,
        name=path.rpartition("/")[2],
        path=path,
        size_bytes=row.size_bytes,
        duration_ms=row.duration_ms,
        item_id=row.item_id,
        title_id=row.title_id,
        title=row.title,
        year=row.year,
        question=next((each.code for each in reasons if each.code in QUESTIONS), "no_usable_title"),
        reasons=reasons,
        candidates=candidates,
    )


def _folder(place: repository.Folder, files: list[InboxFile]) -> InboxFolder:
    return InboxFolder(
        library_id=place.library_id,
        library_name=place.library_name,
        library_kind=place.library_kind,
        root_id=place.root_id,
        folder=display_path(place.folder),
        file_count=place.file_count,
        files=files,
        choices=choices_for(place.library_kind, files, display_path(place.folder))[:_MOST_CHOICES],
    )


def choices_for(kind: str, files: Sequence[InboxFile], folder: str = "") -> list[FolderChoice]:
    """Give the answers for a whole folder, the likeliest first: what its files have in common. Pure."""
    offered: dict[tuple[object, ...], FolderChoice] = {}
    unnumbered = [each for each in files if each.question == "no_number_or_date"]
    for each in files:
        for candidate in each.candidates:
            if kind == "shows" and each in unnumbered:
                continue
            made = _choice(kind, each, candidate)
            key = (made.kind, made.title, made.year, made.season, made.episodes if made.kind == "number" else ())
            if key in offered:
                offered[key].matches.extend(made.matches)
            else:
                offered[key] = made
    in_order = _in_order(unnumbered, folder)
    ranked = sorted(offered.values(), key=lambda each: (-len(each.matches), -each.score))
    return [*ranked, *in_order] if ranked else in_order


def _choice(kind: str, file: InboxFile, candidate: Candidate) -> FolderChoice:
    is_number = kind == "shows" and bool(candidate.episodes) and candidate.season is not None
    return FolderChoice(
        kind="number" if is_number else "title",
        title=candidate.title,
        year=candidate.year,
        season=candidate.season if is_number else None,
        episodes=candidate.episodes if is_number else (),
        air_date=candidate.air_date,
        source=candidate.source,
        score=candidate.score,
        reasons=candidate.reasons,
        matches=[_match(file, candidate, is_number=is_number)],
    )


def _match(file: InboxFile, candidate: Candidate, *, is_number: bool) -> SuggestedMatch:
    episodes = list(candidate.episodes) if is_number else None
    season = candidate.season if is_number else None
    if is_number and candidate.item_id is not None:
        return SuggestedMatch(file_id=file.file_id, series_id=candidate.item_id, season=season, episodes=episodes)
    if candidate.item_id is not None:
        return SuggestedMatch(file_id=file.file_id, item_id=candidate.item_id)
    return SuggestedMatch(
        file_id=file.file_id, title=candidate.title, year=candidate.year, season=season, episodes=episodes
    )


def _in_order(files: Sequence[InboxFile], folder: str) -> list[FolderChoice]:
    """Files without a number: episodes in the order of their names, of the one series they are filed under.

    Where each is filed under its own name, of a series that the folder names.
    """
    filed_under = {each.title_id for each in files}
    named = clean_title(folder.rpartition("/")[2])
    series_id = files[0].title_id if len(filed_under) == 1 else None
    if series_id is None and (len(files) < _SEVERAL or not named):
        return []
    title = (files[0].title or "") if series_id is not None else named
    season = _season_of(files)
    matches = [
        SuggestedMatch(
            file_id=each.file_id,
            series_id=series_id,
            title=None if series_id is not None else title,
            season=season,
            episodes=[number],
        )
        for number, each in enumerate(sorted(files, key=_by_value), 1)
    ]
    return [
        FolderChoice(
            kind="in_order",
            title=title,
            year=files[0].year if series_id is not None else None,
            season=season,
            episodes=tuple(range(1, len(files) + 1)),
            source="name",
            score=0.3,
            matches=matches,
        )
    ]


def _season_of(files: Sequence[InboxFile]) -> int:
    """The season that the folder names, where all of its files agree; else the first."""
    named = {candidate.season for each in files for candidate in each.candidates[:1]}
    [season] = named if len(named) == 1 else [None]
    return 1 if season is None else season


def _by_value(file: InboxFile) -> str:
    """The order people see in names: numbers by their value."""
    return _NUMBER.sub(lambda number: number[0].zfill(10), file.name.casefold())
