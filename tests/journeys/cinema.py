"""A server with the demo library on it, and people who visit it with a browser."""

import contextlib
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from playwright.sync_api import Browser, BrowserContext, Page

from matinee.kit.postgres import running_url
from tests.browser import PATIENCE_MS
from tests.demo import demo_library
from tests.server import PASSWORD, Server, serving, until_done, until_idle
from tests.waiting import eventually

_names = (f"viewer{number}" for number in itertools.count(1))


@dataclass
class Cinema:
    """The server, its administrator's client, and its two libraries by name."""

    server: Server
    admin: httpx.Client
    libraries: dict[str, str]

    def invite(self, *libraries: str, role: str = "member") -> str:
        """Make an account that sees these libraries; give its name. Each test invites its own, so none meets another."""
        name = self.new_name()
        body = {
            "username": name,
            "password": PASSWORD,
            "role": role,
            "library_ids": [self.libraries[each] for each in libraries],
        }
        answer = self.admin.post("/users", json=body)
        assert answer.status_code == 201, answer.text
        return name

    def new_name(self) -> str:
        """Give a name that nobody has."""
        return next(_names)

    def require_second_factor(self, name: str) -> None:
        """Ask a second factor of an account, as an administrator does."""
        found = next(each for each in self.admin.get("/users?limit=200").json()["items"] if each["username"] == name)
        answer = self.admin.patch(f"/users/{found['id']}", json={"second_factor_required": True})
        assert answer.status_code == 200, answer.text

    def find(self, title: str, shelf: str = "movies") -> dict[str, Any]:
        """Give the title as the administrator sees it."""
        library = self.libraries["Movies" if shelf == "movies" else "Shows"]
        listed = self.admin.get(f"/{shelf}", params={"library": library, "limit": 100})
        return next(each for each in listed.json()["items"] if each["title"] == title)

    def sql(self, statement: str, **values: Any) -> None:
        """Write what would take thousands of requests straight into the server's database."""
        url = running_url(self.server.data)
        assert url is not None
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode(), values)

    def web(self) -> psutil.Process:
        """Give the process that answers; one that was killed is looked for until it is there again."""

        def look() -> psutil.Process | None:
            with contextlib.suppress(psutil.NoSuchProcess):
                children = psutil.Process(self.server.process.pid).children()
                return next((each for each in children if "web" in each.cmdline()), None)
            return None

        return eventually(look)

    def episode(self, series: str, season: int, number: int) -> dict[str, Any]:
        """Give one episode."""
        series_id = self.find(series, "series")["id"]
        episodes = self.admin.get(f"/series/{series_id}/episodes?season={season}").json()["items"]
        return next(each for each in episodes if number in each["episode_numbers"])


@contextmanager
def showing(data: Path) -> Iterator[Cinema]:
    """Serve the demo library, scanned and probed, until the block ends."""
    media = demo_library()
    with serving(data) as server, server.set_up() as admin:
        libraries: dict[str, str] = {}
        scans: list[int] = []
        for name, kind, folder in (("Movies", "movies", media.movies), ("Shows", "shows", media.shows)):
            made = admin.post("/libraries", json={"name": name, "kind": kind, "paths": [str(folder)]})
            assert made.status_code == 201, made.text
            libraries[name] = made.json()["id"]
            scans.append(admin.post(f"/libraries/{libraries[name]}/scan", json={}).json()["job_id"])
        assert [until_done(admin, each)["state"] for each in scans] == ["completed", "completed"]
        until_idle(admin, "file.probe")
        yield Cinema(server, admin, libraries)


@dataclass
class Visit:
    """One person's browser window, and what went wrong in it."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, browser: Browser, origin: str, **options: Any) -> "Visit":
        """Open a window of its own (cookies, storage), in English; collect script errors and policy violations."""
        context: BrowserContext = browser.new_context(base_url=origin, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE_MS)
        visit = cls(context.new_page(), origin)
        visit.page.on("pageerror", lambda error: visit.faults.append(f"{error}"))
        visit.page.on("console", visit.hear)
        return visit

    def hear(self, message: Any) -> None:
        """Keep what the browser's console calls a violation of the page's content policy."""
        if "Content Security Policy" in message.text or "Trusted Type" in message.text:
            self.faults.append(message.text)

    def sign_in(self, username: str, password: str = PASSWORD) -> Page:
        """Sign in by the page, as people do."""
        self.page.goto("/app/login")
        self.page.get_by_label("Name").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self.page

    def signed_in(self, username: str) -> Page:
        """Let somebody be signed in on this device, with no page opened yet. The door has tests of its own."""
        body = {"username": username, "password": PASSWORD, "cookie": True}
        answer = self.page.request.post("/api/v1/auth/login", data=body)
        assert answer.ok, answer.text()
        return self.page

    def enter(self, username: str) -> Page:
        """Let somebody be signed in, and show them their home page."""
        page = self.signed_in(username)
        page.goto("/app/")
        page.get_by_role("navigation", name="Main").wait_for()
        return page

    def end(self) -> None:
        """Close the window; it must have stayed free of faults."""
        self.page.context.close()
        assert self.faults == []
