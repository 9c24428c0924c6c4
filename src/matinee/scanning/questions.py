"""What a plan must know from the disk before it can be made: which file is it, is it gone, is it still written."""

import asyncio
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.scanning import disk
from matinee.scanning.disk import KnownPlace
from matinee.scanning.identity import identity_of
from matinee.scanning.repository import known, moves
from matinee.scanning.repository.moves import Elsewhere


class Questions(msgspec.Struct):
    """What is to be asked."""

    recent: list[tuple[bytes, int, int]] = []
    twins: list[tuple[bytes, bytes]] = []
    places: list[KnownPlace] = []
    hash_if_gone: list[tuple[UUID, bytes]] = []
    to_hash: list[bytes] = []

    def __bool__(self) -> bool:
        return bool(self.recent or self.twins or self.places or self.to_hash)


class Answers(msgspec.Struct, frozen=True):
    """What the disk said."""

    growing: list[bytes] = []
    twins: list[tuple[bytes, bytes]] = []
    gone: list[UUID] = []
    """Known files outside of what was walked that lie no more where they lay."""
    hashes: list[tuple[bytes, bytes]] = []


class MustAsk(Exception):
    """The disk has to answer before the plan can be made."""

    def __init__(self, asked: Questions) -> None:
        super().__init__(len(asked.recent) + len(asked.places) + len(asked.to_hash))
        self.asked = asked


async def questions(tx: Connection, root_id: UUID, scope: bytes, recent_since_ns: int, *, has_fresh: bool) -> Questions:
    """Find out, in the planning transaction, what the disk must be asked."""
    asked = Questions(recent=await moves.recent(tx, root_id, recent_since_ns))
    if not has_fresh:
        return asked
    asked.twins = await moves.twins(tx, root_id, scope)
    candidates = await moves.elsewhere(tx, root_id, scope)
    asked.places = await _places(tx, candidates)
    asked.hash_if_gone = [(each.file_id, each.fresh) for each in candidates if each.is_hashed]
    await moves.fill_gone(tx, root_id, scope, [])
    asked.to_hash = await moves.to_hash(tx)
    return asked


async def _places(tx: Connection, candidates: list[Elsewhere]) -> list[KnownPlace]:
    places: dict[tuple[UUID, bytes], KnownPlace] = {}
    seen: set[UUID] = set()
    for each in candidates:
        prefix, remembered = identity_of(each.identity).around(each.path)
        place = places.get((each.root_id, prefix))
        if place is None:
            place = KnownPlace(
                each.root_path,
                prefix,
                await known.witnesses(tx, each.root_id, prefix),
                None if remembered is None else remembered.disk,
                0 if remembered is None else remembered.inode,
                [],
            )
            places[each.root_id, prefix] = place
        if each.file_id not in seen:
            seen.add(each.file_id)
            place.files.append((each.file_id, each.path))
    return list(places.values())


async def ask(root: bytes, asked: Questions, pause: timedelta) -> Answers:
    """Ask the disk, outside of any transaction."""
    gone = [file_id for place in asked.places for file_id in await disk.gone_from(place)]
    is_gone = set(gone)
    to_hash = dict.fromkeys([*asked.to_hash, *(path for file_id, path in asked.hash_if_gone if file_id in is_gone)])
    hashes = await disk.hash_fresh(root, list(to_hash))
    twins = await disk.same_file(root, asked.twins)
    growing: list[bytes] = []
    if asked.recent:
        await asyncio.sleep(pause.total_seconds())
        growing = await disk.growing(root, asked.recent)
    return Answers(growing, twins, gone, hashes)
