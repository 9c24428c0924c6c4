"""Rows of the data set, table by table in the order of their references, written by COPY."""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher

from bench.dataset.people import FAR, PASSWORD, VIEWERS, token_of
from bench.dataset.titles import GENRES, person_name, titles
from matinee.access.tokens import token_hash
from matinee.catalog.naming.titles import match_key, sort_title
from matinee.kit.db import Connection, copy_rows
from matinee.kit.ids import new_id

type Row = tuple[object, ...]

MOVIE_LIBRARIES, SHOW_LIBRARIES = 5, 3
MOVIES, SERIES, SEASONS, EPISODES = 40_000, 1_000, 6, 10
PEOPLE, CAST_OF_A_MOVIE, CAST_OF_A_SERIES = 60_000, 10, 100
WATCHED_AT_MOST = 55_000
_SAME_TITLE, _TWO_LIBRARIES = 0.03, 0.05
_NEVER_S = 2_000_000_000
_AGES = (0, 6, 12, 16, 18, None)
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)

TABLES = {
    "entity": ("id", "kind"),
    "library": ("id", "name", "kind", "scan_interval_s", "first_scanned_at", "last_scanned_at"),
    "root": ("id", "library_id", "path", "state"),
    "genre": ("id", "name", "name_folded"),
    "person": ("id", "name", "name_folded"),
    "item": (
        "id", "kind", "parent_id", "series_id", "season_number", "episode_number", "air_date", "title", "sort_title",
        "match_key", "year", "overview", "runtime_ms", "rating", "minimum_age", "added_at",
    ),
    "item_library": ("item_id", "library_id", "kind", "added_at", "present_files"),
    "item_genre": ("item_id", "genre_id", "ordinal"),
    "credit": ("id", "item_id", "person_id", "role", "character", "ordinal"),
    "external_id": ("owner_id", "provider", "value"),
    "version": ("id", "item_id", "library_id", "group_key"),
    "file": (
        "id", "root_id", "path", "folder", "kind", "size_bytes", "mtime_ns", "probe_state", "container", "duration_ms",
    ),
    "part": ("id", "version_id", "ordinal", "file_id"),
    "stream": ("file_id", "index", "kind", "codec", "language", "is_default", "width", "height", "channels"),
    "image": ("id", "owner_id", "type", "content_hash", "width", "height", "thumbhash", "source", "library_id"),
    "account": (
        "id", "username", "username_folded", "password_hash", "role", "all_libraries", "maximum_age", "sees_unrated",
    ),
    "account_library": ("account_id", "library_id"),
    "device": ("id", "account_id", "client_device_id", "name", "client"),
    "session": ("id", "account_id", "device_id", "token_hash", "idle_until", "expires_at"),
    "state": ("account_id", "entity_id", "watched", "play_count", "position_ms", "last_played_at", "favourite"),
    "play": (
        "id", "account_id", "entity_id", "at", "origin", "position_ms", "watched_ms", "completed", "title", "year",
    ),
}  # fmt: skip
"""Columns of each table, parents before children."""


async def write(tx: Connection) -> None:
    """Write everything in one transaction."""
    made = _Shelves(random.Random(7))  # noqa: S311 - the same on each run
    made.fill()
    for table, columns in TABLES.items():
        await copy_rows(tx, table, columns, made.rows[table])
        made.rows[table].clear()


