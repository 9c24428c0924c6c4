"""Playback over HTTP: begin, heartbeat, end; and the bytes."""

from typing import Annotated
from uuid import UUID

from litestar import delete, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from matinee.access import Permission, Viewer, needs
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.resources import Resources
from matinee.playback.direct import stream_file
from matinee.playback.schemas import Heartbeat, PlaybackAnswer, PlaybackRequest
from matinee.playback.service import begin_playback, end_playback, keep_alive

_PLAY = [needs(Permission.PLAY)]
LastPosition = Annotated[
    int | None, QueryParameter(name="position_ms", ge=0, le=2**53, description="Where it stopped.")
]


@post("/playback", guards=_PLAY, tags=["Playback"])
async def post_playback(data: PlaybackRequest, viewer: Viewer, tx: Connection, resources: Resources) -> PlaybackAnswer:
    """Begin to play an item: how, from where, and under which URL."""
    return await begin_playback(tx, viewer, data, resources)


@post("/playback/{playback_id:uuid}/heartbeat", guards=_PLAY, tags=["Playback"], status_code=204)
async def post_heartbeat(
    playback_id: UUID, data: Heartbeat, viewer: Viewer, tx: Connection, resources: Resources
) -> None:
    """Say where the player is; keeps the playback and its URLs alive."""
    await keep_alive(tx, viewer, playback_id, data, resources.get(Clock))


@delete("/playback/{playback_id:uuid}", guards=_PLAY, tags=["Playback"])
async def delete_playback(
    playback_id: UUID, viewer: Viewer, tx: Connection, resources: Resources, position: LastPosition = None
) -> None:
    """End a playback."""
    await end_playback(tx, viewer, playback_id, position, resources.get(Clock))


ROUTES: list[HTTPRouteHandler] = [post_playback, post_heartbeat, delete_playback, stream_file]
