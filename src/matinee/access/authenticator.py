"""From a token to its viewer."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from matinee.access.callers import Caller, actor_of
from matinee.access.options import AccessOptions
from matinee.access.policy import Viewer
from matinee.access.repository import keys, sessions
from matinee.access.repository.keys import LiveKey
from matinee.access.repository.sessions import LiveSession
from matinee.access.tokens import KEY_PREFIX, token_hash
from matinee.access.viewing import viewer_of_key, viewer_of_person, viewer_of_rights
from matinee.journal import Entry, record
from matinee.kit.cache import SECURITY, CacheKind, Caches, Loaded, private_key
from matinee.kit.db import Connection, Database

_SEEN_AGAIN_S = 60.0
_ASKED_OF_ROLES = "second_factors"
"""Told when other roles need a second factor."""
SESSIONS = CacheKind(
    name="sessions", holds=LiveSession, fresh_for=timedelta(minutes=1), at_most=10_000, unheard_for=SECURITY
)
"""Live sessions with their account and grants, by token. The tables tell their changes by triggers."""
KEYS = CacheKind(name="api_keys", holds=LiveKey, fresh_for=timedelta(minutes=1), at_most=10_000, unheard_for=SECURITY)
"""Live API keys with their maker's grants, by key."""
PEOPLE = CacheKind(name="people", holds=Viewer, fresh_for=timedelta(seconds=10), at_most=10_000, unheard_for=SECURITY)
"""What the people may see for whom signed URLs were made. Short, as it does not know when their session ends."""


class Authenticator:
    """Resolves tokens. When a session or key was last used is written beside the request, never in its way."""

    def __init__(self, database: Database, options: AccessOptions, caches: Caches) -> None:
        self._database = database
        self._options = options
        self._sessions = caches.of(SESSIONS)
        self._keys = caches.of(KEYS)
        self._people = caches.of(PEOPLE)
        self._touched: dict[UUID, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def viewer(self, token: str, address: str | None) -> Viewer | None:
        """Give the viewer of a live token; None for one that is unknown, ended, expired, or of a disabled account."""
        if token.startswith(KEY_PREFIX):
            return await self._viewer_of_key(token)
        live = await self._sessions.get(private_key(token), lambda: self._read_session(token))
        if live is None:
            return None
        if live.seen_long_ago:
            self._touch(
                live.session_id, lambda tx: sessions.touch(tx, live.session_id, self._options.session_idle, address)
            )
        return viewer_of_rights(live.rights, self._options, live.session_id)

    async def _viewer_of_key(self, key: str) -> Viewer | None:
        live = await self._keys.get(private_key(key), lambda: self._read_key(key))
        if live is None:
            return None
        if live.used_long_ago:
            self._touch(live.key_id, lambda tx: keys.touch(tx, live.key_id))
        return viewer_of_key(live, self._options)

    async def viewer_of_person(self, person: UUID, bond: UUID | None) -> Viewer | None:
        """Give a person's present rights, of the session or key that a signed URL is bound to; None once it ended."""
        return await self._people.get(f"{person}:{bond}", lambda: self._read_person(person, bond))

    async def _read_person(self, person: UUID, bond: UUID | None) -> Loaded[Viewer]:
        async with self._database.reading() as connection:
            viewer = await viewer_of_person(connection, person, bond, self._options)
        return Loaded(viewer, (_ASKED_OF_ROLES, f"account:{person}", f"session:{bond}", f"api_key:{bond}"))

    async def _read_session(self, token: str) -> Loaded[LiveSession]:
        async with self._database.reading() as connection:
            live = await sessions.by_token(connection, token_hash(token))
        if live is None:
            return Loaded(None)
        tags = (_ASKED_OF_ROLES, f"session:{live.session_id}", f"account:{live.rights.user_id}")
        return Loaded(live, tags, live.valid_for)

    async def _read_key(self, key: str) -> Loaded[LiveKey]:
        async with self._database.reading() as connection:
            live = await keys.by_hash(connection, token_hash(key))
        if live is None:
            return Loaded(None)
        tags = (_ASKED_OF_ROLES, f"api_key:{live.key_id}", f"account:{live.rights.user_id}")
        return Loaded(live, tags, live.valid_for)

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

    def _touch(self, seen: UUID, write: Callable[[Connection], Awaitable[None]]) -> None:
        now = time.monotonic()
        if now - self._touched.get(seen, -_SEEN_AGAIN_S) < _SEEN_AGAIN_S:
            return
        self._touched = {key: at for key, at in self._touched.items() if now - at < _SEEN_AGAIN_S}
        self._touched[seen] = now
        task = asyncio.create_task(self._write_touch(seen, write))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_touch(self, seen: UUID, write: Callable[[Connection], Awaitable[None]]) -> None:
        try:
            async with self._database.transaction() as tx:
                await write(tx)
        except (SQLAlchemyError, OSError):
            self._touched.pop(seen, None)  # said again by the next request
