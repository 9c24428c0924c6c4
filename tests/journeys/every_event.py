"""What must happen for each agreed event to be told: chapters of one story on the running server, in order."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import pyotp

from tests.server import PASSWORD, Server, until_idle

OTHER_PASSWORD = "an even better horse battery"


class House:
    """A server with Anna, who runs it and listens, and Ben; films and shows on disk."""

    def __init__(self, server: Server, anna: httpx.Client, folder: Path, database_url: str) -> None:
        self.server, self.anna, self.folder, self.database_url = server, anna, folder, database_url
        self.libraries: dict[str, str] = {}
        self.ben: str = ""

    def post(self, path: str, **body: object) -> Any:
        answer = self.anna.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def sql(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode(), values)

    def put(self, *names: str) -> None:
        """Put files into the folders, small and each unlike the others."""
        for name in names:
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(name.encode() * 50)

    def scan(self, kind: str) -> None:
        self.post(f"/libraries/{self.libraries[kind]}/scan")
        until_idle(self.anna, "library.scan")

    def item(self, path: str, title: str) -> str:
        items = self.anna.get(path).json()["items"]
        return next(each["id"] for each in items if each["title"] == title)


class Chapter(msgspec.Struct, frozen=True):
    """What happens, and what must be told of it."""

    act: Callable[[House], None]
    names: frozenset[str]


STORY: list[Chapter] = []


def tells(*names: str) -> Callable[[Callable[[House], None]], Callable[[House], None]]:
    """Add a chapter: after this act, these events must have been told."""

    def add(act: Callable[[House], None]) -> Callable[[House], None]:
        STORY.append(Chapter(act, frozenset(names)))
        return act

    return add


@tells("library.created")
def libraries_are_made(house: House) -> None:
    house.put("movies/Alpha (2001)/Alpha (2001).mkv", "movies/Beta (2002)/Beta (2002).mkv")
    house.put("movies/Gamma (2003)/Gamma (2003).mkv")
    house.put(*(f"shows/{name}/Season 01/{name} S01E0{number}.mkv" for name in ("North", "South") for number in (1, 2)))
    for kind in ("movies", "shows"):
        made = house.post("/libraries", name=kind, kind=kind, paths=[str(house.folder / kind)])
        house.libraries[kind] = made["id"]


@tells("library.scan_started", "library.scan_progress", "library.scan_done", "movie.added")
def films_are_scanned(house: House) -> None:
    house.scan("movies")


@tells("series.added", "episode.added", "job.progress")
def shows_are_scanned(house: House) -> None:
    house.scan("shows")


@tells("movie.updated", "series.updated", "episode.updated")
def titles_are_edited(house: House) -> None:
    series = house.item("/series", "South")
    episode = house.anna.get(f"/series/{series}/episodes").json()["items"][0]["id"]
    film = house.item("/movies", "Alpha")
    for each in (film, series, episode):
        assert house.anna.patch(f"/items/{each}", json={"overview": "Told anew."}).status_code == 200
    file = house.anna.get(f"/items/{film}/files").json()["items"][0]["file_id"]
    house.post(f"/files/{file}/match", title="Alpha", year=2001)


@tells("item.watched", "item.unwatched")
def a_film_is_marked(house: House) -> None:
    film = house.item("/movies", "Alpha")
    assert house.anna.put(f"/items/{film}/watched").status_code == 204
    assert house.anna.delete(f"/items/{film}/watched").status_code == 204


@tells("playback.started", "playback.progress", "playback.stopped")
def a_film_is_played(house: House) -> None:
    playing = house.post("/playback", item_id=house.item("/movies", "Alpha"))["id"]
    house.post(f"/playback/{playing}/heartbeat", position_ms=1000, state="playing")
    assert house.anna.delete(f"/playback/{playing}").status_code == 204


@tells("movie.missing", "series.missing", "episode.missing")
def files_go_away(house: House) -> None:
    (house.folder / "movies/Beta (2002)").rename(house.folder / "beta")
    (house.folder / "shows/North").rename(house.folder / "north")
    house.scan("movies")
    house.scan("shows")


@tells("movie.available", "series.available", "episode.available")
def files_come_back(house: House) -> None:
    (house.folder / "beta").rename(house.folder / "movies/Beta (2002)")
    (house.folder / "north").rename(house.folder / "shows/North")
    house.scan("movies")
    house.scan("shows")


@tells("movie.deleted", "series.deleted", "episode.deleted")
def files_that_are_long_gone_are_forgotten(house: House) -> None:
    files_go_away(house)
    house.sql("update file set missing_since = missing_since - interval '40 days' where missing_since is not null")
    for library in house.libraries.values():
        gone = house.anna.get(f"/libraries/{library}/missing").json()["items"]
        house.post(f"/libraries/{library}/forget", file_ids=[each["file_id"] for each in gone])


@tells("library.offline")
def a_disk_goes_away(house: House) -> None:
    (house.folder / "movies").rename(house.folder / "unplugged")
    house.scan("movies")


@tells("library.online")
def a_disk_comes_back(house: House) -> None:
    (house.folder / "unplugged").rename(house.folder / "movies")
    house.scan("movies")


@tells("library.scan_failed", "job.discarded")
def a_scan_fails_for_good(house: House) -> None:
    house.post("/queues/bulk/pause")
    asked = house.post(f"/libraries/{house.libraries['movies']}/scan")
    house.sql("update job set attempt = attempts - 1 where id = %s", asked["job_id"])
    house.sql("alter table scan_change rename to scan_change_away")
    house.post("/queues/bulk/resume")
    until_idle(house.anna, "library.scan")
    house.sql("alter table scan_change_away rename to scan_change")


@tells("library.deleted")
def a_library_is_renamed_and_taken_away(house: House) -> None:
    made = house.post("/libraries", name="Short", kind="movies", paths=[str(house.folder / "short")])
    assert house.anna.patch(f"/libraries/{made['id']}", json={"name": "Shorter"}).is_success
    assert house.anna.delete(f"/libraries/{made['id']}").is_success


@tells("user.created", "user.updated", "auth.password_reset")
def ben_is_given_an_account(house: House) -> None:
    made = house.post("/users", username="ben", password=PASSWORD, role="member", library_ids=[])
    house.ben = made["id"]
    for change in ({"display_name": "Benjamin"}, {"password": OTHER_PASSWORD}):
        assert house.anna.patch(f"/users/{house.ben}", json=change).is_success


@tells("auth.login_succeeded", "auth.password_changed", "auth.session_revoked")
def ben_signs_in_and_changes_his_password(house: House) -> None:
    with house.server.log_in("ben", OTHER_PASSWORD) as here, house.server.log_in("ben", OTHER_PASSWORD) as there:
        body = {"current_password": OTHER_PASSWORD, "new_password": PASSWORD}
        assert here.put("/me/password", json=body).status_code == 204
        assert there.get("/me").status_code == 401
    with house.server.log_in("ben") as here, house.server.log_in("ben") as there:
        other = next(each["id"] for each in there.get("/sessions").json()["items"] if each["current"])
        assert here.delete(f"/sessions/{other}").status_code == 204


@tells("auth.mfa_enabled", "auth.mfa_disabled")
def ben_takes_a_second_factor_and_leaves_it(house: House) -> None:
    with house.server.log_in("ben") as ben:
        secret = ben.post("/me/totp", json={"password": PASSWORD}).json()["secret"]
        codes = ben.post("/me/totp/confirm", json={"code": pyotp.TOTP(secret).at(int(time.time()))})
        assert codes.status_code == 200, codes.text
        recovery = codes.json()["recovery_codes"][0]
        assert ben.post("/me/totp/disable", json={"code": recovery}).status_code == 204


@tells("apikey.created", "apikey.revoked")
def a_key_is_made_and_ended(house: House) -> None:
    key = house.post("/api-keys", name="script", scopes=["read"])["id"]
    assert house.anna.delete(f"/api-keys/{key}").is_success


@tells("auth.login_failed", "auth.locked_out")
def somebody_guesses_bens_password(house: House) -> None:
    with house.server.client() as stranger:
        for _ in range(30):
            guess = {"username": "ben", "password": "no such horse"}
            if stranger.post("/auth/login", json=guess).status_code == 429:
                return
    raise AssertionError("nobody was locked out")


@tells("user.deleted")
def ben_leaves(house: House) -> None:
    assert house.anna.delete(f"/users/{house.ben}").is_success


@tells("system.backup_created")
def a_backup_is_made(house: House) -> None:
    house.post("/jobs/run", kind="backup.create")
    until_idle(house.anna, "backup.create")
