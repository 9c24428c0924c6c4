"""Setting matches right over HTTP: why a file is matched, what it really is, and the way back."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import choosing
from matinee.catalog.changes import Act, ChangeRecord, Recorded, page, version_items
from matinee.catalog.choosing import Choice, EpisodeTarget, TitleTarget
from matinee.catalog.choosing.errors import FileNotFound
from matinee.catalog.content_type import ContentTypes
from matinee.catalog.following import TitleFollowers
from matinee.catalog.joining import merge
from matinee.catalog.repository.matches import MatchRecord, asked_for, load_match
from matinee.catalog.repository.near_titles import near_titles
from matinee.catalog.repository.pointing import pointed
from matinee.catalog.schemas_matching import (
    CandidateList,
    Changed,
    MatchBody,
    Matched,
    MatchMany,
    MergeBody,
    MergeVersionsBody,
    MoveBody,
    SplitBody,
)
from matinee.catalog.undoing import undo_change
from matinee.catalog.versions import merge_versions
from matinee.kit.clock import Clock
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

_MANAGE = [needs(Permission.MANAGE)]
_TAGS = ["Matching"]
UNDO_HEADER = "Matinee-Undo"
"""Names the header with the id that `POST /api/v1/undo/{id}` takes."""


def act_of(viewer: Viewer, resources: Resources) -> Act:
    """Give who acts, by which clock, and who follows."""
    return Act(viewer, resources.get(Clock), resources.find(TitleFollowers) or TitleFollowers())


@get("/files/{file_id:uuid}/match", guards=_MANAGE, tags=_TAGS, operation_id="explain_match")
async def explain_match(file_id: UUID, viewer: Viewer, tx: Connection) -> MatchRecord:
    """Say why a file is matched as it is: candidates, score, reasons, and who chose."""
    return await explained_match(tx, viewer, file_id)


async def explained_match(tx: Connection, viewer: Viewer, file_id: UUID) -> MatchRecord:
    """Give the decision on a file; `FileNotFound` when the viewer may not see it."""
    found = await load_match(tx, viewer, file_id)
    if found is None:
        raise FileNotFound
    return found


@post("/files/{file_id:uuid}/match", guards=_MANAGE, tags=_TAGS, operation_id="match_file", status_code=200)
async def match_file(
    file_id: UUID, data: MatchBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[Matched]:
    """Say what a file is. The choice is kept through every scan and refresh, and can be undone."""
    choices = [Choice(file_id, data.target())]
    recorded = await choosing.choose(tx, act_of(viewer, resources), resources.get(ContentTypes), choices)
    found = await explained_match(tx, viewer, file_id)
    return _undoable(Matched(**msgspec.structs.asdict(found), change_id=recorded.id), recorded)


@get("/files/{file_id:uuid}/candidates", guards=_MANAGE, tags=_TAGS, operation_id="find_candidates")
async def find_candidates(
    file_id: UUID,
    viewer: Viewer,
    tx: Connection,
    q: Annotated[str, Parameter(min_length=1, max_length=200)],
    year: Annotated[int | None, Parameter(ge=1800, le=2200)] = None,
) -> CandidateList:
    """Find known titles that a file might be of, by name, the nearest first, each with its reasons."""
    asked = await asked_for(tx, viewer, file_id, q, year)
    if asked is None:
        raise FileNotFound
    return CandidateList(await near_titles(tx, viewer, asked, 20))


@post("/inbox/match", guards=_MANAGE, tags=_TAGS, operation_id="match_files", status_code=200)
async def match_files(data: MatchMany, viewer: Viewer, tx: Connection, resources: Resources) -> Response[Changed]:
    """Say what many files are, a whole folder for example: one change, all of it or nothing."""
    choices = [each.choice() for each in data.matches]
    return _changed(await choosing.choose(tx, act_of(viewer, resources), resources.get(ContentTypes), choices))


@post("/items/{item_id:uuid}/split", guards=_MANAGE, tags=_TAGS, operation_id="split_item", status_code=200)
async def split_item(
    item_id: UUID, data: SplitBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[Changed]:
    """Make some of a title's files a title of their own."""
    target = TitleTarget(data.title, data.year)
    act = act_of(viewer, resources)
    return _changed(await choosing.split(tx, act, resources.get(ContentTypes), item_id, data.file_ids, target))


@post("/items/{item_id:uuid}/merge", guards=_MANAGE, tags=_TAGS, operation_id="merge_items", status_code=200)
async def merge_items(
    item_id: UUID, data: MergeBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[Changed]:
    """Let other titles go into this one: their files are versions of it, their history is its own."""
    return _changed(await merge(tx, act_of(viewer, resources), item_id, data.item_ids))


@post(
    "/items/{item_id:uuid}/versions/merge",
    guards=_MANAGE,
    tags=_TAGS,
    operation_id="merge_item_versions",
    status_code=200,
)
async def merge_item_versions(
    item_id: UUID, data: MergeVersionsBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[Changed]:
    """Let versions be the parts of one, in the order given."""
    return _changed(await merge_versions(tx, act_of(viewer, resources), item_id, data.version_ids))


@post("/items/{item_id:uuid}/move", guards=_MANAGE, tags=_TAGS, operation_id="move_episode", status_code=200)
async def move_episode(
    item_id: UUID, data: MoveBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[Changed]:
    """Let an episode be another one, with its files and its history."""
    act = act_of(viewer, resources)
    target = EpisodeTarget(data.series_id or await _series_of(tx, viewer, item_id), data.season, tuple(data.episodes))
    return _changed(await choosing.move_episode(tx, act, resources.get(ContentTypes), item_id, target))


@get("/changes", guards=_MANAGE, tags=_TAGS, operation_id="list_changes")
async def list_changes(
    viewer: Viewer,
    tx: Connection,
    about: Annotated[UUID | None, Parameter(description="An item or a file.")] = None,
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 50,
    cursor: Annotated[str | None, Parameter(max_length=2000)] = None,
) -> Page[ChangeRecord]:
    """List the changes to titles that the caller may undo, latest first."""
    return await page(tx, viewer, about, limit, cursor)


@post("/changes/{change_id:uuid}/undo", guards=_MANAGE, tags=_TAGS, operation_id="undo_change", status_code=204)
async def undo_title_change(change_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Set back what a change to titles altered; refused with the reason when it was altered again since."""
    await undo_change(tx, act_of(viewer, resources), change_id)


async def _series_of(tx: Connection, viewer: Viewer, item_id: UUID) -> UUID:
    episode = await pointed(tx, viewer, item_id)
    return episode.series_id or episode.id


def _changed(recorded: Recorded) -> Response[Changed]:
    items = {UUID(str(row["id"])) for table, *both in recorded.rows if table == "item" for row in both if row}
    return _undoable(Changed(recorded.id, sorted(items | version_items(recorded.rows))), recorded)


def _undoable[T](body: T, recorded: Recorded) -> Response[T]:
    headers = {} if recorded.id is None else {UNDO_HEADER: str(recorded.id)}
    return Response(body, status_code=200, headers=headers)


MATCHING_ROUTES: list[HTTPRouteHandler] = [
    explain_match,
    match_file,
    find_candidates,
    match_files,
    split_item,
    merge_items,
    merge_item_versions,
    move_episode,
    list_changes,
    undo_title_change,
]
