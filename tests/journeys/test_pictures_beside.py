"""Pictures beside films and shows over HTTP: taken when they come later, change, go; cards follow their titles."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.media import media
from tests.server import serving, until_done
from tests.waiting import eventually

RED, BLUE = (220, 20, 20), (20, 20, 220)


class Home:
    """Two libraries on disk, and who manages them."""

    def __init__(self, client: httpx.Client, root: Path) -> None:
        self.client, self.root = client, root
        self.libraries: dict[str, str] = {}

    def film(self, path: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(media("h264.mp4").read_bytes() + path.encode())

    def picture(self, path: str, colour: tuple[int, int, int], size: tuple[int, int] = (60, 90)) -> None:
        content = io.BytesIO()
        Image.new("RGB", size, colour).save(content, "PNG")
        (self.root / path).write_bytes(content.getvalue())

    def add(self, name: str, kind: str) -> None:
        given = {"name": name, "kind": kind, "paths": [str(self.root / name)]}
        self.libraries[name] = self.client.post("/libraries", json=given).json()["id"]

    def scan(self, name: str) -> None:
        asked = self.client.post(f"/libraries/{self.libraries[name]}/scan", json={})
        assert until_done(self.client, asked.json()["job_id"])["state"] == "completed"

    def item(self, path: str, title: str) -> dict[str, Any]:
        return next(each for each in self.client.get(path).json()["items"] if each["title"] == title)

    def colour(self, item_id: str, kind: str = "poster") -> str | None:
        """Tell of an item's picture what colour it has: red, blue, another one of a drawn card, or none."""
        image = self.client.get(f"/items/{item_id}").json()["images"].get(kind)
        if image is None:
            return None
        answer = self.client.get(f"/images/{image['id']}/160/{image['tag']}.webp")
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None  # replaced between the two questions
        with Image.open(io.BytesIO(answer.content)) as opened:
            red, green, blue = opened.convert("RGB").resize((1, 1)).getpixel((0, 0))
        if min(red, 255 - green, 255 - blue) > 190:
            return "red"
        return "blue" if min(blue, 255 - green, 255 - red) > 190 else "drawn"

    def until_colour(self, item_id: str, colour: str, kind: str = "poster") -> None:
        eventually(lambda: self.colour(item_id, kind) == colour)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    root = tmp_path_factory.mktemp("pictures")
    with serving(tmp_path_factory.mktemp("server") / "data") as server, server.set_up() as client:
        made = Home(client, root)
        made.film("films/Heat (1995)/Heat (1995).mp4")
        for name in ("Alien (1979)", "Jaws (1975)"):
            made.film(f"films/Several/{name}.mp4")
        for number in (1, 2):
            made.film(f"shows/Dark/Season {number}/Dark S0{number}E01.mp4")
        made.add("films", "movies")
        made.add("shows", "shows")
        for name in made.libraries:
            made.scan(name)
        yield made


def test_a_poster_that_comes_later_is_taken_changed_and_given_up_again(home: Home) -> None:
    heat = home.item("/movies", "Heat")["id"]
    home.until_colour(heat, "drawn")
    home.picture("films/Heat (1995)/poster.png", RED)
    home.scan("films")
    home.until_colour(heat, "red")
    home.picture("films/Heat (1995)/poster.png", BLUE, (80, 120))
    home.scan("films")
    home.until_colour(heat, "blue")
    os.remove(home.root / "films/Heat (1995)/poster.png")
    home.scan("films")
    home.until_colour(heat, "drawn")


def test_a_broken_poster_leaves_what_is_shown(home: Home) -> None:
    heat = home.item("/movies", "Heat")["id"]
    home.picture("films/Heat (1995)/Heat (1995)-poster.png", RED)
    home.scan("films")
    home.until_colour(heat, "red")
    (home.root / "films/Heat (1995)/Heat (1995)-poster.png").write_bytes(b"\x89PNG cut off")
    home.picture("films/Heat (1995)/fanart.png", BLUE)
    home.scan("films")
    home.until_colour(heat, "blue", "backdrop")
    assert home.colour(heat) == "red"


