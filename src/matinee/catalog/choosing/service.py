"""Choosing the title of files, for one or for a whole folder at once; one change, one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from matinee.catalog.changes import Act, ChangeKind, Recorded, Recording, Scope
from matinee.catalog.choosing import renaming, repository
from matinee.catalog.choosing.aiming import aim
from matinee.catalog.choosing.errors import FileNotFound, NothingLeft, NothingToMove
from matinee.catalog.choosing.records import Aim, Choice, EpisodeTarget, TitleTarget
from matinee.catalog.content_type import Candidate, ContentTypes, EpisodeKey, Placement, Reason, TitleKey
from matinee.catalog.joining import Reach, files_of, finish, join_leaf, join_series, tree_of
from matinee.catalog.placing import Episodes, ItemRow, PlacingRun, add_items, lock, place
from matinee.catalog.presence import above
from matinee.catalog.repository.pointing import pointed
from matinee.kit.db import Connection
from matinee.kit.ids import new_id

CHOSEN = "chosen_by_person"


async def choose(
    tx: Connection, act: Act, content: ContentTypes, choices: Sequence[Choice], *, kind: ChangeKind = "match"
) -> Recorded:
    """Let each file be of the title that was chosen for it. No scan, refresh or provider changes that again.

    A title or episode that loses its last file this way hands its history to what took the file; where that is new,
    it becomes it, and keeps its id.
    """
    await lock(tx)
    known = await repository.chosen_files(tx, act.viewer, [each.file_id for each in choices])
    if any(each.file_id not in known for each in choices):
        raise FileNotFound
    wanted = {each.file_id: each for each in choices}.values()
    aims = [await aim(tx, act.viewer, content, known[each.file_id], each.target) for each in wanted]
    return await _Choosing(tx, act, aims).run(kind)


async def split(
    tx: Connection, act: Act, content: ContentTypes, item_id: UUID, file_ids: Sequence[UUID], target: TitleTarget
) -> Recorded:
    """Take some of a title's files out of it, as a title of their own. What was watched stays with the first."""
    item = await pointed(tx, act.viewer, item_id)
    mine = (await repository.files_of_items(tx, [item.id]))[item.id]
    if not set(file_ids) <= mine:
        raise FileNotFound("One of these files is not of this title.")
    if mine <= set(file_ids):
        raise NothingLeft("A split leaves at least one file. To rename the title, edit it.")
    separate = msgspec.structs.replace(target, is_separate=True)
    return await choose(tx, act, content, [Choice(each, separate) for each in file_ids], kind="split")


async def move_episode(
    tx: Connection, act: Act, content: ContentTypes, item_id: UUID, target: EpisodeTarget
) -> Recorded:
    """Let an episode be another one: with its history, all its files that the viewer sees go along."""
    item = await pointed(tx, act.viewer, item_id)
    if item.kind != "episode":
        raise NothingToMove("Only an episode can be moved to another number.")
    mine = (await repository.files_of_items(tx, [item.id]))[item.id]
    seen = await repository.chosen_files(tx, act.viewer, sorted(mine))
    if not seen:
        raise NothingToMove
    return await choose(tx, act, content, [Choice(each, target) for each in seen], kind="move_episode")


