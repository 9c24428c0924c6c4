"""Gives items pictures: local artwork, else the cover in the file, else a designed card."""

import asyncio
import os
from datetime import timedelta
from uuid import UUID

import structlog

from matinee.catalog.artwork import repository
from matinee.catalog.artwork.dressing import Dressing, Made, named, words_of
from matinee.catalog.artwork.records import Card, CardOrder, Cover, CoverOrder
from matinee.catalog.describing import ages_of
from matinee.kit.boxed import MIB, BoxDied, BoxLimits, BoxPool, BoxTask
from matinee.kit.db import Database
from matinee.kit.events import Event, announce
from matinee.kit.files import open_below, open_root
from matinee.kit.images import ImageStore, StoredImage

_log = structlog.get_logger("matinee.artwork")
_LIMITS = BoxLimits(memory_bytes=1024 * MIB, cpu_seconds=60)
CARD: BoxTask[CardOrder, Card] = BoxTask("matinee.catalog.artwork.boxed:make_card", Card, _LIMITS)
COVER: BoxTask[CoverOrder, Cover] = BoxTask("matinee.catalog.artwork.boxed:take_cover", Cover, _LIMITS)
_DEADLINE = timedelta(seconds=40)
_MOST_BYTES = 32 << 20


class Artist:
    """Dresses the items of a file. Each item has a poster at the end (an episode a wide picture), whatever it takes."""

    def __init__(self, store: ImageStore, pool: BoxPool) -> None:
        self._store = store
        self._pool = pool

    async def dress(self, database: Database, file_id: UUID) -> int:
        """Bring the pictures of the file's movie or episodes, seasons and series in line; the number written.

        A picture beside the film goes before the cover in it, and that before a card. Each is taken again when it
        changed, and gives way to the next best when it was taken away.
        """
        async with database.reading() as reading:
            source = await repository.source_of(reading, file_id)
            if source is None:
                return 0
            owners = await repository.owners_of(reading, file_id)
            ids = [owner.id for owner in owners]
            shown = await repository.shown_pictures(reading, ids, source.library_id)
            beside = await repository.pictures_beside(reading, source)
            has_company = bool(beside) and await repository.has_company(reading, source, ids)
        written = 0
        for owner in owners:
            lying = named(owner, source, beside, alone=bool(source.folder) and not has_company)
            mine = {kind: each for (of, kind), each in shown.items() if of == owner.id}
            written += await self._dress(database, Dressing(owner, source, lying, mine))
        return written

    async def _dress(self, database: Database, dressing: Dressing) -> int:
        made: list[Made] = []
        allowed = {*dressing.wanted, "logo", "banner"}
        for kind, picture in dressing.to_take().items():
            content = await asyncio.to_thread(_read, dressing.source.root_path, picture.path)
            if kind in allowed and (stored := await self._accept(content, picture.path)):
                made.append(dressing.from_beside(kind, picture, stored))
        written = await self._write(database, dressing, made, [])  # shown while the rest is drawn
        drawn = await self._from_file(dressing, dressing.to_make({each.picture.type for each in made}))
        replaced = {each.instead_of.id for each in (*made, *drawn) if each.instead_of}
        lost = [each.id for each in dressing.lost() if each.id not in replaced and each.type not in dressing.wanted]
        return written + await self._write(database, dressing, drawn, lost)

    async def _from_file(self, dressing: Dressing, kinds: list[str]) -> list[Made]:
        owner, source = dressing.owner, dressing.source
        if not kinds:
            return []
        full = source.root_path.rstrip(b"/") + b"/" + source.path
        found: dict[str, tuple[str, bytes]] = {}
        if "poster" in kinds and owner.kind == "movie" and source.container:
            cover = await self._pool.run(COVER, CoverOrder(full, source.container), deadline=_DEADLINE)
            if isinstance(cover, Cover) and cover.content:
                found["poster"] = ("embedded", cover.content)
        if shapes := tuple(kind for kind in kinds if kind not in found):
            title, line = words_of(owner)
            order = CardOrder(
                full if source.container else None, source.container, title, line, source.duration_ms, shapes
            )
            card = await self._pool.run(CARD, order, deadline=_DEADLINE)
            if isinstance(card, BoxDied):
                _log.warning("artwork.card_failed", file_id=str(source.file_id), reason=card.detail)
                card = await self._pool.run(CARD, CardOrder(None, None, title, line, shapes=shapes), deadline=_DEADLINE)
            if isinstance(card, Card):
                drawn = {"poster": card.poster, "thumb": card.thumb, "backdrop": card.backdrop}
                found = {kind: ("card", made) for kind, made in drawn.items() if made} | found
        pictures: list[Made] = []
        for kind in kinds:
            if kind in found and (stored := await self._accept(found[kind][1], source.path)):
                pictures.append(dressing.from_film(kind, found[kind][0], stored))  # noqa: PERF401 - one box at a time
        return pictures

    async def _accept(self, content: bytes | None, path: bytes) -> StoredImage | None:
        if content is None:
            return None
        stored = await self._store.accept(content)
        if isinstance(stored, StoredImage):
            return stored
        _log.info("artwork.refused", path=os.fsdecode(path).encode(errors="replace").decode(), reason=stored.reason)
        return None

    @staticmethod
    async def _write(database: Database, dressing: Dressing, made: list[Made], lost: list[UUID]) -> int:
        if not made and not lost:
            return 0
        owner = dressing.owner
        async with database.transaction() as tx:
            each_written = [await repository.put_picture(tx, one.picture, one.stored, one.instead_of) for one in made]
            await repository.drop_pictures(tx, lost)
            written = sum(each_written)
            kind = "series" if owner.kind == "season" else owner.kind
            subject = owner.series_id if owner.kind == "season" and owner.series_id else owner.id
            if written or lost:
                age = (await ages_of(tx, [subject])).get(subject)
                audience = [dressing.source.library_id]
                await announce(
                    tx, Event(name=f"{kind}.updated", subject_id=subject, library_ids=audience, minimum_age=age)
                )
        return written


def _read(root_path: bytes, path: bytes) -> bytes | None:
    """Read a picture below its root, bounded; None when it cannot be."""
    try:
        root = open_root(root_path)
        try:
            descriptor = open_below(root, path)
        finally:
            os.close(root)
        with os.fdopen(descriptor, "rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= _MOST_BYTES else None