class _Shelves:
    """Makes the rows of all tables."""

    def __init__(self, random_: random.Random) -> None:
        self.rows: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._random = random_
        self._libraries: list[UUID] = []
        self._roots: dict[UUID, UUID] = {}
        self._genres: list[UUID] = []
        self._people: list[UUID] = []
        self._ages: dict[UUID, int | None] = {}
        self._playable: list[tuple[UUID, UUID, str, int | None]] = []

    def fill(self) -> None:
        """Make them all."""
        for number in range(MOVIE_LIBRARIES + SHOW_LIBRARIES):
            self._library(number)
        for name in GENRES:
            self._genres.append(self._entity("genre", "genre", name, name.casefold()))
        for number in range(PEOPLE):
            name = person_name(number)
            self._people.append(self._entity("person", "person", name, name.casefold()))
        self._movies()
        self._shows()
        for number in range(len(VIEWERS)):
            self._viewer(number)

    def _entity(self, kind: str, table: str | None, *values: object) -> UUID:
        new = new_id()
        self.rows["entity"].append((new, kind))
        if table is not None:
            self.rows[table].append((new, *values))
        return new

    def _library(self, number: int) -> None:
        kind = "movies" if number < MOVIE_LIBRARIES else "shows"
        library = self._entity("library", "library", f"Library {number}", kind, _NEVER_S, _BEGAN, _BEGAN)
        self._libraries.append(library)
        self._roots[library] = new_id()
        self.rows["root"].append((self._roots[library], library, f"/media/{number}".encode(), "online"))

    def _movies(self) -> None:
        named: list[tuple[str, int]] = []
        for number, title in enumerate(titles(MOVIES, self._random)):
            year = 1930 + self._random.randrange(95)
            if named and self._random.random() < _SAME_TITLE:
                title, year = named[self._random.randrange(len(named))]  # noqa: PLW2901 - another work of that name
            named.append((title, year))
            library = self._libraries[number % MOVIE_LIBRARIES]
            item = self._item("movie", title, library, year=year)
            self._dress(item, library, number, CAST_OF_A_MOVIE)
            self._file(item, library, title, year)
            if self._random.random() < _TWO_LIBRARIES:
                other = self._libraries[(number + 1) % MOVIE_LIBRARIES]
                self.rows["item_library"].append((item, other, "movie", self._added(), 1))
                self._file(item, other, title, year)

    def _shows(self) -> None:
        for number, title in enumerate(titles(SERIES, self._random, "A ")):
            library = self._libraries[MOVIE_LIBRARIES + number % SHOW_LIBRARIES]
            year = 1960 + self._random.randrange(65)
            series = self._item("series", title, library, year=year, files=SEASONS * EPISODES)
            self._dress(series, library, MOVIES + number, CAST_OF_A_SERIES)
            for season in range(1, SEASONS + 1):
                within = self._item(
                    "season", f"Season {season}", library, parent=series, series=series, numbers=(season, None),
                    files=EPISODES,
                )  # fmt: skip
                for episode in range(1, EPISODES + 1):
                    name = f"Chapter {episode} of {title}"
                    item = self._item(
                        "episode", name, library, parent=within, series=series, numbers=(season, episode),
                        year=year + season,
                    )  # fmt: skip
                    self._file(item, library, f"{title} S{season:02}E{episode:02}", year + season)

    def _item(  # noqa: PLR0913 - the columns that differ
        self,
        kind: str,
        title: str,
        library: UUID,
        *,
        year: int | None = None,
        parent: UUID | None = None,
        series: UUID | None = None,
        numbers: tuple[int | None, int | None] = (None, None),
        files: int = 1,
    ) -> UUID:
        added = self._added()
        aired = added.date() if kind == "episode" else None
        runtime = self._random.randrange(20, 180) * 60_000
        overview = None if kind == "season" else f"What happens in {title}. " * 8
        rating = round(self._random.uniform(2, 9.5), 1)
        age = self._random.choice(_AGES) if series is None else self._ages[series]
        item = self._entity(
            "item", "item", kind, parent, series, *numbers, aired, title, sort_title(title), match_key(title), year,
            overview, runtime, rating, age, added,
        )  # fmt: skip
        self._ages[item] = age
        self.rows["item_library"].append((item, library, kind, added, files))
        return item

    def _added(self) -> datetime:
        return _BEGAN + timedelta(seconds=self._random.randrange(6 * 365 * 86_400))

    def _dress(self, item: UUID, library: UUID, number: int, cast: int) -> None:
        for ordinal, genre in enumerate(self._random.sample(self._genres, 3)):
            self.rows["item_genre"].append((item, genre, ordinal))
        for ordinal, person in enumerate(self._random.sample(self._people, cast)):
            role = "director" if ordinal == 0 else "actor"
            self.rows["credit"].append((new_id(), item, person, role, f"Part {ordinal}", ordinal))
        self.rows["external_id"].append((item, "tmdb", str(number + 1)))
        content, small = self._random.randbytes(32), self._random.randbytes(25)
        self.rows["image"].append((new_id(), item, "poster", content, 1000, 1500, small, "local", library))

    def _file(self, item: UUID, library: UUID, title: str, year: int) -> None:
        folder = f"{title} ({year})".encode()
        file, size = new_id(), self._random.randrange(1 << 30, 1 << 34)
        path = folder + b"/" + folder + f" {file.hex[-6:]}.mkv".encode()
        root, length = self._roots[library], self._random.randrange(20, 180) * 60_000
        self.rows["file"].append(
            (file, root, path, folder, "video", size, 1_600_000_000 * 10**9, "done", "matroska", length)
        )
        version = self._entity("version", "version", item, library, path.hex()[:40])
        self._entity("part", "part", version, 1, file)
        self.rows["stream"] += [
            (file, 0, "video", "h264", None, True, 1920, 1080, None),
            (file, 1, "audio", "aac", "eng", True, None, None, 2),
            (file, 2, "subtitle", "subrip", "deu", False, None, None, None),
        ]
        self._playable.append((item, library, title, year))

    def _viewer(self, number: int) -> None:
        person = VIEWERS[number]
        account, device = new_id(), new_id()
        hashed = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
        everything = person.libraries is None
        self.rows["account"].append(
            (
                account,
                person.name,
                person.name,
                hashed,
                person.role,
                everything,
                person.maximum_age,
                person.sees_unrated,
            )
        )
        granted = {
            self._libraries[each] for each in (range(len(self._libraries)) if everything else person.libraries or ())
        }
        if not everything:
            self.rows["account_library"] += [(account, library) for library in sorted(granted)]
        self.rows["device"].append((device, account, "bench", "Bench", "bench"))
        self.rows["session"].append((new_id(), account, device, token_hash(token_of(person)), FAR, FAR))
        self._watch(account, [each for each in self._playable if each[1] in granted])

    def _watch(self, account: UUID, seen: Sequence[tuple[UUID, UUID, str, int | None]]) -> None:
        by_item = {each[0]: each for each in seen}
        chosen: Iterable[tuple[UUID, UUID, str, int | None]] = self._random.sample(
            list(by_item.values()), min(WATCHED_AT_MOST, len(by_item))
        )
        for item, _, title, year in chosen:
            at, done = self._added(), self._random.random() < 0.97
            position = 0 if done else 600_000
            self.rows["state"].append((account, item, done, int(done), position, at, self._random.random() < 0.02))
            self.rows["play"].append((new_id(), account, item, at, "playback", position, 600_000, done, title, year))
