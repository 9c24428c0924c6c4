"""A pool of killable worker processes: whatever a hostile file does to one, the caller gets a value back."""

import asyncio
import os
import sys
from collections import deque
from datetime import timedelta
from pathlib import Path
from typing import Self

import msgspec
import structlog

import matinee
from matinee.kit.boxed import worker as worker_program
from matinee.kit.boxed.ending import end_group
from matinee.kit.boxed.limits import MIB, BoxDied, BoxLimits, BoxTask, death_by_signal

_log = structlog.get_logger("matinee.boxed")
_START_DEADLINE = 30.0
_KINDS_KEPT = 3
"""Work alternates between limits (probe, card, picture): keeping a worker of each saves a start of 0.3 s a call."""
_SOURCES = str(Path(matinee.__file__).parent.parent)
_LENGTH = worker_program.LENGTH
_refusals_told: set[str] = set()


class _WorkerGoneError(Exception):
    def __init__(self, died: BoxDied) -> None:
        super().__init__(died.detail)
        self.died = died


class _Worker:
    """One child process and the pipe to it."""

    def __init__(self, process: asyncio.subprocess.Process, limits: BoxLimits) -> None:
        self.process = process
        self.limits = limits
        self.tasks_done = 0
        self.rss_bytes = 0

    @classmethod
    async def start(cls, limits: BoxLimits, extra_paths: tuple[str, ...]) -> Self:
        words = (os.getpid(), limits.memory_bytes, limits.file_bytes, limits.open_files, limits.niceness)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-B",
            worker_program.__file__,
            *(str(word) for word in words),
            _SOURCES,
            *extra_paths,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
        worker = cls(process, limits)
        try:
            async with asyncio.timeout(_START_DEADLINE):
                refused = msgspec.msgpack.decode(await worker._frame(MIB), type=list[str])
        except (TimeoutError, OSError, asyncio.IncompleteReadError, msgspec.MsgspecError) as error:
            await worker.kill()
            detail = f"a worker process did not start ({type(error).__name__}, status {process.returncode})"
            raise _WorkerGoneError(BoxDied("not_started", detail)) from error
        _tell_refusals(refused)
        return worker

    async def call(self, task: str, argument: bytes) -> worker_program.Answer:
        request = msgspec.msgpack.encode(worker_program.Call(task, argument, self.limits.cpu_seconds))
        assert self.process.stdin is not None  # noqa: S101 - made with a pipe
        try:
            self.process.stdin.write(_LENGTH.pack(len(request)) + request)
            await self.process.stdin.drain()
            answer = msgspec.msgpack.decode(await self._frame(self.limits.output_bytes), type=worker_program.Answer)
        except (asyncio.IncompleteReadError, OSError) as error:
            await self.kill()
            raise _WorkerGoneError(death_by_signal(self.process.returncode)) from error
        except msgspec.MsgspecError as error:
            raise _WorkerGoneError(BoxDied("crashed", "the worker's answer was not readable")) from error
        self.tasks_done += 1
        self.rss_bytes = answer.rss_bytes
        return answer

    async def _frame(self, most: int) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - made with a pipe
        (length,) = _LENGTH.unpack(await self.process.stdout.readexactly(_LENGTH.size))
        if length > most:
            raise _WorkerGoneError(BoxDied("output", f"the answer was larger than {most // MIB} MiB"))
        return await self.process.stdout.readexactly(length)

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def kill(self) -> None:
        """End the process with all it started, and wait until it is gone."""
        await end_group(self.process)


class BoxPool:
    """At most `size` tasks at a time, each in a worker of its own limits; idle workers are kept for a minute."""

    def __init__(
        self,
        *,
        size: int = 2,
        recycle_after: int = 500,
        recycle_rss_bytes: int = 300 * MIB,
        idle: timedelta = timedelta(seconds=60),
        extra_paths: tuple[str, ...] = (),
    ) -> None:
        self._size = size
        self._places = asyncio.Semaphore(size)
        self._idle: deque[tuple[float, _Worker]] = deque()
        self._busy: set[_Worker] = set()
        self._recycle_after = recycle_after
        self._recycle_rss_bytes = recycle_rss_bytes
        self._idle_seconds = idle.total_seconds()
        self._extra_paths = extra_paths
        self._sweeper: asyncio.TimerHandle | None = None
        self._endings: set[asyncio.Task[None]] = set()

    async def run[A, R](self, task: BoxTask[A, R], argument: A, *, deadline: timedelta) -> R | BoxDied:
        """Run a task to its result. A crash, a limit, the deadline or an exception inside is a `BoxDied` value."""
        payload = msgspec.msgpack.encode(argument)
        async with self._places:
            try:
                worker = await self._lend(task.limits)
            except _WorkerGoneError as gone:
                return gone.died
            except OSError as error:
                return BoxDied("not_started", f"no worker process could be started: {error.strerror}")
            return await self._converse(worker, task, payload, deadline)

    async def _converse[A, R](
        self, worker: _Worker, task: BoxTask[A, R], payload: bytes, deadline: timedelta
    ) -> R | BoxDied:
        self._busy.add(worker)
        keep = False
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                answer = await worker.call(task.reference, payload)
            keep = answer.failure != "memory" and self._is_fresh(worker)
            if answer.failure is not None or answer.result is None:
                reason = "memory" if answer.failure == "memory" else "failed"
                return BoxDied(reason, answer.detail)
            return msgspec.msgpack.decode(answer.result, type=task.result)
        except _WorkerGoneError as gone:
            return gone.died
        except TimeoutError:
            return BoxDied("deadline", f"no result within {deadline.total_seconds():g} s")
        finally:
            self._busy.discard(worker)
            if keep:
                self._return(worker)
            else:
                await asyncio.shield(self._end(worker))

    def _is_fresh(self, worker: _Worker) -> bool:
        return worker.tasks_done < self._recycle_after and worker.rss_bytes < self._recycle_rss_bytes

    async def _lend(self, limits: BoxLimits) -> _Worker:
        for entry in reversed(self._idle):
            if entry[1].limits == limits:
                self._idle.remove(entry)
                if entry[1].is_alive:
                    return entry[1]
                break
        while len(self._idle) + len(self._busy) >= self._size * _KINDS_KEPT and self._idle:
            await self._end(self._idle.popleft()[1])
        return await _Worker.start(limits, self._extra_paths)

    def _return(self, worker: _Worker) -> None:
        loop = asyncio.get_running_loop()
        self._idle.append((loop.time(), worker))
        if self._sweeper is None:
            self._sweeper = loop.call_later(self._idle_seconds, self._sweep)

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        self._sweeper = None
        while self._idle and self._idle[0][0] <= loop.time() - self._idle_seconds:
            self._end(self._idle.popleft()[1])
        if self._idle:
            self._sweeper = loop.call_at(self._idle[0][0] + self._idle_seconds, self._sweep)

    def _end(self, worker: _Worker) -> asyncio.Task[None]:
        ending = asyncio.get_running_loop().create_task(worker.kill())
        self._endings.add(ending)
        ending.add_done_callback(self._endings.discard)
        return ending

    async def close(self) -> None:
        """End every worker, busy ones too."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for worker in [*(each for _, each in self._idle), *self._busy]:
            self._end(worker)
        self._idle.clear()
        await asyncio.gather(*self._endings)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _tell_refusals(refused: list[str]) -> None:
    for word in set(refused) - _refusals_told:
        _refusals_told.add(word)
        _log.warning("boxed.wall_refused", wall=word, detail="this kernel or container does not grant it")
