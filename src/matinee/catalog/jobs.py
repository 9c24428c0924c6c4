"""Background work of the catalog: probing what a scan found, and dressing what has no artwork."""

import hashlib
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.catalog.artwork import Artist
from matinee.catalog.following import TitleFollowers
from matinee.catalog.presence import items_of_files
from matinee.catalog.probe import probe_file, repository
from matinee.kit.boxed import BoxPool
from matinee.kit.jobs import AnyKind, Done, JobContext, Kind, Queue

FILES_A_JOB = 50


class ProbeFiles(msgspec.Struct, frozen=True):
    """Up to 50 files of one folder."""

    root_id: UUID
    folder: bytes
    file_ids: list[UUID]


def folder_key(root_id: UUID, folder: bytes) -> str:
    """Give the serial key of work on a folder: its files are probed and matched by one job at a time."""
    return f"folder:{root_id}:{hashlib.blake2b(folder, digest_size=12).hexdigest()}"


async def probe_files(context: JobContext, arguments: ProbeFiles) -> Done:
    """Probe each file, store it at once, tell of its tags, then give its title pictures where it has none."""
    pool, artist = context.resources.get(BoxPool), context.resources.find(Artist)
    followers = context.resources.find(TitleFollowers) or TitleFollowers()
    async with context.database.reading() as reading:
        files = await repository.waiting(reading, arguments.file_ids)
    states: dict[str, int] = {}
    for number, seen in enumerate(files):
        context.raise_if_cancelled()
        await context.progress("probing", number, len(files))
        found = await probe_file(context.database, pool, seen)
        async with context.transaction() as tx:
            if await repository.store(tx, seen, found):
                states[found.state] = states.get(found.state, 0) + 1
                if found.tags.keys() - {"left_out"}:
                    await followers.tell(tx, await items_of_files(tx, [seen.id]))
        if artist is not None and found.state == "done":
            await artist.dress(context.database, seen.id)
    return Done({"states": states})


FILE_PROBE = Kind(
    name="file.probe",
    arguments=ProbeFiles,
    queue=Queue.DEFAULT,
    attempts=3,
    unique_for=timedelta(hours=1),
    time_limit=timedelta(minutes=5),
    serial=lambda arguments: folder_key(arguments.root_id, arguments.folder),
    run=probe_files,
)

KINDS: list[AnyKind] = [FILE_PROBE]
