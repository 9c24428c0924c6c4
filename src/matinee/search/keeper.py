"""Keeps this machine's index: takes what is beyond its mark, builds it anew where it is gone, broken or outdated."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from typing import Self
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Connection, Database
from matinee.kit.events import Heard, listen
from matinee.search import repository
from matinee.search.records import Mark, Proposed, Question
from matinee.search.tantivy_index import IndexBroken, TantivyIndex

_log = structlog.get_logger("matinee.search")
_STEP = 5000
_LOOK_EVERY_S = 30.0
_NAMES = ("a", "b")
"""The folder in use and, while an index is built anew, the one beside it."""
_AT_ONCE = 2
"""Questions in threads of their own: more would only take the interpreter from each other, and from other requests."""


class SearchKeeper:
    """One machine's index, always up to date within moments; reading goes on while it is built anew."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        self._index: TantivyIndex | None = None
        self._wanted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._taken: dict[UUID, int] = {}
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._edition = 0

    @property
    def edition(self) -> int:
        """Count what the index went through: an answer is another one when this has changed."""
        return self._edition

    @property
    def is_ready(self) -> bool:
        """Tell whether there is an index to ask; for moments after a first start there is none."""
        return self._index is not None

    async def find(self, question: Question, *, further: bool = False) -> Proposed:
        """Ask the index; one that breaks under the question is built anew, and finds nothing until then."""
        async with self._turns:
            index = self._index
            if index is None:
                return Proposed()
            try:
                return await asyncio.to_thread(index.find, question, further=further)
            except IndexBroken as error:
                await _log.awarning("search.index_broken", reason=str(error))
                self._replace(None)
                self._wanted.set()
                return Proposed()

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._hear()), asyncio.create_task(self._keep())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hear(self) -> None:
        async for heard in listen(self._database.url, [repository.CHANNEL]):
            if heard != Heard("lost"):
                self._wanted.set()

    async def _keep(self) -> None:
        """Bring the index up to date whenever something was announced, and look now and then anyway."""
        while True:
            self._wanted.clear()
            try:
                await self.catch_up()
            except (SQLAlchemyError, IndexBroken, OSError, TimeoutError) as error:
                await _log.awarning("search.not_up_to_date", reason=str(error).partition("\n")[0])
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._wanted.wait()

    async def catch_up(self) -> None:
        """Take what is new. What transactions that still run will bring is announced when they commit."""
        async with self._database.reading() as reading:
            generation = await repository.generation(reading)
            oldest, following = await repository.horizon(reading)
            index = await self._present(generation, following)
            if index is None:
                await self._build(reading, Mark(oldest, generation))
                return
            try:
                await self._take(reading, index, Mark(oldest, generation))
            except IndexBroken as error:
                await _log.awarning("search.index_broken", reason=str(error))
                await self._build(reading, Mark(oldest, generation))

    async def _present(self, generation: int, following: int) -> TantivyIndex | None:
        """Give the index, opened where it is not yet; None when it must be built anew."""
        index = self._index or await asyncio.to_thread(self._opened)
        is_current = index is not None and index.mark.generation == generation and index.mark.revision <= following
        if index is None or not is_current or not await asyncio.to_thread(index.is_whole):
            return None
        if index is not self._index:
            self._replace(index)
        return index

    def _replace(self, index: TantivyIndex | None) -> None:
        self._index = index
        self._edition += 1

    def _opened(self) -> TantivyIndex | None:
        for name in _NAMES:
            with contextlib.suppress(IndexBroken):
                return TantivyIndex.open(self._folder / name)
        return None

    async def _take(self, reading: Connection, index: TantivyIndex, mark: Mark) -> None:
        """Take documents beyond the mark. Those of transactions that run beside it come again, and are passed over."""
        after: UUID | None = None
        seen = False
        while True:
            step = await repository.documents_from(reading, index.mark.revision, after, _STEP)
            seen = seen or bool(step)
            fresh = [(each, revision) for each, revision in step if self._taken.get(each.id) != revision]
            after = step[-1][0].id if step else None
            if fresh:
                await asyncio.to_thread(index.take, [each for each, _ in fresh], index.mark)
                self._edition += 1
                self._taken |= {each.id: revision for each, revision in fresh}
            if len(step) < _STEP:
                break
        self._taken = {each: revision for each, revision in self._taken.items() if revision >= mark.revision}
        if seen and mark != index.mark:
            await asyncio.to_thread(index.take, [], mark)

    async def _build(self, reading: Connection, mark: Mark) -> None:
        """Build an index beside the one in use, then let it take its place."""
        present = self._index
        name = _NAMES[1] if present is not None and present.folder.name == _NAMES[0] else _NAMES[0]
        made = await asyncio.to_thread(TantivyIndex.make, self._folder / name)
        after: UUID | None = None
        while step := await repository.documents_from(reading, 0, after, _STEP):
            after = step[-1][0].id
            await asyncio.to_thread(made.take, [each for each, _ in step], Mark())
        await asyncio.to_thread(made.take, [], mark)
        self._replace(made)
        self._taken = {}
        if present is not None:
            await asyncio.to_thread(shutil.rmtree, present.folder, ignore_errors=True)
        await _log.ainfo("search.index_built", folder=name)
