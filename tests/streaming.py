"""A client of the event stream for tests: reads it in a thread, as a browser does beside its page."""

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx
import msgspec

_WAIT_S = 120


class Told(msgspec.Struct, frozen=True):
    """One event as it came."""

    id: str
    name: str
    data: dict[str, Any]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.data["at"])


class EventStream:
    """An open `GET /events`."""

    def __init__(self, client: httpx.Client, last_event_id: str | None = None, after: str | None = None) -> None:
        self.all: list[Told] = []
        self.last_id = ""
        self.is_over = threading.Event()
        self._told: queue.SimpleQueue[Told] = queue.SimpleQueue()
        self._open = threading.Event()
        self._client = client
        self._headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        self._params = {"after": after} if after else {}
        self._response: httpx.Response | None = None
        threading.Thread(target=self._read, daemon=True).start()
        assert self._open.wait(_WAIT_S), "the stream did not open"

    def _read(self) -> None:
        try:
            with self._client.stream(
                "GET", "/events", headers=self._headers, params=self._params, timeout=_WAIT_S
            ) as response:
                self._response = response
                assert response.status_code == 200, response.read()
                self._take(response.iter_lines())
        except (httpx.HTTPError, httpx.StreamError):
            pass
        finally:
            self.is_over.set()

    def _take(self, lines: Iterator[str]) -> None:
        fields: dict[str, str] = {}
        for line in lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
                continue
            self.last_id = fields.get("id", self.last_id)
            if "event" in fields:
                told = Told(self.last_id, fields["event"], json.loads(fields["data"]))
                self.all.append(told)
                self._told.put(told)
            self._open.set()
            fields = {}

    def until(self, name: str, **payload: object) -> Told:
        """Wait for an event of this name whose payload holds these values."""
        deadline = time.monotonic() + _WAIT_S
        while True:
            try:
                told = self._told.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                heard = [each.name for each in self.all]
                raise AssertionError(f"{name} {payload} was not told; heard {heard}") from None
            held = told.data.get("payload", {})
            if told.name == name and all(held.get(key) == value for key, value in payload.items()):
                return told

    def close(self) -> None:
        if self._response is not None:
            self._response.close()


@contextmanager
def streaming(
    client: httpx.Client, last_event_id: str | None = None, *, after: str | None = None
) -> Iterator[EventStream]:
    """Listen until the block ends."""
    stream = EventStream(client, last_event_id, after)
    try:
        yield stream
    finally:
        stream.close()
