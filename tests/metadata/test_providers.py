"""What every metadata provider keeps to, whichever there are: each folder below `providers` is held to it."""

from pathlib import Path

import msgspec
import pytest

from matinee.catalog.describing import FIELDS, Description
from matinee.metadata import Answer, Capability, Lead, all_providers, who_can
from matinee.metadata import providers as folder
from matinee.metadata.merging import NAMES, merged, order_of, underneath_of
from matinee.metadata.repository.subjects import load_subjects
from tests.scanning.scene import make_scene

PROVIDERS = sorted(all_providers().values(), key=lambda each: each.name)
FOLDERS = sorted(each.name for each in Path(folder.__file__).parent.iterdir() if (each / "__init__.py").exists())


def test_every_folder_declares_a_provider_of_its_name() -> None:
    assert sorted(all_providers()) == FOLDERS
    assert {"nfo", "tags"} <= set(FOLDERS)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda each: each.name)
def test_a_provider_says_what_it_can(provider) -> None:
    assert provider.capabilities
    assert all(isinstance(each, Capability) for each in provider.capabilities)
    assert all(provider in who_can(each) for each in provider.capabilities)
    assert provider.name != NAMES


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda each: each.name)
async def test_a_provider_asked_of_titles_it_knows_nothing_of_finds_no_leads_and_asks_for_none(
    provider, database, tmp_path
):
    for kind, path in (("movies", "Film (2001)/Film (2001).mkv"), ("shows", "Show/Show S01E01.mkv")):
        scene = await make_scene(database, tmp_path / kind, kind)
        scene.put(path)
        await scene.scan()
    items = [row[0] for row in await scene.rows("select id from item")]
    async with database.reading() as tx:
        subjects = [each for each in await load_subjects(tx, items) if each.kind in provider.capabilities]
        assert subjects
        assert await provider.find_leads(tx, subjects) == {}
        assert await provider.find_leads(tx, []) == {}
    assert await provider.ask({}) == {}


async def test_a_lead_whose_source_went_away_before_it_was_followed_gives_an_answer_that_says_nothing(
    database, tmp_path
):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Film (2001)/Film (2001).mkv")
    path = scene.put("Film (2001)/movie.nfo", b"<movie><title>Film</title></movie>")
    await scene.scan()
    [item] = [row[0] for row in await scene.rows("select id from item")]
    provider = all_providers()["nfo"]
    async with database.reading() as tx:
        [subject] = await load_subjects(tx, [item])
        leads = await provider.find_leads(tx, [subject])
    path.unlink()
    assert isinstance(leads[item], Lead)
    assert await provider.ask({item: (subject, leads[item])}) == {item: Answer(Description(), ("unreadable",))}


def test_providers_are_believed_in_order_and_unknown_ones_between_nfo_and_tags() -> None:
    assert order_of("overview", ("tags", "tmdb", "nfo")) == ("nfo", "tmdb", "tags", NAMES)
    assert order_of("title", ("tags", "tmdb", "nfo")) == ("nfo", "tmdb", NAMES, "tags")
    assert order_of("title", ("tags", "nfo"), weak={"title"}) == ("nfo", "tags", NAMES)


def test_absent_null_and_value_are_three_things_in_a_merge() -> None:
    nfo = Description(tagline=None, genres=(), external_ids={"imdb": "tt0000001"})
    tags = Description(
        tagline="Tag.", overview="Plot.", genres=("Drama",), external_ids={"imdb": "tt0000002", "tmdb": "3"}
    )
    found = merged({"nfo": nfo, "tags": tags}, Description(title="Name"), Description(certificate="R", studios=("X",)))
    assert (found.tagline, found.overview, found.genres, found.title) == (None, "Plot.", (), "Name")
    assert found.external_ids == {"imdb": "tt0000001", "tmdb": "3"}
    assert (found.certificate, found.studios, found.rating) == (None, (), msgspec.UNSET)


def test_what_someone_else_wrote_since_counts_as_standing_underneath() -> None:
    answers = {"nfo": Description(title="From NFO")}
    first = underneath_of(answers, Description(title="Name"), Description(), Description())
    assert first == Description(title="Name")
    again = underneath_of(answers, Description(title="From NFO"), first, Description(title="From NFO"))
    assert again == Description(title="Name")
    renamed = underneath_of(answers, Description(title="New name"), first, Description(title="From NFO"))
    assert renamed == Description(title="New name")


def test_every_field_of_a_description_survives_being_kept_as_json() -> None:
    filled = {
        name: None for name in FIELDS if name not in {"title", "genres", "studios", "tags", "credits", "external_ids"}
    }
    said = Description(**filled, title="T", genres=("A",), external_ids={"imdb": "tt1"}, credits=())
    assert msgspec.convert(msgspec.to_builtins(said), Description) == said
