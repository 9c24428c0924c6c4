"""Server-sent events: the outbox as each viewer may see it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.params import HeaderParameter
from litestar.response import Stream

from matinee.access import Authenticator, Permission, Viewer, address_of, needs, token_of
from matinee.catalog import HiddenTitles
from matinee.kit.db import Database
from matinee.kit.events import Announced, Bus, Cursor, Event, Resync, Subscription, SubscriptionEnded, Told
from matinee.kit.resources import Resources

HEARTBEAT_S = 15.0
VIEWER_AGE_S = 0.5
"""What the viewer may see is asked again before anything is sent, once the last answer is this old."""
_CHECK_S = 0.9
"""And at least this often while nothing happens, so that a stream ends within a second of its session."""


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
    after: str | None = None,
) -> Stream:
    """Tell what happens as it happens, as server-sent events.

    A client that comes back with `Last-Event-ID` gets what it missed; when that is too much, no longer kept, or no
    place at all, it is told `resync` and reads anew what it shows. `after` is the same for one that opens it: the place
    that `GET /me` gave, so that nothing is missed between what it reads and the stream's beginning.
    """
    place = last_event_id or after
    begin = Cursor.parse(place) if place else None
    is_lost = bool(place) and begin is None
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    listener = _Listener(request.scope, viewer, resources)
    told = _told(listener, resources.get(Bus), begin, is_lost=is_lost)
    return Stream(told, media_type="text/event-stream", headers=headers)


class _Listener:
    """Who listens: the viewer of the stream's token, asked again as long as the stream lives."""

    def __init__(self, scope: Mapping[str, Any], viewer: Viewer, resources: Resources) -> None:
        self._token, self._address = token_of(scope), address_of(scope)
        self._authenticator = resources.get(Authenticator)
        self._database = resources.get(Database)
        self._hidden = HiddenTitles()
        self._viewer: Viewer | None = viewer
        self._asked_at = time.monotonic()

    async def viewer(self) -> Viewer | None:
        """Give the viewer with their present rights; None once the session has ended."""
        if time.monotonic() - self._asked_at > VIEWER_AGE_S:
            self._asked_at = time.monotonic()
            self._viewer = await self._authenticator.viewer(self._token, self._address) if self._token else None
        return self._viewer

    async def hears(self, viewer: Viewer, told: Told) -> bool:
        """Tell whether something is for this listener."""
        if isinstance(told, Resync):
            return True
        if not may_hear(viewer, told.event):
            return False
        return not await self._hidden.are_told_by(self._database, viewer, told.event)


async def _told(listener: _Listener, bus: Bus, after: Cursor | None, *, is_lost: bool) -> AsyncGenerator[bytes]:
    """Give events until the session ends. Each empty line carries the place, so that a return begins there."""
    with bus.subscribe() as subscription:
        yield f"retry: 2000\nid: {subscription.cursor if after is None else after}\n\n".encode()
        if is_lost:
            yield as_sse(Resync(subscription.cursor))
        if after is not None:
            for told in await bus.missed(after, subscription.cursor):
                viewer = await listener.viewer()
                if viewer is not None and await listener.hears(viewer, told):
                    yield as_sse(told)
                after = told.cursor if isinstance(told, Announced) else None
        heard_at = time.monotonic()
        while True:
            try:
                told = await _next(subscription)
            except SubscriptionEnded:
                return
            viewer = await listener.viewer()
            if viewer is None:
                return
            if told is not None and (after is None or told.cursor > after) and await listener.hears(viewer, told):
                yield as_sse(told)
            elif time.monotonic() - heard_at > HEARTBEAT_S:
                yield f": still here\nid: {subscription.cursor}\n\n".encode()
            else:
                continue
            heard_at = time.monotonic()


async def _next(subscription: Subscription) -> Told | None:
    try:
        async with asyncio.timeout(_CHECK_S):
            return await subscription.get()
    except TimeoutError:
        return None


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
