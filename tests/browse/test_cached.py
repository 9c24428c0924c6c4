"""What is kept between requests is never older than the last change, and one viewer's is never another's."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import select

from matinee.access.policy import Viewer
from matinee.browse.cached import cached_genres
from matinee.catalog import Sort, TitleQuery, set_favourite
from matinee.catalog.rails import cached_rail
from matinee.kit.cache import Caches
from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.libraries.tables import root
from tests.shelf import Shelf

MOVIES = TitleQuery(kind="movie", sort=Sort.TITLE)
FAVOURITES = TitleQuery(kind="movie", sort=Sort.TITLE, favourite=True)


@pytest.fixture
async def resources(database: Database) -> AsyncIterator[Resources]:
    held = Resources()
    held.put(database)
    await held.enter(Caches(database))
    yield held
    await held.close()


async def viewer(database: Database, *libraries: UUID) -> Viewer:
    async with database.transaction() as tx:
        return await Shelf(tx).viewer(*libraries)


async def test_a_title_that_is_added_is_on_the_kept_rail_and_among_the_kept_genres(
    resources: Resources, database: Database
) -> None:
    async with database.transaction() as tx:
        films = await Shelf(tx).library()
    anna = await viewer(database, films)
    for titles in (["Alien"], ["Alien", "Brazil"]):
        async with database.transaction() as tx:
            shelf = Shelf(tx)
            shelf.roots[films] = (await tx.execute(select(root.c.id))).scalar_one()
            await shelf.genre(f"Of {titles[-1]}", await shelf.movie(titles[-1], films))
        assert [each.label for each in (await cached_rail(resources, anna, MOVIES)).groups] == [t[0] for t in titles]
        assert [each.name for each in (await cached_genres(resources, anna, ("movie",))).items] == [
            f"Of {title}" for title in titles
        ]


async def test_a_kept_rail_is_of_one_permission_set_and_of_ones_own_marks(
    resources: Resources, database: Database
) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        films, attic = await shelf.library(), await shelf.library("Attic")
        alien, _ = await shelf.movie("Alien", films), await shelf.movie("Brazil", attic)
    anna, ben, guest = [await viewer(database, each) for each in (films, films, attic)]
    assert [each.label for each in (await cached_rail(resources, anna, MOVIES)).groups] == ["A"]
    assert [each.label for each in (await cached_rail(resources, guest, MOVIES)).groups] == ["B"]
    assert [(await cached_rail(resources, each, FAVOURITES)).total for each in (anna, ben)] == [0, 0]
    async with database.transaction() as tx:
        await set_favourite(tx, anna, alien, favourite=True)
    assert [(await cached_rail(resources, each, FAVOURITES)).total for each in (anna, ben)] == [1, 0]
