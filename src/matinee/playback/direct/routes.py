"""`GET /api/v1/files/{id}/stream`: a file's bytes, for a session, a key, or a signed URL."""

import io
from pathlib import PurePosixPath
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, route
from litestar.params import QueryParameter
from litestar.response.base import ASGIResponse

from matinee.access import Authenticator, MediaUrlKeys, Permission, Viewer, open_to_all, viewer_of
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.errors import Forbidden, Unauthenticated
from matinee.kit.resources import Resources
from matinee.kit.signing import SignatureExpired, Verb, verify
from matinee.kit.text import display_path
from matinee.kit.web import FileAnswer, entity_of, send_file
from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.playback import repository
from matinee.playback.direct.opening import open_file
from matinee.playback.errors import FileNotFound

_MEDIA_TYPES = {
    ".avi": "video/x-msvideo",
    ".m2ts": "video/mp2t",
    ".m4v": "video/mp4",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".ogv": "video/ogg",
    ".ts": "video/mp2t",
    ".webm": "video/webm",
    ".wmv": "video/x-ms-wmv",
}

Signature = Annotated[str | None, QueryParameter(name="sig", max_length=200, description="As in a playback's `url`.")]


@route(
    "/files/{file_id:uuid}/stream",
    http_method=["GET", "HEAD"],
    guards=[open_to_all("asks for a session, a key or a signature itself")],
    tags=["Playback"],
)
async def stream_file(
    file_id: UUID,
    request: Request[Any, Any, Any],
    tx: Connection,
    resources: Resources,
    signature: Signature = None,
    download: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> ASGIResponse:
    """Give a file's bytes, whole or by range. A file that may not be seen answers like one that does not exist."""
    viewer = await _viewer(request, tx, resources, file_id, signature)
    place = await repository.visible_file(tx, viewer, file_id)
    if place is None:
        raise FileNotFound
    name = PurePosixPath(display_path(place.path)).name
    key = f"{viewer.session_id or viewer.user_id or viewer.key_id}:{file_id}"
    return FileStream(await open_file(place), name, key=key, download=download)


class FileStream(ASGIResponse):
    """The open file on its way; closed when the answer is over, or dropped before it began."""

    def __init__(self, file: io.FileIO, name: str, *, key: str, download: bool) -> None:
        super().__init__()
        self._file, self._name, self._key, self._download = file, name, key, download

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        """Send it."""
        with self._file as file:
            answer = FileAnswer(
                descriptor=file.fileno(),
                entity=entity_of(file.fileno()),
                media_type=_MEDIA_TYPES.get(PurePosixPath(self._name).suffix.lower(), "application/octet-stream"),
                name=self._name,
                download=self._download,
                key=self._key,
            )
            await send_file(scope, receive, send, answer)


async def _viewer(
    request: Request[Any, Any, Any], tx: Connection, resources: Resources, file_id: UUID, signature: str | None
) -> Viewer:
    viewer = viewer_of(request.scope)
    if viewer is not None and viewer.may(Permission.PLAY):
        return viewer
    if signature is None:
        if viewer is None:
            raise Unauthenticated
        raise Forbidden("This needs the permission “play”. Ask an administrator for it.")
    return await _signed_viewer(tx, resources, file_id, signature)


async def _signed_viewer(tx: Connection, resources: Resources, file_id: UUID, signature: str) -> Viewer:
    """Give the present rights of the one the URL was made for: a grant taken away ends the film."""
    now = resources.get(Clock).now()
    grant = verify(resources.get(MediaUrlKeys), signature, subject=file_id, verb=Verb.STREAM, now=now)
    session_id = None
    if grant.is_bound:
        live = await repository.live_playback(tx, grant.bond, grant.person)
        if live is None:
            raise SignatureExpired("This playback is over. Start playing again.")
        session_id = live.session_id
    viewer = await resources.get(Authenticator).viewer_of_person(grant.person, session_id)
    if viewer is None or not viewer.may(Permission.PLAY):
        raise SignatureExpired("Its session has ended. Sign in and start playing again.")
    return viewer
