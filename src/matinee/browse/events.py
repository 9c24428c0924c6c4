"""Server-sent events: the outbox as each viewer may see it."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import HeaderParameter
from litestar.response import Stream

from matinee.access import Authenticator, Permission, Viewer, address_of, needs, token_of
from matinee.kit.events import Announced, Bus, Cursor, Event, Resync
from matinee.kit.resources import Resources

HEARTBEAT_S = 15.0


@get(
    "/events",
    guards=[needs(Permission.READ)],
    tags=["Events"],
    media_type="text/event-stream",
    operation_id="stream_events",
)
async def stream_events(
    request: Request[Any, Any, Any],
    viewer: Viewer,
    resources: Resources,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
) -> Stream:
    """Tell what happens as it happens, as server-sent events.

    A client that comes back with `Last-Event-ID` is told `resync` when it may have missed something.
    """
    after = Cursor.parse(last_event_id) if last_event_id else None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(_told(request, viewer, resources, after), media_type="text/event-stream", headers=headers)


async def _told(
    request: Request[Any, Any, Any], viewer: Viewer, resources: Resources, after: Cursor | None
) -> AsyncGenerator[bytes]:
    """Give events until the session ends; the viewer's grants are read again with each heartbeat."""
    authenticator, token = resources.get(Authenticator), token_of(request.scope)
    with resources.get(Bus).subscribe() as subscription:
        yield b"retry: 2000\n\n"
        if after is not None and after < subscription.cursor:
            yield as_sse(Resync(subscription.cursor))
        present: Viewer | None = viewer
        while present is not None:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    told = await subscription.get()
            except TimeoutError:
                yield b": still here\n\n"
                present = await authenticator.viewer(token, address_of(request.scope)) if token else None
                continue
            if isinstance(told, Resync) or may_hear(present, told.event):
                yield as_sse(told)


def may_hear(viewer: Viewer, event: Event) -> bool:
    """Tell whether an event is for this viewer: each field that is set narrows the audience."""
    if event.permission is not None and event.permission not in {each.value for each in viewer.permissions}:
        return False
    if event.user_id is not None and event.user_id != viewer.user_id and not viewer.may(Permission.ADMIN):
        return False
    if event.library_ids is None:
        return True
    if not viewer.all_libraries and viewer.library_ids.isdisjoint(event.library_ids):
        return False
    if viewer.maximum_age is None:
        return True
    return viewer.sees_unrated if event.minimum_age is None else event.minimum_age <= viewer.maximum_age


def as_sse(told: Announced | Resync) -> bytes:
    """Write one event as EventSource reads it (WHATWG HTML, server-sent events)."""
    if isinstance(told, Resync):
        return f"id: {told.cursor}\nevent: resync\ndata: {{}}\n\n".encode()
    event = told.event
    data = {"name": event.name, "at": told.at, "subject_id": event.subject_id, "payload": event.payload}
    lines = (f"id: {told.cursor}".encode(), f"event: {event.name}".encode(), b"data: " + msgspec.json.encode(data))
    return b"\n".join(lines) + b"\n\n"
