"""From a token to its viewer."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from matinee.access.callers import Caller, actor_of
from matinee.access.options import AccessOptions
from matinee.access.policy import PERMISSIONS_OF, Viewer
from matinee.access.repository import sessions
from matinee.access.repository.sessions import LiveSession
from matinee.access.tokens import token_hash
from matinee.journal import Entry, record
from matinee.kit.db import Database

_SEEN_AGAIN_S = 60.0


class Authenticator:
    """Resolves tokens. Writing down when a session was last seen happens beside the request, never in its way."""

    def __init__(self, database: Database, options: AccessOptions) -> None:
        self._database = database
        self._options = options
        self._touched: dict[UUID, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def viewer(self, token: str, address: str | None) -> Viewer | None:
        """Give the viewer of a live token; None for one that is unknown, ended, expired, or of a disabled account."""
        async with self._database.reading() as connection:
            live = await sessions.by_token(connection, token_hash(token))
        if live is None:
            return None
        if live.seen_long_ago:
            self._touch(live.session_id, address)
        return viewer_of_session(live, self._options)

    async def record_refusal(self, scope: Mapping[str, Any], caller: Caller) -> None:
        """Journal that a key tried what it may not do."""
        if caller.viewer is None or caller.viewer.key_id is None:
            return
        entry = Entry(
            actor=actor_of(scope),
            action="apikey.refused",
            target_kind="route",
            target_name=f"{scope.get('method', 'GET')} {scope['path']}",
            result="refused",
            details={"why": caller.refusal},
        )
        async with self._database.transaction() as tx:
            await record(tx, entry)

    async def settle(self) -> None:
        """Wait for what is being written down."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.settle()

    def _touch(self, session_id: UUID, address: str | None) -> None:
        now = time.monotonic()
        if now - self._touched.get(session_id, -_SEEN_AGAIN_S) < _SEEN_AGAIN_S:
            return
        self._touched = {key: at for key, at in self._touched.items() if now - at < _SEEN_AGAIN_S}
        self._touched[session_id] = now
        task = asyncio.create_task(self._write_touch(session_id, address))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_touch(self, session_id: UUID, address: str | None) -> None:
        try:
            async with self._database.transaction() as tx:
                await sessions.touch(tx, session_id, self._options.session_idle, address)
        except (SQLAlchemyError, OSError):
            self._touched.pop(session_id, None)  # said again by the next request


def viewer_of_session(live: LiveSession, options: AccessOptions) -> Viewer:
    """Give what a session may do. Without a second factor that is due, it may only set one up."""
    due = (live.second_factor_required or options.second_factor_required) and not live.has_second_factor
    return Viewer(
        user_id=live.user_id,
        permissions=frozenset() if due else PERMISSIONS_OF[live.role],
        all_libraries=live.all_libraries and not due,
        library_ids=frozenset() if due else live.library_ids,
        maximum_age=live.maximum_age,
        sees_unrated=live.sees_unrated,
        role=live.role,
        session_id=live.session_id,
        username=live.username,
    )
