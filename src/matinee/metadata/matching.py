"""Matching files by their names together with their NFO files: on wish, and when an NFO says something new."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec

from matinee.catalog import TitleFollowers
from matinee.catalog.content_type import ContentType, FoundVideo, NfoSays, Placement
from matinee.catalog.joining import join_twins
from matinee.catalog.rematching import StoredMatch, differs, rematch, stored_matches, stored_matches_of
from matinee.kit.db import Database
from matinee.kit.jobs import Cancel, Done, JobContext
from matinee.metadata.providers.nfo.facts import NfoFacts, read_nfo_facts
from matinee.metadata.providers.nfo.repository import locate_nfos


async def match_again(
    context: JobContext, content: ContentType, file_id: UUID, *, force: bool, at_episode: UUID | None = None
) -> Done | Cancel:
    """Decide again on one file, by its name and its NFO; a question is a result. `force` forgets a person's choice."""
    async with context.database.reading() as reading:
        found = await stored_matches(reading, [file_id])
    if not found or found[0].library_kind != content.kind:
        return Cancel("The file is gone.")
    placement = (await _decided(context.database, content, found))[0]
    if at_episode is not None:
        placement = msgspec.structs.replace(placement, leaf_id=at_episode, episodes=(), state="matched")
    followers = context.resources.find(TitleFollowers) or TitleFollowers()
    async with context.transaction() as tx:
        done = await rematch(tx, placement, context.clock.now(), followers, force=force)
        if done is None:
            return Cancel("The file is gone.")
        return Done({"state": done.state, "item_ids": [str(each) for each in done.item_ids], "moved": done.moved})


class Identity(msgspec.Struct, frozen=True):
    """Whether it is certain which title this is."""

    to_match: list[StoredMatch]
    """Files on which another decision would be made now than the stored one."""
    is_question: bool
    """Nothing but questions: what NFO files say may be of another title."""


async def identify_title(database: Database, content: ContentType, title_id: UUID) -> Identity:
    """Look at a title's files with their NFO files, as matching would."""
    async with database.reading() as reading:
        found = await stored_matches_of(reading, [title_id])
    decided = await _decided(database, content, found)
    pairs = list(zip(found, decided, strict=True))
    to_match = [stored for stored, placement in pairs if differs(stored, placement)]
    asked = [placement.state == "inbox" and stored.state != "locked" for stored, placement in pairs]
    return Identity(to_match, bool(asked) and all(asked))


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
    facts = await asyncio.to_thread(read_nfo_facts, places)
    return content.group(
        [FoundVideo(each.file_id, each.path, _says(facts.get(each.file_id)), each.duration_ms) for each in files]
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
