"""A library on disk, scanned, and people who set it right."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from matinee.access.policy import PERMISSIONS_OF, Role, Viewer
from matinee.catalog import ContentTypes
from matinee.catalog.changes import Act, Recorded
from matinee.catalog.choosing import Choice, EpisodeTarget, ItemTarget, TitleTarget, choose
from matinee.catalog.undoing import undo_change
from matinee.kit.db import Database
from matinee.kit.ids import new_id
from matinee.movies import Movies
from matinee.shows import Shows
from tests.scanning.scene import Scene, make_scene

CONTENT = ContentTypes(Movies(), Shows())


class House:
    """A scanned library with somebody who manages it."""

    def __init__(self, scene: Scene, viewer: Viewer) -> None:
        self.scene, self.viewer = scene, viewer
        self.act = Act(viewer, scene.clock)

    async def file(self, path: str) -> UUID:
        return await self.scene.one("select id from file where path = cast(:path as bytea)", path=path.encode())

    async def item(self, title: str, year: int | None = None) -> UUID:
        return await self.scene.one(
            "select id from item where title = :title and kind in ('movie', 'series', 'episode')"
            " and (cast(:year as int) is null or year = :year) and merged_into is null",
            title=title,
            year=year,
        )

    async def titles(self) -> list[tuple]:
        """Movies and series that a library holds, with the number of their files."""
        return await self.scene.rows(
            "select i.title, i.year, (select count(distinct p.file_id) from item l join version v on v.item_id = l.id"
            " join part p on p.version_id = v.id where l.id = i.id or l.series_id = i.id) from item i"
            " where i.kind in ('movie', 'series') and exists (select from item_library h where h.item_id = i.id)"
            " and i.merged_into is null order by 1, 2"
        )

    async def episodes(self, series: str) -> list[tuple]:
        """(season, number, file) of a series that a library holds."""
        rows = await self.scene.rows(
            "select e.season_number, e.episode_number, f.path from item e join item s on s.id = e.series_id"
            " join version v on v.item_id = e.id join part p on p.version_id = v.id join file f on f.id = p.file_id"
            " where s.title = :series and e.merged_into is null order by 1, 2, 3",
            series=series,
        )
        return [(row[0], row[1], row[2].decode()) for row in rows]

    async def choose(self, path: str, target: object, *, act: Act | None = None) -> Recorded:
        chosen = Choice(await self.file(path), target)
        async with self.scene.database.transaction() as tx:
            return await choose(tx, act or self.act, CONTENT, [chosen])

    async def do(self, work: Callable[..., Awaitable[Recorded]], *given: object) -> Recorded:
        """Do something to titles in a transaction of its own."""
        async with self.scene.database.transaction() as tx:
            return await work(tx, self.act, *given)

    async def undo(self, recorded: Recorded, *, act: Act | None = None) -> None:
        assert recorded.id is not None
        await self.undo_by_id(recorded.id, act=act)

    async def undo_by_id(self, change_id: UUID, *, act: Act | None = None) -> None:
        async with self.scene.database.transaction() as tx:
            await undo_change(tx, act or self.act, change_id)

    async def watch(self, item_id: UUID, *, count: int = 1, position_ms: int = 0, person: UUID | None = None) -> UUID:
        """Somebody watched a title."""
        person = person or self.viewer.user_id
        async with self.scene.database.transaction() as tx:
            given = {"account": person, "item": item_id, "count": count, "position": position_ms, "id": new_id()}
            await tx.execute(
                text(
                    "insert into state (account_id, entity_id, watched, play_count, position_ms, last_played_at)"
                    " values (:account, :item, :count > 0, :count, :position, now())"
                ),
                given,
            )
            await tx.execute(
                text(
                    "insert into play (id, account_id, entity_id, at, origin, title)"
                    " values (:id, :account, :item, now(), 'playback', 'x')"
                ),
                given,
            )
        assert person is not None
        return person

    async def snapshot(self) -> dict[str, list]:
        """Everything that an undo must bring back, as rows."""
        tables = {
            "item": "id, kind, title, sort_title, year, match_key, match_year, parent_id, series_id, season_number,"
            " episode_number, merged_into, locked_fields, presence",
            "item_library": "item_id, library_id, present_files, missing_since",
            "version": "id, item_id, library_id, group_key, edition",
            "part": "id, version_id, ordinal, file_id",
            "match": "file_id, state, item_ids, score, chosen_by",
            "state": "account_id, entity_id, watched, play_count, position_ms, favourite",
            "play": "id, entity_id",
            "external_id": "owner_id, provider, value",
        }
        return {
            name: sorted(map(str, await self.scene.rows(f"select {columns} from {name}")))
            for name, columns in tables.items()
        }


async def house(database: Database, root: Path, kind: str, *paths: str, viewer: Viewer | None = None) -> House:
    """Put files on disk, scan them, and give somebody who manages the library."""
    scene = await make_scene(database, root, kind)
    for path in paths:
        scene.put(path)
    await scene.scan()
    return House(scene, viewer or await person(database))


async def person(database: Database, *libraries: UUID, role: Role = Role.ADMINISTRATOR) -> Viewer:
    """Make an account: it sees everything, or the libraries that are named."""
    user_id = new_id()
    async with database.transaction() as tx:
        await tx.execute(
            text("insert into account (id, username, username_folded, role) values (:id, :name, :name, :role)"),
            {"id": user_id, "name": f"u{user_id.hex}", "role": role},
        )
    return Viewer(
        user_id=user_id,
        permissions=PERMISSIONS_OF[role],
        all_libraries=not libraries,
        library_ids=frozenset(libraries),
        role=role,
        username=f"u{user_id.hex}",
    )


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


__all__ = ["CONTENT", "EpisodeTarget", "House", "ItemTarget", "TitleTarget", "house", "person"]
