"""The answer that is a file: whole or one range, by the kernel where the server can, else read 1 MiB ahead."""

import asyncio
import logging
import os
import re
from collections import OrderedDict, deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import quote

from matinee.kit.errors import PreconditionFailed, RangeNotSatisfiable
from matinee.kit.web.asgi import Receive, Scope, Send, extensions
from matinee.kit.web.conditions import Entity, Span, Verdict, judge
from matinee.kit.web.problems import send_problem
from matinee.kit.web.protocol import BREAK_OFF, EXTENSION, SendfileRefusedError

CHUNK_BYTES = 1 << 20
STREAMS_A_KEY = 8
"""One client's open answers for one file; beyond it the oldest ends: of many seeks the newest wins."""

_log = logging.getLogger("matinee.web")
_READERS = ThreadPoolExecutor(32, thread_name_prefix="read-ahead")
_UNSAFE = re.compile('[\x00-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff/\\\\"%]')


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file to send. The descriptor is open for reading and belongs to the one who calls `send_file`."""

    descriptor: int
    entity: Entity
    media_type: str
    name: str | None = None
    """The name a browser may save it under."""
    download: bool = False
    cache_control: str = "private, no-cache"
    key: str | None = None
    """Whose stream it is (person and file): see `STREAMS_A_KEY`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def entity_of(descriptor: int) -> Entity:
    """Take size, time and inode from the open file itself."""
    found = os.fstat(descriptor)
    return Entity(found.st_size, found.st_mtime_ns, found.st_ino)


async def send_file(scope: Scope, receive: Receive, send: Send, answer: FileAnswer) -> None:
    """Answer GET or HEAD with the file, a range of it, or what its conditions ask for."""
    verdict = judge(scope["method"], dict(scope["headers"]), answer.entity)
    if isinstance(verdict, Span):
        span, status = verdict, 206
    elif verdict is Verdict.WHOLE:
        span, status = Span(0, answer.entity.size_bytes), 200
    elif verdict is Verdict.NOT_MODIFIED:
        await send({"type": "http.response.start", "status": 304, "headers": _validators(answer)})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    else:
        await _send_refusal(send, answer, verdict)
        return
    await send({"type": "http.response.start", "status": status, "headers": _headers(answer, span, status)})
    if scope["method"] == "HEAD" or span.count == 0:
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    await _send_span(scope, receive, send, answer, span)


def disposition(name: str, *, download: bool) -> str:
    """Write a Content-Disposition that no name can break out of (RFC 6266)."""
    name = name.encode("utf-8", "replace").decode()
    shown = _UNSAFE.sub("_", name).strip(". ")[:200] or "file"
    plain = shown.encode("ascii", "replace").decode().replace("?", "_")
    kind = "attachment" if download else "inline"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


async def _send_refusal(send: Send, answer: FileAnswer, verdict: Verdict) -> None:
    headers = [each for each in _validators(answer) if each[0] != b"cache-control"]
    if verdict is Verdict.UNSATISFIABLE:
        size = answer.entity.size_bytes
        headers.append((b"content-range", b"bytes */%d" % size))
        await send_problem(send, RangeNotSatisfiable(f"The file has {size} bytes; ask within them."), headers=headers)
    else:
        changed = PreconditionFailed("The file is not the one asked about: it changed meanwhile. Read it anew.")
        await send_problem(send, changed, headers=headers)


def _validators(answer: FileAnswer) -> list[tuple[bytes, bytes]]:
    return [
        (b"accept-ranges", b"bytes"),
        (b"etag", answer.entity.etag),
        (b"last-modified", answer.entity.last_modified),
        (b"cache-control", answer.cache_control.encode()),
        (b"x-content-type-options", b"nosniff"),
        *((name.lower().encode(), value.encode()) for name, value in answer.headers.items()),
    ]


def _named(answer: FileAnswer) -> list[tuple[bytes, bytes]]:
    if answer.name is None:
        return []
    return [(b"content-disposition", disposition(answer.name, download=answer.download).encode("ascii"))]


def _headers(answer: FileAnswer, span: Span, status: int) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(span.count).encode()),
        *_validators(answer),
        *_named(answer),
    ]
    if status == 206:  # noqa: PLR2004 - Partial Content
        last = span.offset + span.count - 1
        headers.append((b"content-range", b"bytes %d-%d/%d" % (span.offset, last, answer.entity.size_bytes)))
    return headers


async def _send_span(scope: Scope, receive: Receive, send: Send, answer: FileAnswer, span: Span) -> None:
    copying = asyncio.create_task(_copy(scope, receive, send, answer, span))
    _streams.enter(answer.key, copying)
    try:
        complete = await copying
    except asyncio.CancelledError:
        copying.cancel()
        if _being_cancelled():
            raise
        complete = False  # a newer request took this one's place
    finally:
        _streams.leave(answer.key, copying)
    if not complete and BREAK_OFF in extensions(scope):
        await send({"type": BREAK_OFF})


def _being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _copy(scope: Scope, receive: Receive, send: Send, answer: FileAnswer, span: Span) -> bool:
    if extensions(scope).get(EXTENSION, {}).get("descriptor"):
        message = {"type": EXTENSION, "file": answer.descriptor, "offset": span.offset, "count": span.count}
        try:
            await send(message)
        except SendfileRefusedError:
            pass
        else:
            return True
    return await _read_ahead(receive, send, answer.descriptor, span)


async def _read_ahead(receive: Receive, send: Send, descriptor: int, span: Span) -> bool:
    """Send by reading. False when the file ends early or its disk fails: the connection then ends early, too."""
    own = os.dup(descriptor)
    gone = asyncio.create_task(_until_gone(receive))
    reading: Future[bytes] | None = None
    try:
        offset, end = span.offset, span.offset + span.count
        reading = _READERS.submit(os.pread, own, min(CHUNK_BYTES, end - offset), offset)
        while offset < end and not gone.done():
            chunk = await asyncio.wrap_future(reading)
            if not chunk:
                return False
            offset += len(chunk)
            if offset < end:
                reading = _READERS.submit(os.pread, own, min(CHUNK_BYTES, end - offset), offset)
            await send({"type": "http.response.body", "body": chunk, "more_body": offset < end})
    except OSError as error:
        _log.warning("a file could not be read to its end: %s", error.strerror)
        return False
    finally:
        gone.cancel()
        if reading is None:
            os.close(own)
        else:
            reading.add_done_callback(lambda _: os.close(own))
    return True


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Streams:
    """Answers under way, by key, oldest first."""

    def __init__(self) -> None:
        self._of_key: OrderedDict[str, deque[asyncio.Task[bool]]] = OrderedDict()

    def enter(self, key: str | None, task: asyncio.Task[bool]) -> None:
        if key is None:
            return
        running = self._of_key.setdefault(key, deque())
        running.append(task)
        while len(running) > STREAMS_A_KEY:
            running.popleft().cancel()

    def leave(self, key: str | None, task: asyncio.Task[bool]) -> None:
        running = self._of_key.get(key) if key is not None else None
        if key is None or running is None:
            return
        if task in running:
            running.remove(task)
        if not running:
            del self._of_key[key]


_streams = _Streams()
