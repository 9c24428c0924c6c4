"""Passwords: Argon2id, computed by a few threads so that memory and the rest of the server stay as they are."""

import asyncio
import contextlib
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from matinee.access.errors import PasswordTooWeak, TooManySignIns
from matinee.access.options import AccessOptions

_LONGEST = 1024
"""Characters of a password that are read at all: a hash of a megabyte would be work for nothing."""
_NICENESS = 10
_RETRY_AFTER_S = 5


class PasswordPool:
    """Computes and checks password hashes. `verify` costs the same whether the account exists or not."""

    def __init__(self, options: AccessOptions) -> None:
        self._hasher = PasswordHasher(
            time_cost=options.password_passes, memory_cost=options.password_memory_kib, parallelism=1, type=Type.ID
        )
        self._minimum_length = options.password_minimum_length
        self._room = options.password_workers + options.password_queue
        self._lock = threading.Lock()
        self._executor = ThreadPoolExecutor(options.password_workers, "password", initializer=_step_back)
        self._decoy = self._hasher.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        """Hash an acceptable password; `PasswordTooWeak` says which rule it breaks."""
        self.require_acceptable(password)
        return await self._run(lambda: self._hasher.hash(_prepared(password)))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether a password belongs to a stored hash; None (no such account) takes as long and is false."""
        against = self._decoy if stored is None else stored
        right = await self._run(lambda: self._matches(against, _prepared(password)))
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""
        return self._hasher.check_needs_rehash(stored)

    def require_acceptable(self, password: str) -> None:
        """Raise `PasswordTooWeak` for a password the server's rule refuses."""
        if len(password) < self._minimum_length:
            raise PasswordTooWeak(f"A password needs at least {self._minimum_length} characters.")
        if len(password) > _LONGEST:
            raise PasswordTooWeak(f"A password has at most {_LONGEST} characters.")
        if len(set(password)) == 1:
            raise PasswordTooWeak("A password of one repeated character is guessed first.")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run[T](self, work: Callable[[], T]) -> T:
        with self._lock:
            if self._room <= 0:
                detail = "The server is checking as many passwords as it can. Try again in a few seconds."
                raise TooManySignIns(detail, headers={"Retry-After": str(_RETRY_AFTER_S)})
            self._room -= 1
        future = self._executor.submit(work)
        future.add_done_callback(self._make_room)
        return await asyncio.wrap_future(future)

    def _make_room(self, _: object) -> None:
        with self._lock:
            self._room += 1


def _prepared(password: str) -> str:
    """Normalise, so that the same keys on another system's keyboard give the same password."""
    return unicodedata.normalize("NFKC", password[:_LONGEST])


def _step_back() -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
