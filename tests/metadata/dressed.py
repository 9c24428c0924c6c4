"""A library that is scanned and refreshed as the running server does it: by jobs that the scan asks for."""

from matinee.access.policy import SYSTEM
from matinee.app import KINDS
from matinee.catalog import ContentTypes, TitleFollowers
from matinee.kit.jobs.testing import InlineWorker
from matinee.kit.resources import Resources
from matinee.movies import MovieFollower, Movies
from matinee.scanning import request_scan
from matinee.shows import SeriesFollower, Shows
from tests.scanning.scene import Scene


class Dressed:
    """A scene whose followers are those of the server."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        resources = Resources()
        resources.put(ContentTypes(Movies(), Shows()))
        resources.put(TitleFollowers(MovieFollower(), SeriesFollower()))
        self.worker = InlineWorker(scene.database, KINDS, resources)

    async def scan(self) -> None:
        """Scan, and do all that the scan asks for, but for probing: the files hold no video."""
        async with self.scene.database.transaction() as tx:
            await request_scan(tx, SYSTEM, self.scene.library_id)
        await self.worker.run_waiting(most=1)
        await self.run()

    async def run(self) -> None:
        async with self.scene.database.transaction() as tx:
            await tx.exec_driver_sql("delete from job where kind = 'file.probe'")
        await self.worker.run_waiting()

    async def refreshes(self) -> list[tuple]:
        return await self.scene.rows("select kind, state, result from job where kind like '%.refresh%' order by id")

    async def item(self, kind: str, columns: str) -> list[tuple]:
        return await self.scene.rows(
            f"select {columns} from item where kind = :kind order by season_number, episode_number, title", kind=kind
        )

    async def named(self, what: str) -> dict[str, list[str]]:
        rows = await self.scene.rows(
            f"select i.title, n.name from item i join item_{what} h on h.item_id = i.id "
            f"join {what} n on n.id = h.{what}_id order by 1, h.ordinal"
        )
        found: dict[str, list[str]] = {}
        for title, name in rows:
            found.setdefault(title, []).append(name)
        return found


def nfo(root: str, **fields: object) -> bytes:
    """Write an NFO; a list is a tag repeated."""
    lines = [
        f"<{tag}>{value}</{tag}>"
        for tag, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    return f"<{root}>{''.join(lines)}</{root}>".encode()
