"""What a file's own tags say: fields, where they are fields and not the name of a release."""

import pytest
from msgspec import UNSET

from matinee.metadata.providers.tags.reading import read_tags


@pytest.mark.parametrize(
    "name",
    [
        "Harbour Lights S01E03-E04 - Fog Signal",
        "harbour.lights.s1e3",
        "Harbour Lights 1080p WEB-DL",
        "Harbour.Lights.Fog.Signal-GROUP",
        "www.example.org presents Fog Signal",
    ],
)
def test_the_name_of_a_release_is_no_title(name: str) -> None:
    said, _ = read_tags({"title": name}, "episode")
    assert said.title is UNSET


@pytest.mark.parametrize("name", ["Fog Signal", "S.O.S. at Sea", "Station 4: the Siege"])
def test_a_title_is_a_title(name: str) -> None:
    said, _ = read_tags({"title": name}, "episode")
    assert said.title == name
