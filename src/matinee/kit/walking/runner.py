"""Walking from outside: a process a root, that is killed when it falls silent or is no longer wanted."""

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import AsyncIterator
from typing import Protocol

import msgspec

from matinee.kit.walking.records import Message, Report, WalkRequest

_FRAME = struct.Struct(">cI")
_COUNT = struct.Struct(">I")
_SILENCE_MARGIN_S = 15.0
_COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_COPY_TRAILER = struct.pack(">h", -1)


class Rows(msgspec.Struct, frozen=True):
    """Walked files as one block of binary COPY, whole."""

    count: int
    block: bytes


def rows_of(packed: bytes, count: int) -> Rows:
    """Make a whole COPY block of packed rows."""
    return Rows(count, _COPY_HEADER + packed + _COPY_TRAILER)


class Walker(Protocol):
    """The port of the walk: tests walk a made-up tree in this process."""

    def __call__(self, request: WalkRequest) -> AsyncIterator[Rows | Message]:
        """Walk a root: blocks of rows and messages, a `Report` last."""
        ...


async def walk_in_process(request: WalkRequest) -> AsyncIterator[Rows | Message]:
    """Walk a root in a child process. One that falls silent is killed and told of as not answering."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "matinee.kit.walking.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd="/",
        env={**os.environ, "PYTHONSAFEPATH": "1"},
        limit=1 << 20,
    )
    try:
        async for each in _frames(child, request):
            yield each
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        with contextlib.suppress(TimeoutError):  # in a dead network call it dies when the kernel lets it
            await asyncio.wait_for(child.wait(), 2.0)


async def _frames(child: asyncio.subprocess.Process, request: WalkRequest) -> AsyncIterator[Rows | Message]:
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("the walker has no pipes")
    child.stdin.write(msgspec.msgpack.encode(request))
    child.stdin.close()
    silence_s = request.limits.answer_s + _SILENCE_MARGIN_S
    decoder = msgspec.msgpack.Decoder(Message)
    while True:
        try:
            head = await asyncio.wait_for(child.stdout.readexactly(_FRAME.size), silence_s)
            kind, length = _FRAME.unpack(head)
            content = await asyncio.wait_for(child.stdout.readexactly(length), silence_s)
        except (TimeoutError, asyncio.IncompleteReadError):
            yield Report(unknown=[b""], problem="not_answering", problem_detail="The disk did not answer in time.")
            return
        if kind == b"R":
            yield rows_of(content[_COUNT.size :], _COUNT.unpack_from(content)[0])
            continue
        message = decoder.decode(content)
        yield message
        if isinstance(message, Report):
            return
