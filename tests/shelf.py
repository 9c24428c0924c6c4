"""A shelf of titles for tests: libraries, movies, series and viewers, written straight into the tables."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert

from matinee.access.policy import PERMISSIONS_OF, Role, Viewer
from matinee.access.tables import account
from matinee.catalog.tables import file, genre, item, item_genre, item_library, part, version
from matinee.kit.db import Connection, register_entities
from matinee.kit.ids import new_id
from matinee.libraries.tables import library, root

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class PlainTags:
    """Image tags for tests."""

    def tag(self, image_id: UUID, content_hash: bytes) -> str:
        return content_hash.hex()[:16]


class StoppedClock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **span: float) -> None:
        self.moment += timedelta(**span)


class Shelf:
    """Puts things on the shelf; every method gives the id of what it made."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.roots: dict[UUID, UUID] = {}
        self._minutes = 0

    async def library(self, name: str = "Films", kind: str = "movies") -> UUID:
        library_id, root_id = new_id(), new_id()
        await register_entities(self.tx, "library", [library_id])
        await self.tx.execute(insert(library).values(id=library_id, name=name, kind=kind))
        path = f"/media/{name}-{library_id.hex}".encode()
        await self.tx.execute(insert(root).values(id=root_id, library_id=library_id, path=path))
        self.roots[library_id] = root_id
        return library_id

    async def viewer(
        self,
        *libraries: UUID,
        role: Role = Role.MEMBER,
        everything: bool = False,
        maximum_age: int | None = None,
        sees_unrated: bool = True,
    ) -> Viewer:
        user_id = new_id()
        name = f"user-{user_id.hex}"
        await self.tx.execute(
            insert(account).values(id=user_id, username=name, username_folded=name, role=role, all_libraries=everything)
        )
        return Viewer(
            user_id=user_id,
            permissions=PERMISSIONS_OF[role],
            all_libraries=everything,
            library_ids=frozenset(libraries),
            maximum_age=maximum_age,
            sees_unrated=sees_unrated,
            role=role,
        )

    async def movie(self, title: str, library_id: UUID, *, year: int | None = None, **fields: object) -> UUID:
        return await self._item("movie", title, library_id, year=year, **fields)

    async def series(self, title: str, library_id: UUID, **fields: object) -> UUID:
        return await self._item("series", title, library_id, with_file=False, **fields)

    async def season(self, series_id: UUID, number: int, library_id: UUID) -> UUID:
        return await self._item(
            "season",
            f"Season {number}",
            library_id,
            with_file=False,
            parent_id=series_id,
            series_id=series_id,
            season_number=number,
        )

    async def episode(
        self, series_id: UUID, season_id: UUID | None, season: int, number: int, library_id: UUID, **fields: object
    ) -> UUID:
        return await self._item(
            "episode",
            f"S{season}E{number}",
            library_id,
            parent_id=season_id,
            series_id=series_id,
            season_number=season,
            episode_number=number,
            **fields,
        )

    async def genre(self, name: str, *items: UUID) -> UUID:
        genre_id = new_id()
        await register_entities(self.tx, "genre", [genre_id])
        await self.tx.execute(insert(genre).values(id=genre_id, name=name, name_folded=name.lower()))
        for each in items:
            await self.tx.execute(insert(item_genre).values(item_id=each, genre_id=genre_id))
        return genre_id

    async def hold(self, item_id: UUID, library_id: UUID, kind: str, *, present: bool = True) -> None:
        """Put an item into one more library."""
        self._minutes += 1
        added = LONG_AGO + timedelta(minutes=self._minutes)
        await self.tx.execute(
            insert(item_library).values(
                item_id=item_id,
                library_id=library_id,
                kind=kind,
                added_at=added,
                present_files=int(present),
                missing_since=None if present else LONG_AGO,
            )
        )

    async def file(
        self, item_id: UUID, library_id: UUID, *, edition: str | None = None, minutes: int = 100, missing: bool = False
    ) -> UUID:
        """Give an item one more version with one file."""
        file_id, version_id, part_id = new_id(), new_id(), new_id()
        await register_entities(self.tx, "version", [version_id])
        await register_entities(self.tx, "part", [part_id])
        name = f"{file_id.hex}.mkv".encode()
        await self.tx.execute(
            insert(file).values(
                id=file_id,
                root_id=self.roots[library_id],
                path=name,
                folder=b"",
                kind="video",
                size_bytes=1000,
                mtime_ns=0,
                duration_ms=minutes * 60_000,
                probe_state="done",
                missing_since=LONG_AGO if missing else None,
            )
        )
        await self.tx.execute(
            insert(version).values(
                id=version_id, item_id=item_id, library_id=library_id, edition=edition, group_key=name.decode()
            )
        )
        await self.tx.execute(insert(part).values(id=part_id, version_id=version_id, ordinal=1, file_id=file_id))
        return file_id

    async def _item(
        self,
        kind: str,
        title: str,
        library_id: UUID,
        *,
        with_file: bool = True,
        present: bool = True,
        minutes: int = 100,
        **fields: object,
    ) -> UUID:
        item_id = new_id()
        await register_entities(self.tx, "item", [item_id])
        values = {"sort_title": title.lower(), "match_key": title.lower(), "added_at": LONG_AGO, **fields}
        await self.tx.execute(insert(item).values(id=item_id, kind=kind, title=title, **values))
        await self.hold(item_id, library_id, kind, present=present)
        if with_file:
            await self.file(item_id, library_id, minutes=minutes, missing=not present)
        return item_id