class _Choosing:
    """One choice for one or many files, step by step."""

    def __init__(self, tx: Connection, act: Act, aims: list[Aim]) -> None:
        self._tx, self._act, self._aims = tx, act, aims
        self._leaves = sorted({leaf for each in aims for leaf in each.file.leaves})
        self._made: set[UUID] = set()
        self._title_of: dict[UUID, UUID] = {}

    async def run(self, kind: ChangeKind) -> Recorded:
        tx, now = self._tx, self._act.clock.now()
        self._title_of = await repository.titles_of_leaves(tx, self._leaves)
        titles = sorted(set(self._title_of.values()))
        whole = await repository.files_of_items(tx, sorted({*self._leaves, *titles}))
        await renaming.find_named(tx, self._aims)
        renamed = renaming.titles_to_rename(self._aims, self._title_of, whole)
        numbers, there = await renaming.episodes_to_renumber(tx, self._aims, whole)
        chosen = {each.file.id for each in self._aims}
        emptied = [each for each in titles if whole[each] <= chosen and each not in renamed]
        recording = Recording(tx, self._act, kind)
        await recording.begin(await self._scope(there, emptied))
        summary = await self._summary(titles)
        for title_id, key in renamed.items():
            await repository.rename_title(tx, title_id, key)
        self._made |= await renaming.renumber(tx, numbers, there, now)
        await self._make_separate(now)
        await self._place(recording, now)
        await self._hand_over(emptied)
        typed = {each.title_id for each in self._aims if each.key is not None and each.title_id is not None}
        settled = {each.title_id for each in self._aims if each.file.was_asked and each.title_id is not None}
        new = {each for each in typed if each in self._made or each in renamed}
        await repository.lock_fields(tx, sorted(new | settled), _TYPED)
        return await finish(tx, self._act, recording, summary, made=self._made)

    async def _scope(self, there: Episodes, emptied: Sequence[UUID]) -> Scope:
        """Everything a choice may touch: where the files lie, where they go, and titles that are left empty, whole."""
        items = {*self._leaves, *self._title_of.values()}
        for each in self._aims:
            items |= {one for one in (each.title_id, each.leaf_id) if one is not None}
            if each.title_id is not None:
                found = [there.find(each.title_id, key) for key in each.episodes]
                items |= {one.id for one in found if one is not None}
                seasons = [there.season(each.title_id, key.season) for key in each.episodes]
                items |= {one for one in seasons if one is not None}
        if emptied:
            targets = {each.title_id for each in self._aims if each.title_id is not None}
            items |= await tree_of(self._tx, sorted({*emptied, *targets}))
        items |= await above(self._tx, items)
        return Scope(items, {each.file.id for each in self._aims} | await files_of(self._tx, self._leaves))

    async def _make_separate(self, now: datetime) -> None:
        made: dict[tuple[str, int | None], UUID] = {}
        for each in self._aims:
            if each.is_separate and each.key is not None:
                name = (each.key.match_key, each.key.year)
                if name not in made:
                    made[name] = new_id()
                    await add_items(self._tx, [_title_row(made[name], each.key, now)])
                each.title_id = made[name]
        self._made |= set(made.values())

    async def _place(self, recording: Recording, now: datetime) -> None:
        for library_id in sorted({each.file.library_id for each in self._aims}):
            mine = [each for each in self._aims if each.file.library_id == library_id]
            seen = {each.file.id: datetime.fromtimestamp(each.file.first_seen_ms / 1000, UTC) for each in mine}
            run = PlacingRun(library_id, now, is_first_scan=True, modified=seen)
            placed = await place(self._tx, run, [self._placement(each) for each in mine])
            self._made |= {each.id for each in placed.new_items}
            if stray := placed.items - recording.scope.items - self._made:
                raise RuntimeError(f"a choice touched items outside its scope: {sorted(stray)}")
        await renaming.find_named(self._tx, [each for each in self._aims if each.title_id is None])

    def _placement(self, aimed: Aim) -> Placement:
        said = aimed.placement
        title = aimed.key or said.title
        number = aimed.episodes[0] if len(aimed.episodes) == 1 else None
        chosen = Candidate(
            title=title.title,
            year=title.year,
            score=1.0,
            source="person",
            season=number.season if number else None,
            episodes=tuple(each.number for each in aimed.episodes if each.number is not None),
        )
        return msgspec.structs.replace(
            said,
            title=msgspec.structs.replace(title, external_ids={}),
            episodes=() if aimed.leaf_id else _with_own_titles(aimed),
            extra=None,
            state="locked",
            score=1.0,
            reasons=(Reason(CHOSEN), *said.reasons),
            candidates=(chosen, *said.candidates),
            title_id=aimed.title_id,
            leaf_id=aimed.leaf_id,
            chosen_by=self._act.viewer.user_id,
        )

    async def _hand_over(self, emptied: Sequence[UUID]) -> None:
        """Let what lost its last file lead, with its history, to what took it; its name is free for others again."""
        now_in = await repository.chosen_files(self._tx, self._act.viewer, [each.file.id for each in self._aims])
        still = await repository.files_of_items(self._tx, self._leaves)
        reach, now = Reach.of(self._act.viewer), self._act.clock.now()
        for leaf in self._leaves:
            takers = [now_in[each.file.id].leaves for each in self._aims if leaf in each.file.leaves]
            targets = {one for taken in takers for one in taken}
            if not still[leaf] and len(targets) == 1 and leaf not in targets:
                await join_leaf(self._tx, leaf, targets.pop(), reach, gives_name_up=True)
        title_now = await repository.titles_of_leaves(self._tx, [one for f in now_in.values() for one in f.leaves])
        for title_id in emptied:
            mine = [each for each in self._aims if title_id in {self._title_of[leaf] for leaf in each.file.leaves}]
            targets = {title_now[one] for each in mine for one in now_in[each.file.id].leaves}
            if len(targets) == 1 and title_id not in targets and mine[0].file.library_kind == "shows":
                target = targets.pop()
                self._made |= await join_series(self._tx, title_id, target, reach, now, gives_name_up=True)

    async def _summary(self, titles: Sequence[UUID]) -> dict[str, object]:
        first = self._aims[0]
        told: dict[str, object] = {"files": len(self._aims), "from": await repository.names_of(self._tx, titles)}
        if first.key is not None:
            told["to"] = {"title": first.key.title, "year": first.key.year}
        elif first.title_id is not None:
            told["to"] = (await repository.names_of(self._tx, [first.title_id]))[0]
        if len(self._aims) == 1 and len(first.episodes) == 1:
            told["number"] = {"season": first.episodes[0].season, "episode": first.episodes[0].number}
        return told


_TYPED = ("title", "year")


def _with_own_titles(aimed: Aim) -> tuple[EpisodeKey, ...]:
    """A number that a person gave goes with the episode's title that the file's name says."""
    own = aimed.placement.episodes
    if len(aimed.episodes) == 1 and len(own) == 1 and own[0].title and not own[0].name_key:
        return (msgspec.structs.replace(aimed.episodes[0], title=own[0].title),)
    return aimed.episodes


def _title_row(title_id: UUID, key: TitleKey, now: datetime) -> ItemRow:
    return ItemRow(
        id=title_id,
        kind=key.kind,
        title=key.title,
        sort_title=key.sort_title,
        match_key=key.match_key,
        year=key.year,
        match_year=key.year,
        added_at=now,
    )
