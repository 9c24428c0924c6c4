"""One series going into another: episode by episode, by number, absolute number, date or name."""

from datetime import datetime
from uuid import UUID

import msgspec

from matinee.catalog.content_type import EpisodeKey
from matinee.catalog.joining import repository
from matinee.catalog.joining.leaves import Reach, join_leaf
from matinee.catalog.placing import Episodes, KnownEpisode, add_items, known_episodes, season_row
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


async def join_series(
    tx: Connection, source: UUID, target: UUID, reach: Reach, now: datetime, *, gives_name_up: bool = False
) -> set[UUID]:
    """Let the episodes of a series go into those of another, or below it; give the items that were made for it."""
    known = await known_episodes(tx, [source, target])
    there = Episodes(each for each in known if each.series_id == target)
    mine = [each for each in known if each.series_id == source]
    seasons = {each.id: each for each in mine if each.kind == "season"}
    joining = _Joining(tx, reach, there, _Sides(target, seasons, now))
    for each in mine:
        if each.kind == "episode":
            await joining.join_episode(each)
    for each in seasons.values():
        await joining.join_season(each, gives_name_up=gives_name_up)
    await repository.fold_states(tx, source, target)
    await repository.copy_external_ids(tx, source, target)
    if not await repository.files_of(tx, sorted(await repository.tree_of(tx, [source]))):
        await repository.move_plays(tx, source, target)
        await repository.move_extras(tx, source, target)
        await repository.note_merged(tx, source, target, gives_name_up=gives_name_up)
    return joining.made


class _Sides(msgspec.Struct, frozen=True):
    """Into which series, out of which seasons, when."""

    target: UUID
    seasons: dict[UUID, KnownEpisode]
    now: datetime


class _Joining:
    def __init__(self, tx: Connection, reach: Reach, there: Episodes, sides: _Sides) -> None:
        self._tx, self._reach, self._there = tx, reach, there
        self._target, self._seasons, self._now = sides.target, sides.seasons, sides.now
        self._moved: set[UUID] = set()
        self.made: set[UUID] = set()

    async def join_episode(self, episode: KnownEpisode) -> None:
        """Into its counterpart, or below the target's season; one that others hold, too, by a copy."""
        counterpart = self._there.find(self._target, _key(episode))
        if counterpart is not None:
            await join_leaf(self._tx, episode.id, counterpart.id, self._reach)
            return
        season_id = await self._season(episode)
        if await self._is_out_of_reach(episode.id):
            copy = await repository.copy_item(self._tx, episode.id, self._target, season_id)
            self.made.add(copy)
            await join_leaf(self._tx, episode.id, copy, self._reach)
            return
        await repository.set_place(self._tx, [episode.id], self._target, season_id)

    async def _season(self, episode: KnownEpisode) -> UUID:
        number = episode.season_number or 0
        found = self._there.season(self._target, number)
        if found is not None:
            return found
        own = self._seasons.get(episode.parent_id) if episode.parent_id else None
        if own is not None and self._reach.libraries is None:
            await repository.set_place(self._tx, [own.id], self._target, None)
            self._moved.add(own.id)
            found = own.id
        else:
            found = new_id()
            await add_items(self._tx, [season_row(found, self._target, number, self._now)])
            self.made.add(found)
        self._there.add_season(self._target, number, found)
        return found

    async def join_season(self, season: KnownEpisode, *, gives_name_up: bool) -> None:
        """A season left empty leads to the one of its number, where there is one."""
        counterpart = self._there.season(self._target, season.season_number or 0)
        if season.id in self._moved or counterpart is None:
            return
        await repository.fold_states(self._tx, season.id, counterpart)
        if not await repository.files_of(self._tx, sorted(await repository.tree_of(self._tx, [season.id]))):
            await repository.note_merged(self._tx, season.id, counterpart, gives_name_up=gives_name_up)

    async def _is_out_of_reach(self, episode_id: UUID) -> bool:
        libraries = self._reach.libraries
        return libraries is not None and await repository.is_held_outside(self._tx, episode_id, libraries)


def _key(episode: KnownEpisode) -> EpisodeKey:
    return EpisodeKey(
        season=episode.season_number or 0,
        number=episode.episode_number,
        absolute=episode.absolute_number,
        air_date=episode.air_date,
        name_key=episode.match_key if episode.match_key.startswith("file:") else "",
    )
