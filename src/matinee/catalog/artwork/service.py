"""Gives items pictures: local artwork, else the cover in the file, else a designed card."""

import asyncio
import os
from datetime import timedelta
from uuid import UUID

import structlog

from matinee.catalog.artwork import local, repository
from matinee.catalog.artwork.records import Card, CardOrder, Cover, CoverOrder
from matinee.catalog.artwork.repository import Owner, Picture, Source
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
_WANTED = {
    "movie": ("poster", "backdrop", "thumb"),
    "series": ("poster", "backdrop", "thumb"),
    "season": ("poster",),
    "episode": ("thumb",),
}


class Artist:
    """Dresses the items of a file. Each item has a poster at the end (an episode a wide picture), whatever it takes."""

    def __init__(self, store: ImageStore, pool: BoxPool) -> None:
        self._store = store
        self._pool = pool

    async def dress(self, database: Database, file_id: UUID) -> int:
        """Give the file's movie or episodes, seasons and series what they lack; the number of pictures written."""
        async with database.reading() as reading:
            source = await repository.source_of(reading, file_id)
            if source is None:
                return 0
            owners = await repository.owners_of(reading, file_id)
            present = await repository.types_present(reading, [owner.id for owner in owners], source.library_id)
            folders = list({source.folder, os.path.dirname(source.folder)})
            beside = await repository.pictures_beside(reading, source.root_id, folders)
        written = 0
        for owner in owners:
            lacking = [kind for kind in _WANTED.get(owner.kind, ()) if (owner.id, kind) not in present]
            if lacking:
                written += await self._dress(database, owner, source, beside, lacking)
        return written

    async def _dress(
        self,
        database: Database,
        owner: Owner,
        source: Source,
        beside: list[tuple[UUID, bytes]],
        lacking: list[str],
    ) -> int:
        made: list[tuple[Picture, StoredImage]] = []
        named = _named(owner, source, beside)
        for kind, (picture_id, path) in named.items():
            content = await asyncio.to_thread(_read, source.root_path, path)
            if kind in (*lacking, "logo", "banner") and (stored := await self._accept(content, path)):
                made.append((Picture(owner.id, kind, "local", source.library_id, picture_id), stored))
        lacking = [kind for kind in lacking if kind not in {each.type for each, _ in made}]
        if lacking:
            made += await self._from_file(owner, source, lacking)
        return await self._write(database, owner, source, made)

    async def _from_file(self, owner: Owner, source: Source, lacking: list[str]) -> list[tuple[Picture, StoredImage]]:
        full = source.root_path.rstrip(b"/") + b"/" + source.path
        found: dict[str, tuple[str, bytes]] = {}
        if "poster" in lacking and owner.kind == "movie" and source.container:
            cover = await self._pool.run(COVER, CoverOrder(full, source.container), deadline=_DEADLINE)
            if isinstance(cover, Cover) and cover.content:
                found["poster"] = ("embedded", cover.content)
        if set(lacking) - set(found):
            title, line = _words(owner)
            order = CardOrder(full, source.container, title, line, source.duration_ms)
            card = await self._pool.run(CARD, order, deadline=_DEADLINE)
            if isinstance(card, BoxDied):
                _log.warning("artwork.card_failed", file_id=str(source.file_id), reason=card.detail)
                card = await self._pool.run(CARD, CardOrder(None, None, title, line), deadline=_DEADLINE)
            if isinstance(card, Card):
                shapes = {"poster": card.poster, "thumb": card.thumb, "backdrop": card.backdrop}
                found = {kind: ("card", made) for kind, made in shapes.items() if made} | found
        pictures: list[tuple[Picture, StoredImage]] = []
        for kind in lacking:
            if kind in found and (stored := await self._accept(found[kind][1], source.path)):
                picture = Picture(owner.id, kind, found[kind][0], source.library_id, source.file_id)
                pictures.append((picture, stored))
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
    async def _write(database: Database, owner: Owner, source: Source, made: list[tuple[Picture, StoredImage]]) -> int:
        if not made:
            return 0
        async with database.transaction() as tx:
            written = sum([await repository.add_picture(tx, picture, stored) for picture, stored in made])
            kind = "series" if owner.kind == "season" else owner.kind
            subject = owner.series_id if owner.kind == "season" and owner.series_id else owner.id
            if written:
                age = (await ages_of(tx, [subject])).get(subject)
                audience = [source.library_id]
                await announce(
                    tx, Event(name=f"{kind}.updated", subject_id=subject, library_ids=audience, minimum_age=age)
                )
        return written


def _named(owner: Owner, source: Source, beside: list[tuple[UUID, bytes]]) -> dict[str, tuple[UUID, bytes]]:
    """Choose the local artwork of an item."""
    above = os.path.dirname(source.folder)
    match owner.kind:
        case "movie":
            return local.pictures_of_video(beside, source.path, alone=bool(source.folder))
        case "episode":
            found = local.pictures_of_video(beside, source.path, alone=False)
            wide = found.get("thumb") or found.get("poster")
            return {"thumb": wide} if wide else {}
        case "season":
            poster = local.poster_of_season(beside, owner.season_number or 0)
            if poster is None and above:
                poster = local.pictures_of_folder(beside, source.folder).get("poster")
            return {"poster": poster} if poster else {}
        case _:
            return local.pictures_of_folder(beside, above or source.folder)


def _words(owner: Owner) -> tuple[str, str]:
    """Give a card's title and small line."""
    match owner.kind:
        case "episode":
            return owner.title, f"S{owner.season_number or 0}  E{owner.episode_number or 0}"
        case "season":
            number = owner.season_number or 0
            return owner.series_title or owner.title, f"Season {number}" if number else "Specials"
        case _:
            return owner.title, str(owner.year or "")


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
