"""Placing files: from what names say to items, versions and parts, a batch at a time, the same result when repeated."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from matinee.catalog.content_type import Candidate, EpisodeKey, Placement, TitleKey
from matinee.catalog.describing import take_age_from_above
from matinee.catalog.naming import fold, sort_title
from matinee.catalog.placing import repository
from matinee.catalog.placing.episodes import Episodes
from matinee.catalog.placing.following import follow_choices
from matinee.catalog.placing.records import NewItem, Placed, PlacingRun
from matinee.catalog.placing.repository import ItemRow
from matinee.catalog.placing.titles import KnownTitle, Titles
from matinee.kit.db import Connection
from matinee.kit.ids import new_id

_SANE_YEAR = 2025
"""A clock before this was not set: no file was found then."""


async def place(tx: Connection, run: PlacingRun, placements: Sequence[Placement]) -> Placed:
    """Give each file its items, version and part; make what is new. Placing again moves what lies elsewhere."""
    if not placements:
        return Placed()
    await repository.lock(tx)
    placements = await follow_choices(tx, placements)
    batch = _Batch(run)
    await batch.find_titles(tx, placements)
    await batch.find_episodes(tx, placements)
    await batch.find_extras(tx, placements)
    await batch.write_items(tx)
    await batch.write_versions(tx, placements)
    await batch.write_matches(tx, placements)
    await batch.join_library(tx)
    return batch.placed


class _Batch:
    """The work of one batch, in the order of `place`."""

    def __init__(self, run: PlacingRun) -> None:
        self.run = run
        self.placed = Placed()
        self.title_of: dict[UUID, UUID] = {}
        self.leaves_of: dict[UUID, list[UUID]] = {}
        self.new: list[ItemRow] = []
        self.kinds: dict[UUID, str] = {}
        self.added: dict[UUID, datetime] = {}
        self.external: list[tuple[UUID, str, str]] = []

    async def find_titles(self, tx: Connection, placements: Sequence[Placement]) -> None:
        """Find or make the movie or series of each file."""
        keys = [each.title for each in placements]
        known = await repository.known_titles(
            tx, list({key.kind for key in keys}), list({key.match_key for key in keys})
        )
        titles = Titles(known)
        by_id = await self._titles_by_id(tx, keys)
        for each in sorted(placements, key=lambda each: (each.title.match_key, each.title.year is None)):
            at = self._added_at(each.file_id)
            title_id = each.title_id
            if title_id is None:
                title_id = next((by_id[pair] for pair in each.title.external_ids.items() if pair in by_id), None)
            if title_id is None:
                title_id = await self._title(tx, titles, each.title, at)
            for pair in () if each.title_id else each.title.external_ids.items():
                by_id.setdefault(pair, title_id)
                self.external.append((title_id, *pair))
            self.title_of[each.file_id] = title_id
            self._note(title_id, each.title.kind, at)

    async def _titles_by_id(self, tx: Connection, keys: Sequence[TitleKey]) -> dict[tuple[str, str], UUID]:
        pairs = {pair for key in keys for pair in key.external_ids.items()}
        return await repository.by_external_id(tx, sorted(pairs), keys[0].kind) if pairs else {}

    async def _title(self, tx: Connection, titles: Titles, key: TitleKey, at: datetime) -> UUID:
        known = titles.find(key)
        if known is None:
            known = KnownTitle(new_id(), key.kind, key.match_key, key.year, key.year, is_new=True)
            titles.add(known)
            row = ItemRow(
                id=known.id,
                kind=key.kind,
                title=key.title,
                sort_title=key.sort_title,
                match_key=key.match_key,
                year=key.year,
                match_year=key.year,
                added_at=at,
            )
            self._make(row)
        elif known.match_year is None and key.kind == "series" and key.year is not None:
            known.match_year = key.year
            if known.is_new:
                row = next(row for row in self.new if row.id == known.id)
                row.year = row.match_year = key.year
            else:
                await repository.set_year(tx, known.id, key.year)
        return known.id

    async def find_episodes(self, tx: Connection, placements: Sequence[Placement]) -> None:
        """Find or make the seasons and episodes of each file."""
        wanted = [each for each in placements if each.episodes]
        if not wanted:
            return
        new = {row.id for row in self.new}
        known_series = {self.title_of[each.file_id] for each in wanted} - new
        episodes = Episodes(await repository.known_episodes(tx, sorted(known_series)) if known_series else [])
        for each in wanted:
            series_id, at = self.title_of[each.file_id], self._added_at(each.file_id)
            for key in each.episodes:
                leaf = self._episode(episodes, series_id, key, at)
                if leaf not in self.leaves_of.setdefault(each.file_id, []):
                    self.leaves_of[each.file_id].append(leaf)

    def _episode(self, episodes: Episodes, series_id: UUID, key: EpisodeKey, at: datetime) -> UUID:
        known = episodes.find(series_id, key)
        if known is not None:
            season_id = known.parent_id
            self._note(known.id, "episode", at)
            if season_id is not None:
                self._note(season_id, "season", at)
            return known.id
        season_id = episodes.season(series_id, key.season)
        if season_id is None:
            season_id = new_id()
            episodes.add_season(series_id, key.season, season_id)
            self._make(season_row(season_id, series_id, key.season, at))
        row = _episode_row(new_id(), series_id, season_id, key, at)
        episodes.add(row)
        self._make(row)
        self._note(season_id, "season", at)
        self._note(row.id, "episode", at)
        return row.id

    async def find_extras(self, tx: Connection, placements: Sequence[Placement]) -> None:
        """Find or make the extras, and take the title itself where a file is a movie."""
        extras = [each for each in placements if each.extra is not None]
        known = await repository.known_extras(tx, [self.title_of[each.file_id] for each in extras]) if extras else {}
        for each in placements:
            title_id = self.title_of[each.file_id]
            if each.leaf_id is not None:
                self.leaves_of[each.file_id] = [each.leaf_id]
                continue
            if each.extra is None:
                if not each.episodes:
                    self.leaves_of[each.file_id] = [title_id]
                continue
            key, at = f"{each.extra.kind}:{fold(each.extra.title)}", self._added_at(each.file_id)
            extra_id = known.get((title_id, key))
            if extra_id is None:
                extra_id = new_id()
                known[title_id, key] = extra_id
                row = ItemRow(
                    id=extra_id,
                    kind="extra",
                    parent_id=title_id,
                    extra_kind=each.extra.kind,
                    title=each.extra.title,
                    sort_title=sort_title(each.extra.title),
                    match_key=key,
                    added_at=at,
                )
                self._make(row)
            self._note(extra_id, "extra", at)
            self.leaves_of[each.file_id] = [extra_id]

    async def write_items(self, tx: Connection) -> None:
        """Write what is new."""
        if self.new:
            await repository.add_items(tx, self.new)
            await take_age_from_above(tx, [row.id for row in self.new if row.kind not in {"movie", "series"}])
        await repository.add_external_ids(tx, list(dict.fromkeys(self.external)))

    async def write_versions(self, tx: Connection, placements: Sequence[Placement]) -> None:
        """Write versions and parts."""
        leaves = sorted({leaf for each in self.leaves_of.values() for leaf in each} - {row.id for row in self.new})
        known = await repository.known_versions(tx, self.run.library_id, leaves) if leaves else {}
        ordinals = await repository.version_counts(tx, leaves) if leaves else {}
        versions: list[tuple[UUID, UUID, UUID, str | None, str, int]] = []
        parts: list[tuple[UUID, UUID, int, UUID]] = []
        lying = await repository.parts_of(tx, [each.file_id for each in placements])
        await self._leave(tx, lying)
        await repository.rename_versions(tx, self._renamed(placements, lying))
        for each in placements:
            for leaf in self.leaves_of[each.file_id]:
                if leaf in lying.get(each.file_id, {}):
                    continue
                group = (leaf, each.group_key)
                if group in known and each.part in known[group][1]:
                    group = (leaf, f"{each.group_key}#{each.file_id}")
                if group not in known:
                    known[group] = (new_id(), set())
                    ordinal = ordinals.get(leaf, 0)
                    ordinals[leaf] = ordinal + 1
                    versions.append((known[group][0], leaf, self.run.library_id, each.edition, group[1], ordinal))
                known[group][1].add(each.part)
                parts.append((new_id(), known[group][0], each.part, each.file_id))
        await repository.add_entities(tx, "version", (row[0] for row in versions))
        columns = ("id", "item_id", "library_id", "edition", "group_key", "ordinal")
        await repository.add_rows(tx, "version", columns, versions)
        await repository.add_entities(tx, "part", (row[0] for row in parts))
        await repository.add_rows(tx, "part", ("id", "version_id", "ordinal", "file_id"), parts)

    async def _leave(self, tx: Connection, lying: dict[UUID, dict[UUID, tuple[UUID, UUID]]]) -> None:
        left: list[UUID] = []
        for file_id, items in lying.items():
            for item_id, (_, part_id) in items.items():
                if item_id not in self.leaves_of[file_id]:
                    left.append(part_id)
                    self.placed.left.add(item_id)
        await repository.remove_parts(tx, left)

    def _renamed(
        self, placements: Sequence[Placement], lying: dict[UUID, dict[UUID, tuple[UUID, UUID]]]
    ) -> list[tuple[UUID, str, str | None]]:
        return [
            (lying[each.file_id][leaf][0], each.group_key, each.edition)
            for each in placements
            for leaf in self.leaves_of[each.file_id]
            if leaf in lying.get(each.file_id, {})
        ]

    async def write_matches(self, tx: Connection, placements: Sequence[Placement]) -> None:
        """Write why each file lies where it lies."""
        rows = [
            (
                each.file_id,
                each.state,
                self.leaves_of[each.file_id],
                each.score,
                msgspec.json.encode(each.reading).decode(),
                msgspec.json.encode(each.reasons).decode(),
                msgspec.json.encode(self._candidates(each)).decode(),
                each.chosen_by,
            )
            for each in placements
        ]
        await repository.forget_matches(tx, [each.file_id for each in placements])
        columns = ("file_id", "state", "item_ids", "score", "reading", "reasons", "candidates", "chosen_by")
        await repository.add_rows(tx, "match", columns, rows)
        self.placed.inbox += sum(each.state == "inbox" for each in placements)

    def _candidates(self, placement: Placement) -> list[Candidate]:
        """The first is the title it was placed by: known now, if it was not before."""
        first, *others = placement.candidates or (
            Candidate(title=placement.title.title, year=placement.title.year, score=placement.score),
        )
        return [msgspec.structs.replace(first, item_id=self.title_of[placement.file_id]), *others]

    async def join_library(self, tx: Connection) -> None:
        """Tell which items the library now holds."""
        rows = [(item_id, kind, self.added[item_id]) for item_id, kind in self.kinds.items()]
        await repository.join_library(tx, self.run.library_id, rows, earlier=self.run.is_first_scan)
        if self.run.is_first_scan:
            await repository.set_earlier_added(tx, [(row[0], row[2]) for row in rows])
        self.placed.items |= set(self.kinds)

    def _make(self, row: ItemRow) -> None:
        self.new.append(row)
        self.placed.new_items.append(
            NewItem(
                row.id,
                row.kind,
                row.title,
                row.year,
                row.series_id,
                row.parent_id,
                row.season_number,
                row.episode_number,
            )
        )

    def _note(self, item_id: UUID, kind: str, at: datetime) -> None:
        self.kinds[item_id] = kind
        self.added[item_id] = min(at, self.added.get(item_id, at))

    def _added_at(self, file_id: UUID) -> datetime:
        modified, now = self.run.modified.get(file_id, self.run.now), self.run.now
        if now.year < _SANE_YEAR:
            return modified
        return min(modified, now) if self.run.is_first_scan else now


def season_row(season_id: UUID, series_id: UUID, number: int, at: datetime) -> ItemRow:
    """Give the row of a new season; 0 holds the specials."""
    title = f"Season {number}" if number else "Specials"
    return ItemRow(
        id=season_id,
        kind="season",
        parent_id=series_id,
        series_id=series_id,
        season_number=number,
        title=title,
        sort_title=f"{number:05}",
        match_key=f"season:{number}",
        added_at=at,
    )


def _episode_row(item_id: UUID, series_id: UUID, season_id: UUID, key: EpisodeKey, at: datetime) -> ItemRow:
    title = key.title or (str(key.air_date) if key.number is None else f"Episode {key.number}")
    return ItemRow(
        id=item_id,
        kind="episode",
        parent_id=season_id,
        series_id=series_id,
        season_number=key.season,
        episode_number=key.number,
        absolute_number=key.absolute,
        air_date=key.air_date,
        title=title,
        sort_title=sort_title(title) or title,
        match_key=key.name_key or fold(title),
        added_at=at,
    )
