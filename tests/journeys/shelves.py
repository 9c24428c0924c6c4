"""A library of a test's own on a running server, which it fills, empties and scans."""

from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.server import until_done
from tests.waiting import eventually


class Shelf:
    """A library with its folder, as a test fills and empties it."""

    def __init__(self, anna: httpx.Client, folder: Path, name: str) -> None:
        self.anna, self.folder, self.name = anna, folder, name
        folder.mkdir(parents=True, exist_ok=True)
        body = {"name": name, "kind": "movies", "paths": [str(folder)], "scan_interval_s": 0}
        made = anna.post("/libraries", json=body)
        assert made.status_code == 201, made.text
        self.id = made.json()["id"]

    def put(self, *paths: str) -> None:
        """Write files whose content no other library has: none is taken for one that moved."""
        for path in paths:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(f"{self.id} {path}".encode() * 50)

    def films(self, count: int, folder: str = "") -> None:
        self.put(*(f"{folder}Film {number:02} (2001)/Film {number:02} (2001).mkv" for number in range(count)))

    def scan(self) -> dict[str, Any]:
        return until_done(self.anna, self.anna.post(f"/libraries/{self.id}/scan", json={}).json()["job_id"])

    def empty(self) -> None:
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()

    def read(self) -> dict[str, Any]:
        return self.anna.get(f"/libraries/{self.id}").json()

    def at_rest(self) -> dict[str, Any]:
        """Read it once no scan of it waits or runs."""
        return eventually(lambda: told if not (told := self.read())["active_scan"] else None)

    def open(self, page: Page, tab: str = "") -> None:
        page.goto(f"/app/settings/libraries/{self.id}{tab}")
        expect(page.get_by_role("heading", name=self.name, exact=True)).to_be_visible()
