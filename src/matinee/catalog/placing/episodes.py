"""The seasons and episodes of the series of a batch, found by number, by absolute number, by date, by name."""

from collections.abc import Iterable
from uuid import UUID

from matinee.catalog.content_type import EpisodeKey
from matinee.catalog.placing.repository import ItemRow, KnownEpisode


class Episodes:
    """Seasons and episodes, known and new."""

    def __init__(self, known: Iterable[KnownEpisode]) -> None:
        self._seasons: dict[tuple[UUID, int], UUID] = {}
        self._by_key: dict[tuple[UUID, object], KnownEpisode] = {}
        for each in known:
            if each.kind == "season" and each.season_number is not None:
                self._seasons.setdefault((each.series_id, each.season_number), each.id)
            elif each.kind == "episode":
                self._enter(each)

    def _enter(self, each: KnownEpisode) -> None:
        if each.episode_number is not None:
            for number in range(each.episode_number, (each.episode_number_to or each.episode_number) + 1):
                self._by_key.setdefault((each.series_id, (each.season_number, number)), each)
        if each.absolute_number is not None:
            self._by_key.setdefault((each.series_id, ("absolute", each.absolute_number)), each)
        if each.air_date is not None:
            self._by_key.setdefault((each.series_id, each.air_date), each)
        if each.match_key.startswith("file:"):
            self._by_key.setdefault((each.series_id, each.match_key), each)

    def find(self, series_id: UUID, key: EpisodeKey) -> KnownEpisode | None:
        """Give the episode that a file names."""
        if key.name_key:
            return self._by_key.get((series_id, key.name_key))
        if key.absolute is not None and key.absolute == key.number:
            return self._by_key.get((series_id, ("absolute", key.absolute))) or self._by_key.get(
                (series_id, (key.season, key.number))
            )
        if key.number is not None:
            return self._by_key.get((series_id, (key.season, key.number)))
        return self._by_key.get((series_id, key.air_date))

    def season(self, series_id: UUID, number: int) -> UUID | None:
        """Give a season's id."""
        return self._seasons.get((series_id, number))

    def add_season(self, series_id: UUID, number: int, season_id: UUID) -> None:
        """Enter a new season."""
        self._seasons[series_id, number] = season_id

    def add(self, row: ItemRow) -> None:
        """Enter a new episode."""
        if row.series_id is None:
            raise ValueError("an episode has a series")
        self._enter(
            KnownEpisode(
                row.id,
                "episode",
                row.series_id,
                row.parent_id,
                row.season_number,
                row.episode_number,
                None,
                row.absolute_number,
                row.air_date,
                row.match_key,
            )
        )
