"""Kinds of jobs made up for the tests."""

from datetime import timedelta

import msgspec

from matinee.kit.jobs import JobContext, Kind, Outcome, Queue


class Note(msgspec.Struct, frozen=True):
    """Arguments with one of everything."""

    text: str = ""
    folder: str | None = None
    force: bool = False
    request: str | None = None


def note_kind(name: str = "test.note", **changes: object) -> Kind[Note]:
    """Declare a kind that does nothing, changed as told."""

    async def run(context: JobContext, arguments: Note) -> Outcome:
        return None

    fields: dict[str, object] = {
        "name": name,
        "arguments": Note,
        "queue": Queue.DEFAULT,
        "attempts": 3,
        "unique_for": timedelta(minutes=10),
        "time_limit": timedelta(minutes=1),
        "serial": None,
        "run": run,
    }
    return Kind(**(fields | changes))  # pyright: ignore[reportArgumentType, reportCallIssue]
