"""Refreshing titles: ask whoever can speak of them, merge what they say, and write what differs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from matinee.catalog import request_dressing
from matinee.catalog.describing import Described, Description, describe, described, without
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import JobContext
from matinee.metadata.merging import merged, underneath_of
from matinee.metadata.port import Answer, Lead, Provider, Subject
from matinee.metadata.registry import pairs_of
from matinee.metadata.repository import answers as kept
from matinee.metadata.repository.answers import ByProvider, Dressing
from matinee.metadata.repository.subjects import load_subjects
from matinee.metadata.repository.undecided import undecided

BATCH = 200


class Refreshed(msgspec.Struct):
    """What a refresh came to."""

    looked_at: int = 0
    asked: int = 0
    changed: set[UUID] = msgspec.field(default_factory=set[UUID])


type Then = Callable[[Connection, set[UUID]], Awaitable[None]]
type _Asked = dict[tuple[UUID, str], tuple[str, Answer]]


class _Round(msgspec.Struct):
    """What one batch found out before anything is written."""

    subjects: dict[UUID, Subject]
    answers: _Asked
    gone: list[tuple[UUID, str]]
    """(item, provider) of kept answers whose lead is no more."""


async def refresh_items(context: JobContext, item_ids: Sequence[UUID], *, force: bool, then: Then) -> Refreshed:
    """Refresh movies, series, seasons and episodes, a batch at a time. `force` asks again what was answered before.

    `then` is called with what changed, in the transaction of the change.
    """
    done = Refreshed()
    for start in range(0, len(item_ids), BATCH):
        context.raise_if_cancelled()
        if len(item_ids) > BATCH:
            await context.progress("asking", start, len(item_ids))
        found = await _ask(context.database, item_ids[start : start + BATCH], force=force)
        done.looked_at += len(found.subjects)
        done.asked += len(found.answers)
        async with context.transaction() as tx:
            await kept.store(tx, found.answers, context.clock.now())
            await kept.forget(tx, found.gone)
            changed = await _write(tx, context, found)
            if changed:
                await then(tx, changed)
                await request_dressing(tx, changed, with_cards=True)
            done.changed |= changed
    return done


async def _ask(database: Database, item_ids: Sequence[UUID], *, force: bool) -> _Round:
    async with database.reading() as reading:
        subjects = await load_subjects(reading, item_ids)
        stored = await kept.answers_of(reading, [each.id for each in subjects])
        leads = [(provider, able, await provider.find_leads(reading, able)) for provider, able in pairs_of(subjects)]
    found = _Round({each.id: each for each in subjects}, {}, [])
    for provider, able, theirs in leads:
        found.gone += [(each.id, provider.name) for each in able if each.id not in theirs]
        fresh = _to_ask(provider, able, theirs, {} if force else stored)
        if fresh:
            answers = await provider.ask(fresh)
            found.answers |= {(each, provider.name): (fresh[each][1].mark, said) for each, said in answers.items()}
            found.gone += [(each, provider.name) for each in fresh if each not in answers]
    return found


def _to_ask(
    provider: Provider[Any],
    able: Sequence[Subject],
    leads: Mapping[UUID, Lead[Any]],
    stored: Mapping[UUID, ByProvider],
) -> dict[UUID, tuple[Subject, Lead[Any]]]:
    def is_known(subject: Subject) -> bool:
        answer = stored.get(subject.id, {}).get(provider.name)
        return answer is not None and answer.mark == leads[subject.id].mark

    return {each.id: (each, leads[each.id]) for each in able if each.id in leads and not is_known(each)}


async def _write(tx: Connection, context: JobContext, found: _Round) -> set[UUID]:
    doubtful = await undecided(tx, list(found.subjects))
    ids = [each for each in found.subjects if each not in doubtful]
    now = await described(tx, ids)
    answers = await kept.answers_of(tx, ids)
    before = await kept.dressings_of(tx, ids)
    wanted: dict[UUID, Description] = {}
    dressings: dict[UUID, Dressing] = {}
    for item_id in ids:
        is_looked_after = found.subjects[item_id].kind == "series" or item_id in before
        if item_id in now and (item_id in answers or is_looked_after):
            said = {name: each.said for name, each in answers.get(item_id, {}).items()}
            dressed = _dressed(found.subjects[item_id], now[item_id], said, before.get(item_id, Dressing()))
            dressings[item_id], wanted[item_id] = dressed, without(dressed.written, now[item_id].locked)
    await kept.dress(tx, dressings, context.clock.now())
    return await describe(tx, wanted, now)


def _dressed(subject: Subject, now: Described, answers: Mapping[str, Description], before: Dressing) -> Dressing:
    underneath = underneath_of(answers, now.columns, before.underneath, before.written)
    weak = {"title"} if _is_made_up(subject, underneath) else frozenset[str]()
    return Dressing(underneath, merged(answers, underneath, before.written, weak))


def _is_made_up(subject: Subject, underneath: Description) -> bool:
    """Tell whether an episode's title is only its number."""
    return (
        subject.kind == "episode"
        and underneath.title is not UNSET
        and underneath.title in {f"Episode {number}" for number in subject.episode_numbers}
    )
