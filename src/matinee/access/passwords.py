"""Passwords: Argon2id, computed by a few threads so that memory and the rest of the server stay as they are."""

import asyncio
import contextlib
import os
import secrets
import threading
import unicodedata
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from matinee.access.errors import PasswordTooWeak, TooManySignIns
from matinee.access.options import AccessOptions

_LONGEST = 1024
"""Characters of a password that are read at all: a hash of a megabyte would be work for nothing."""
_NICENESS = 10
_RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class PasswordRule:
    """What a new password must be: long rather than odd (NIST SP 800-63B §3.1.1.2)."""

    minimum_length: int

    def require(self, password: str) -> None:
        """Raise `PasswordTooWeak` for a password the rule refuses, saying which part of it."""
        if len(password) < self.minimum_length:
            raise PasswordTooWeak(f"A password needs at least {self.minimum_length} characters.")
        if len(password) > _LONGEST:
            raise PasswordTooWeak(f"A password has at most {_LONGEST} characters.")
        if len(set(password)) == 1:
            raise PasswordTooWeak("A password of one repeated character is guessed first.")


class PasswordPool:
    """Computes password hashes for those who hold a place; beyond the places there is 429, never a wrong 401."""

    def __init__(self, options: AccessOptions) -> None:
        self._hasher = PasswordHasher(
            time_cost=options.password_passes, memory_cost=options.password_memory_kib, parallelism=1, type=Type.ID
        )
        self._rule = PasswordRule(options.password_minimum_length)
        self._places = options.password_workers + options.password_queue
        self._executor = ThreadPoolExecutor(options.password_workers, "password", initializer=_step_back)
        self._decoy = self._hasher.hash(secrets.token_urlsafe(16))

    @contextmanager
    def place(self) -> Generator["Place"]:
        """Take a place before any other work for a sign-in is done; `TooManySignIns` when all are taken."""
        if self._places <= 0:
            detail = "The server is checking as many passwords as it can. Try again in a few seconds."
            raise TooManySignIns(detail, headers={"Retry-After": str(_RETRY_AFTER_S)})
        self._places -= 1
        try:
            yield Place(self._executor, self._hasher, self._decoy, self._rule)
        finally:
            self._places += 1

    def require_acceptable(self, password: str) -> None:
        """Raise `PasswordTooWeak` for a password the server's rule refuses."""
        self._rule.require(password)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Place:
    """The right to have passwords computed. `verify` costs the same whether the account exists or not."""

    executor: ThreadPoolExecutor
    hasher: PasswordHasher
    decoy: str
    rule: PasswordRule

    async def hash(self, password: str) -> str:
        """Hash an acceptable password; `PasswordTooWeak` says which rule it breaks."""
        self.rule.require(password)
        return await self.hash_again(password)

    async def hash_again(self, password: str) -> str:
        """Hash a password that is in use: accepted when it was set, whatever the rule is today."""
        return await self._compute(lambda: self.hasher.hash(_prepared(password)))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether a password belongs to a stored hash; None (no such account) takes as long and is false."""
        against = self.decoy if stored is None else stored
        right = await self._compute(lambda: self._matches(against, _prepared(password)))
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a hash was made with other costs than today's."""
        return self.hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self.hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _compute[T](self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self.executor.submit(work))


def _prepared(password: str) -> str:
    """Normalise, so that the same keys on another system's keyboard give the same password."""
    return unicodedata.normalize("NFKC", password[:_LONGEST])


def _step_back() -> None:
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
