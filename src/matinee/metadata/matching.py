"""Matching files by their names together with their NFO files: on wish, and when an NFO says something new."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.catalog import ContentTypes, TitleFollowers, folder_key
from matinee.catalog.content_type import ContentType, FoundVideo, NfoSays, Placement
from matinee.catalog.joining import join_twins
from matinee.catalog.placing import videos_beside
from matinee.catalog.rematching import (
    StoredMatch,
    differs,
    rematch,
    store_reasons,
    stored_matches,
    stored_matches_of,
    told_anew,
)
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import Cancel, Done, Enqueued, JobContext, Kind, Queue, enqueue, enqueue_many
from matinee.metadata.providers.nfo.facts import NfoFacts, read_nfo_facts
from matinee.metadata.providers.nfo.repository import locate_nfos


class FileToMatch(msgspec.Struct, frozen=True):
    """Which file, in which folder; `force` forgets a person's choice."""

    root_id: UUID
    folder: bytes
    file_id: UUID
    force: bool = False

    @property
    def at_episode(self) -> UUID | None:
        """The episode it is, where somebody knows that."""
        return None


def matching_kind[A: FileToMatch](name: str, arguments: type[A], library_kind: str) -> Kind[A]:
    """Declare the background work of deciding again on one file of a kind of library."""

    async def match_file(context: JobContext, given: A) -> Done | Cancel:
        return await _match(context, context.resources.get(ContentTypes).of(library_kind), given)

    return Kind(
        name=name,
        arguments=arguments,
        queue=Queue.DEFAULT,
        attempts=3,
        unique_for=timedelta(minutes=30),
        time_limit=timedelta(minutes=5),
        serial=lambda given: folder_key(given.root_id, given.folder),
        run=match_file,
    )


async def request_match[A: FileToMatch](tx: Connection, kind: Kind[A], file: StoredMatch, *, force: bool) -> Enqueued:
    """Ask for a file to be matched again."""
    return await enqueue(tx, kind, kind.arguments(file.root_id, file.folder, file.file_id, force))


async def _match(context: JobContext, content: ContentType, given: FileToMatch) -> Done | Cancel:
    """Decide by name and NFO; a question for a person is a result."""
    async with context.database.reading() as reading:
        found = await stored_matches(reading, [given.file_id])
    if not found or found[0].library_kind != content.kind:
        return Cancel("The file is gone.")
    placement = (await _decided(context.database, content, found))[0]
    if given.at_episode is not None:
        placement = msgspec.structs.replace(placement, leaf_id=given.at_episode, episodes=(), state="matched")
    followers = context.resources.find(TitleFollowers) or TitleFollowers()
    async with context.transaction() as tx:
        done = await rematch(tx, placement, context.clock.now(), followers, force=given.force)
        if done is None:
            return Cancel("The file is gone.")
        return Done({"state": done.state, "item_ids": [str(each) for each in done.item_ids], "moved": done.moved})


async def is_question[A: FileToMatch](context: JobContext, kind: Kind[A], content: ContentType, title_id: UUID) -> bool:
    """Look at a title's files with their NFO files, and ask to match those again that would go elsewhere by now.

    Of those that stay, the reasons are kept: that an NFO agrees, by how much, in what year, with what length.
    Tell whether all of them are questions: what their NFO files say may be of another title.
    """
    async with context.database.reading() as reading:
        found = await stored_matches_of(reading, [title_id])
    decided = await _decided(context.database, content, found)
    pairs = list(zip(found, decided, strict=True))
    wanted = [
        kind.arguments(stored.root_id, stored.folder, stored.file_id) for stored, said in pairs if differs(stored, said)
    ]
    told = told_anew(pairs)
    if wanted or told:
        async with context.transaction() as tx:
            await enqueue_many(tx, kind, wanted, priority=context.priority)
            await store_reasons(tx, told, context.clock.now())
    asked = [said.state == "inbox" and stored.state != "locked" for stored, said in pairs]
    return bool(asked) and all(asked)


async def join_known_twins(context: JobContext, title_id: UUID) -> None:
    """Merge a title with those that carry one of its provider ids, now that it has them."""
    followers = context.resources.find(TitleFollowers) or TitleFollowers()
    async with context.transaction() as tx:
        await join_twins(tx, title_id, context.clock, followers)


async def _decided(database: Database, content: ContentType, files: Sequence[StoredMatch]) -> list[Placement]:
    if not files:
        return []
    async with database.reading() as reading:
        places = await locate_nfos(reading, [each.file_id for each in files])
        beside = await videos_beside(reading, [each.file_id for each in files])
    facts = await asyncio.to_thread(read_nfo_facts, places)
    return content.group(
        [
            FoundVideo(
                each.file_id,
                each.path,
                _says(facts.get(each.file_id)),
                each.duration_ms,
                beside.get(each.file_id, ()),
            )
            for each in files
        ]
    )


def _says(facts: NfoFacts | None) -> NfoSays | None:
    if facts is None:
        return None
    numbered = [each for each in facts.episodes if each.number is not None]
    return NfoSays(
        title=facts.title.title,
        original_title=facts.title.original_title,
        year=facts.title.year,
        ids=facts.title.ids,
        runtime_ms=facts.title.runtime_ms,
        season=numbered[0].season if numbered else None,
        episodes=tuple(each.number for each in numbered if each.number is not None),
    )
