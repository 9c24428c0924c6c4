"""A house for the matrix: libraries, titles with ages, one title in two libraries, and eight viewers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
from sqlalchemy import func, insert

from matinee.access import ensure_first_administrator
from matinee.access.passwords import PasswordPool
from matinee.app import open_resources
from matinee.catalog.tables import credit, person, state
from matinee.kit.db import Database, register_entities
from matinee.kit.ids import new_id
from matinee.kit.resources import Resources
from matinee.scanning.tables import scan
from matinee.search import SearchKeeper, write_documents
from matinee.settings import Settings
from matinee.web import create_web, open_web
from tests.shelf import Shelf

PASSWORD = "correct horse battery"


class Title(msgspec.Struct):
    """An item of the house: where its files lie, and from which age on it is."""

    id: UUID
    kind: str
    name: str
    age: int | None
    files: dict[str, UUID]
    """By library."""
    person: UUID


class Sight(msgspec.Struct):
    """What a viewer may see, by the words of the issue."""

    libraries: frozenset[str]
    ceiling: int | None = None
    sees_unrated: bool = True
    hides: frozenset[str] = frozenset()
    """The names of titles that this person hides from themselves, with all below them."""

    def sees(self, title: Title) -> bool:
        """Tell it without asking the server."""
        old_enough = self.ceiling is None or (self.sees_unrated if title.age is None else title.age <= self.ceiling)
        is_hidden = title.name.partition(" ")[0] in self.hides
        return old_enough and not is_hidden and not self.libraries.isdisjoint(title.files)


ALL = frozenset({"Aardvark", "Basilisk", "Centaur"})
SIGHTS = {
    "admin": Sight(ALL),
    "member": Sight(ALL),
    "narrow": Sight(frozenset({"Aardvark"})),
    "guest": Sight(frozenset({"Aardvark", "Centaur"}), 12, sees_unrated=False),
    "keeper": Sight(frozenset({"Aardvark", "Centaur"}), 12, sees_unrated=False),
    "key": Sight(frozenset({"Basilisk"})),
    "picky": Sight(ALL, hides=frozenset({"Quagga", "Lemur", "Gnu"})),
    "picky key": Sight(ALL, hides=frozenset({"Quagga", "Lemur", "Gnu"})),
}


class House(msgspec.Struct):
    """The running application, with a client for each viewer."""

    viewers: dict[str, httpx.AsyncClient]
    titles: dict[str, Title]
    libraries: dict[str, UUID]
    scans: dict[str, UUID]

    def visible(self, viewer: str, kind: str) -> set[str]:
        """Give the ids of a kind that a viewer may see."""
        return {str(each.id) for each in self.titles.values() if each.kind == kind and SIGHTS[viewer].sees(each)}

    def unseen_words(self, viewer: str) -> set[str]:
        """Give what must be in no answer to a viewer: names and ids of all that is not for them."""
        sight, words = SIGHTS[viewer], set[str]()
        for each in self.titles.values():
            if not sight.sees(each):
                words |= {str(each.id), f"{each.name} person", f"{each.name} genre", str(each.person)}
                words |= {each.name} if each.kind in {"movie", "series"} else set()
            hidden = (
                each.files
                if not sight.sees(each)
                else {k: v for k, v in each.files.items() if k not in sight.libraries}
            )
            words |= {str(file) for file in hidden.values()} | {file.hex for file in hidden.values()}
        for name, library_id in self.libraries.items():
            if name not in sight.libraries:
                words |= {str(library_id), name, str(self.scans[name])}
        return words

    def ids(self, viewer: str, parameter: str) -> tuple[set[str], set[str]]:
        """Give the ids for a path parameter that a viewer may name, and those that are foreign to them."""
        sight, titles = SIGHTS[viewer], self.titles.values()
        match parameter:
            case "item_id":
                seen, every = {str(t.id) for t in titles if sight.sees(t)}, {str(t.id) for t in titles}
            case "series_id":
                every = {str(t.id) for t in titles if t.kind == "series"}
                seen = self.visible(viewer, "series")
            case "file_id":
                every = {str(file) for t in titles for file in t.files.values()}
                seen = {
                    str(f) for t in titles if sight.sees(t) for name, f in t.files.items() if name in sight.libraries
                }
            case "person_id":
                every = {str(t.person) for t in titles}
                seen = {str(t.person) for t in titles if sight.sees(t)}
            case "library_id":
                every = {str(each) for each in self.libraries.values()}
                seen = {str(each) for name, each in self.libraries.items() if name in sight.libraries}
            case "scan_id":
                every = {str(each) for each in self.scans.values()}
                seen = {str(each) for name, each in self.scans.items() if name in sight.libraries}
            case _:
                raise KeyError(parameter)
        return seen, every - seen


class _Builder:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.titles: dict[str, Title] = {}
        self.libraries: dict[str, UUID] = {}
        self.scans: dict[str, UUID] = {}

    async def library(self, name: str, kind: str) -> None:
        tx = self.shelf.tx
        self.libraries[name] = await self.shelf.library(name, kind)
        self.scans[name] = new_id()
        values = {"id": self.scans[name], "library_id": self.libraries[name], "state": "completed"}
        await tx.execute(insert(scan).values(**values))

    async def title(
        self, kind: str, name: str, library: str, age: int | None, made: UUID, *, genre: bool = True
    ) -> None:
        tx, person_id = self.shelf.tx, new_id()
        await register_entities(tx, "person", [person_id])
        called = f"{name} person"
        await tx.execute(insert(person).values(id=person_id, name=called, name_folded=called.lower()))
        await tx.execute(insert(credit).values(id=new_id(), item_id=made, person_id=person_id, role="actor"))
        if genre:
            await self.shelf.genre(f"{name} genre", made)
        self.titles[name] = Title(made, kind, name, age, {library: new_id()}, person_id)

    async def movie(self, name: str, library: str, age: int | None) -> None:
        made = await self.shelf.movie(
            name, self.libraries[library], year=1980 + len(self.titles), minimum_age=age, with_file=False
        )
        await self.title("movie", name, library, age, made)
        self.titles[name].files[library] = await self.shelf.file(made, self.libraries[library])

    async def show(self, name: str, library: str, age: int | None) -> None:
        library_id = self.libraries[library]
        series = await self.shelf.series(name, library_id, minimum_age=age)
        await self.title("series", name, library, age, series)
        season = await self.shelf.season(series, 1, library_id)
        episode = await self.shelf.episode(series, season, 1, 1, library_id, minimum_age=age, with_file=False)
        await self.title("episode", f"{name} pilot", library, age, episode, genre=False)
        self.titles[f"{name} pilot"].files[library] = await self.shelf.file(episode, library_id)


async def _furnish(shelf: Shelf) -> _Builder:
    made = _Builder(shelf)
    for name, kind in (("Aardvark", "movies"), ("Basilisk", "movies"), ("Centaur", "shows")):
        await made.library(name, kind)
    for name, library, age in (
        ("Quagga", "Aardvark", 6),
        ("Narwhal", "Aardvark", 18),
        ("Okapi", "Aardvark", None),
        ("Wombat", "Basilisk", 6),
        ("Ibex", "Basilisk", 16),
        ("Lemur", "Aardvark", 12),
    ):
        await made.movie(name, library, age)
    both = made.titles["Lemur"]
    await shelf.hold(both.id, made.libraries["Basilisk"], "movie")
    both.files["Basilisk"] = await shelf.file(both.id, made.libraries["Basilisk"], edition="Uncut")
    await made.show("Gnu", "Centaur", 6)
    await made.show("Kudu", "Centaur", 16)
    await write_documents(shelf.tx, [each.id for each in made.titles.values()])
    return made


@asynccontextmanager
async def house(database_url: str, folder: Path) -> AsyncIterator[House]:
    """Run the whole application over a furnished database; everybody has seen and liked everything before."""
    async with Resources() as resources:
        await open_resources(Settings(data_dir=folder), database_url, resources)
        await open_web(Settings(data_dir=folder), resources)
        database = resources.get(Database)
        async with database.transaction() as tx:
            await ensure_first_administrator(tx, "admin", PASSWORD, resources.get(PasswordPool))
            made = await _furnish(Shelf(tx))
        transport = httpx.ASGITransport(create_web(Settings(data_dir=folder), resources), client=("127.0.0.1", 1))

        async def client(token: str) -> httpx.AsyncClient:
            headers = {"authorization": f"Bearer {token}"}
            return httpx.AsyncClient(transport=transport, base_url="http://nas/api/v1", headers=headers)

        admin = await client(await _token(transport, "admin"))
        viewers = {"admin": admin}
        for name in ("member", "narrow", "guest", "keeper", "picky"):
            await _make(admin, name, made.libraries)
            viewers[name] = await client(await _token(transport, name))
        wanted = {
            "name": "k",
            "scopes": ["read", "play", "manage", "admin"],
            "library_ids": [str(made.libraries["Basilisk"])],
        }
        viewers["key"] = await client((await admin.post("/api-keys", json=wanted)).json()["key"])
        people = [each["id"] for each in (await admin.get("/users")).json()["items"]]
        async with database.transaction() as tx:
            marks = [
                {"account_id": UUID(who), "entity_id": title.id, "favourite": True, "position_ms": 600_000}
                for who in people
                for title in made.titles.values()
            ]
            await tx.execute(insert(state).values(last_played_at=func.now()), marks)
        wanted = {"name": "p", "scopes": ["read", "play"]}
        viewers["picky key"] = await client((await viewers["picky"].post("/api-keys", json=wanted)).json()["key"])
        for name in sorted(SIGHTS["picky"].hides):
            assert (await viewers["picky"].put(f"/items/{made.titles[name].id}/hidden")).status_code == 204
        await resources.get(SearchKeeper).catch_up()
        yield House(viewers, made.titles, made.libraries, made.scans)
        for each in viewers.values():
            await each.aclose()


async def _token(transport: httpx.ASGITransport, name: str) -> str:
    async with httpx.AsyncClient(transport=transport, base_url="http://nas/api/v1") as stranger:
        answer = await stranger.post("/auth/login", json={"username": name, "password": PASSWORD})
        return answer.json()["token"]


async def _make(admin: httpx.AsyncClient, name: str, libraries: dict[str, UUID]) -> None:
    sight = SIGHTS[name]
    user: dict[str, Any] = {
        "username": name,
        "password": PASSWORD,
        "role": {"guest": "guest", "keeper": "manager"}.get(name, "member"),
        "library_ids": [str(libraries[each]) for each in sorted(sight.libraries)],
        "maximum_age": sight.ceiling,
        "sees_unrated": sight.sees_unrated,
    }
    answer = await admin.post("/users", json=user)
    assert answer.status_code == 201, answer.text
