"""Background work of the catalog: probing what a scan found, and bringing the pictures of titles in line."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError

from matinee.catalog.artwork import Artist, videos_of
from matinee.catalog.following import TitleFollowers
from matinee.catalog.presence import items_of_files
from matinee.catalog.probe import probe_file, repository
from matinee.catalog.schemas import Item
from matinee.kit.boxed import BoxPool
from matinee.kit.db import Connection
from matinee.kit.jobs import AWAITED, SPARE, AnyKind, Done, JobContext, Kind, Queue, enqueue_many, hasten

_log = structlog.get_logger(__name__)
FILES_A_JOB = 50
_FIRST_EPISODES = 3
"""Any episode's file leads to the series' poster; three, as some cannot be read."""


class ProbeFiles(msgspec.Struct, frozen=True):
    """Up to 50 files of one folder."""

    root_id: UUID
    folder: bytes
    file_ids: list[UUID]


def folder_key(root_id: UUID, folder: bytes) -> str:
    """Give the serial key of work on a folder: its files are probed and matched by one job at a time."""
    return f"folder:{root_id}:{hashlib.blake2b(folder, digest_size=12).hexdigest()}"


async def probe_files(context: JobContext, arguments: ProbeFiles) -> Done:
    """Probe each file that waits for it, store it at once, tell of its tags; bring the pictures of all titles in line.

    A file that is known already is asked for where what lies beside it changed, or its title.
    """
    pool, artist = context.resources.get(BoxPool), context.resources.find(Artist)
    followers = context.resources.find(TitleFollowers) or TitleFollowers()
    async with context.database.reading() as reading:
        files = await repository.waiting(reading, arguments.file_ids)
    states: dict[str, int] = {}
    for number, seen in enumerate(files):
        context.raise_if_cancelled()
        if len(files) > 1:
            await context.progress("probing", number, len(files))
        found = await probe_file(context.database, pool, seen)
        async with context.transaction() as tx:
            if await repository.store(tx, seen, found):
                states[found.state] = states.get(found.state, 0) + 1
                if found.tags.keys() - {"left_out"}:
                    await followers.tell(tx, await items_of_files(tx, [seen.id]), priority=SPARE)
        if artist is not None and found.state == "done":
            await artist.dress(context.database, seen.id)
    if artist is not None:
        await _dress(context, artist, sorted(set(arguments.file_ids) - {each.id for each in files}))
    return Done({"states": states})


async def _dress(context: JobContext, artist: Artist, file_ids: Sequence[UUID]) -> None:
    for number, file_id in enumerate(file_ids):
        context.raise_if_cancelled()
        await context.progress("dressing", number, len(file_ids))
        await artist.dress(context.database, file_id)


async def request_probing(tx: Connection, videos: Sequence[tuple[UUID, bytes, UUID]], *, priority: int = SPARE) -> None:
    """Ask for videos, each as (root, folder, file), to be probed where they wait for it, and dressed."""
    folders: dict[tuple[UUID, bytes], list[UUID]] = {}
    for root_id, folder, file_id in videos:
        folders.setdefault((root_id, folder), []).append(file_id)
    wanted = [
        ProbeFiles(root_id, folder, ids[start : start + FILES_A_JOB])
        for (root_id, folder), ids in folders.items()
        for start in range(0, len(ids), FILES_A_JOB)
    ]
    await enqueue_many(tx, FILE_PROBE, wanted, priority=priority)


async def request_dressing(tx: Connection, item_ids: Collection[UUID], *, with_cards: bool = False) -> None:
    """Ask for the pictures of items to be brought in line; `with_cards`: of those that show a card, with its words."""
    videos = await videos_of(tx, sorted(item_ids), with_cards=with_cards) if item_ids else []
    await request_probing(tx, [(each.root_id, each.folder, each.file_id) for each in videos])


async def probe_soon(tx: Connection, item_ids: Sequence[UUID], *, most: int = 1000) -> None:
    """Probe and dress the files of items before others: somebody looks at them. Of a series those of `most` episodes.

    A wish, not a need: where it cannot be written, as on a full disk, the page is shown without it.
    """
    folders = await repository.pending_folders(tx, item_ids, most) if item_ids else []
    if not folders:
        return
    try:
        await hasten(tx, FILE_PROBE.name, [folder_key(*each) for each in folders], AWAITED)
    except DBAPIError as error:
        await _log.awarning("probe.not_hastened", reason=str(error).splitlines()[0])


async def dress_soon(tx: Connection, cards: Iterable[Item]) -> None:
    """Let titles that are shown without a poster get theirs before others."""
    await probe_soon(tx, [each.id for each in cards if "poster" not in each.images], most=_FIRST_EPISODES)


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