def test_a_folders_picture_is_no_poster_of_one_film_among_several(home: Home) -> None:
    alien, jaws = home.item("/movies", "Alien")["id"], home.item("/movies", "Jaws")["id"]
    home.picture("films/Several/folder.png", RED)
    home.picture("films/Several/Alien (1979)-poster.png", BLUE)
    home.scan("films")
    home.until_colour(alien, "blue")
    home.until_colour(jaws, "drawn")


def test_series_seasons_and_episodes_take_theirs(home: Home) -> None:
    dark = home.item("/series", "Dark")["id"]
    first, second = (each["id"] for each in home.client.get(f"/series/{dark}/seasons").json()["items"])
    episode = home.client.get(f"/series/{dark}/episodes").json()["items"][0]["id"]
    home.until_colour(second, "drawn")
    home.until_colour(episode, "drawn", "thumb")
    home.picture("shows/Dark/poster.png", RED)
    home.picture("shows/Dark/season01-poster.png", BLUE)
    home.picture("shows/Dark/Season 2/folder.png", RED)
    home.picture("shows/Dark/Season 1/Dark S01E01-thumb.png", BLUE, (160, 90))
    home.scan("shows")
    for item_id, colour, kind in (
        (dark, "red", "poster"),
        (first, "blue", "poster"),
        (second, "red", "poster"),
        (episode, "blue", "thumb"),
    ):
        home.until_colour(item_id, colour, kind)
    os.remove(home.root / "shows/Dark/season01-poster.png")
    os.remove(home.root / "shows/Dark/Season 1/Dark S01E01-thumb.png")
    home.scan("shows")
    home.until_colour(first, "drawn")
    home.until_colour(episode, "drawn", "thumb")
    assert home.colour(dark) == "red"


def test_a_renamed_title_gets_a_card_with_its_name_and_undo_gives_the_old_one_back(home: Home) -> None:
    jaws = home.item("/movies", "Jaws")["id"]
    home.until_colour(jaws, "drawn")
    poster = _poster_of(home, jaws)
    before = poster()
    file_id = home.client.get(f"/items/{jaws}/files").json()["items"][0]["file_id"]
    done = home.client.post(f"/files/{file_id}/match", json={"title": "The Shark", "year": 1975})
    assert done.status_code == 200, done.text
    assert poster() is not None, "the old card stays until there is a new one"
    eventually(lambda: poster() not in {before, None})
    assert home.client.post(f"/changes/{done.json()['change_id']}/undo").status_code == 204
    eventually(lambda: poster() == before)
    home.client.patch(f"/items/{jaws}", json={"title": "Teeth"})
    eventually(lambda: poster() not in {before, None})


def test_what_is_split_off_gets_pictures_of_its_own(home: Home) -> None:
    home.film("films/Heat (1995)/Heat (1995) - 720p.mp4")
    home.scan("films")
    heat = home.item("/movies", "Heat")["id"]
    files = home.client.get(f"/items/{heat}/files").json()["items"]
    other = next(each["file_id"] for each in files if each["file_id"] != files[0]["file_id"])
    body = {"file_ids": [other], "title": "Heat (the other one)"}
    assert home.client.post(f"/items/{heat}/split", json=body).status_code == 200
    split = home.item("/movies", "Heat (the other one)")["id"]
    eventually(lambda: home.colour(split) is not None)


def _poster_of(home: Home, item_id: str) -> Callable[[], bytes | None]:
    """Watch the content of an item's poster."""

    def look() -> bytes | None:
        found = home.client.get(f"/items/{item_id}").json()["images"].get("poster")
        return None if found is None else home.client.get(f"/images/{found['id']}/320/{found['tag']}.webp").content

    return look
