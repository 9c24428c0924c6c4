"""A person is known to those who may see a title with them, and only by those titles (H22)."""

import pytest
from sqlalchemy import insert

from matinee.catalog import PersonNotFound, person_page
from matinee.catalog.tables import credit, person
from matinee.kit.db import register_entities
from matinee.kit.ids import new_id


async def credited(tx, name: str, *items):
    person_id = new_id()
    await register_entities(tx, "person", [person_id])
    await tx.execute(insert(person).values(id=person_id, name=name, name_folded=name.lower()))
    for item_id, role in items:
        await tx.execute(insert(credit).values(id=new_id(), item_id=item_id, person_id=person_id, role=role))
    return person_id


async def test_h22_a_person_shows_only_the_titles_the_viewer_may_see_and_without_any_does_not_exist(tx, shelf, tags):
    films, secret = await shelf.library("Films"), await shelf.library("Secret")
    seen = await shelf.movie("Seen", films, year=2001)
    adult = await shelf.movie("Adult", films, year=2003, minimum_age=18)
    hidden = await shelf.movie("Hidden", secret, year=2002)
    person_id = await credited(tx, "Ann", (seen, "actor"), (hidden, "actor"), (adult, "director"))

    async def titles(viewer) -> list[str]:
        return [each.item.title for each in (await person_page(tx, viewer, person_id, tags)).credits]

    assert await titles(await shelf.viewer(everything=True)) == ["Adult", "Hidden", "Seen"]
    assert await titles(await shelf.viewer(films)) == ["Adult", "Seen"]
    assert await titles(await shelf.viewer(films, maximum_age=12)) == ["Seen"]
    with pytest.raises(PersonNotFound):
        await titles(await shelf.viewer())
    only_hidden = await credited(tx, "Bob", (hidden, "actor"))
    with pytest.raises(PersonNotFound):
        await person_page(tx, await shelf.viewer(films), only_hidden, tags)


async def test_parts_in_episodes_are_told_as_one_part_of_their_series(tx, shelf, tags):
    shows = await shelf.library("Shows", "shows")
    series = await shelf.series("Lost", shows)
    season = await shelf.season(series, 1, shows)
    episodes = [await shelf.episode(series, season, 1, number, shows) for number in (1, 2, 3)]
    person_id = await credited(tx, "Ann", *((each, "actor") for each in episodes[:2]), (episodes[2], "director"))
    page = await person_page(tx, await shelf.viewer(shows), person_id, tags)
    assert [(each.item.title, each.role, each.episodes) for each in page.credits] == [
        ("Lost", "actor", 2),
        ("Lost", "director", 1),
    ]
