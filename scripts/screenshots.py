"""Draws the pictures of the web app: each page, on phone, desk and wall, dark and light, from a running demo library.

    make screenshots                                    writes them to .cache/screenshots
    python -m scripts.screenshots FOLDER jobs search    draws only these pages

They are not committed: what a script makes goes out of date in git, and the script shows the app as it is.
"""

import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import running_browser
from tests.journeys.cinema import Cinema, Visit, showing
from tests.server import PASSWORD, Server, serving

SCREENS = {"phone": (390, 844), "desk": (1280, 800), "wall": (2560, 1440)}
THEMES = ("dark", "light")


def main() -> None:
    """Serve the demo, visit every page, keep a picture of each."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ".cache/screenshots")
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        with serving(Path(folder) / "empty") as empty:
            for screen, theme in itertools.product(SCREENS, THEMES):
                draw_door(browser, empty, target, screen, theme)
        with showing(Path(folder) / "demo") as cinema:
            someone_watched(cinema)
            for screen, theme in itertools.product(SCREENS, THEMES):
                draw_rooms(browser, cinema, target, screen, theme)
                draw_guests(browser, cinema, target, screen, theme)
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")


def someone_watched(cinema: Cinema) -> None:
    """Leave traces of an evening: films half seen, an episode done, a favourite."""
    for title, share in (("The Glass Meridian", 0.4), ("Northern Static", 0.7)):
        film = cinema.find(title)
        cinema.admin.put(f"/items/{film['id']}/progress", json={"position_ms": int(film["duration_ms"] * share)})
    cinema.admin.put(f"/items/{cinema.episode('Harbour Lights', 1, 1)['id']}/watched")
    cinema.admin.put(f"/items/{cinema.find('Saltwater Hours')['id']}/watched")
    cinema.admin.put(f"/items/{cinema.find('Paper Lanterns')['id']}/favourite")


def draw_door(browser: Browser, server: Server, target: Path, screen: str, theme: str) -> None:
    """Draw the setup page, before there is anyone."""
    visit = begin(browser, server.url, screen, theme)
    visit.page.goto(f"/app/setup?token={server.setup_token}")
    visit.page.get_by_label("Name").wait_for()
    keep(visit.page, target, "setup", screen, theme)
    visit.end()


def draw_rooms(browser: Browser, cinema: Cinema, target: Path, screen: str, theme: str) -> None:
    """Draw the login page, then all that the administrator sees."""
    visit = begin(browser, cinema.server.url, screen, theme)
    visit.page.goto("/app/login")
    visit.page.get_by_label("Name").wait_for()
    keep(visit.page, target, "login", screen, theme)
    page = visit.enter("anna")
    wanted = set(sys.argv[2:])
    for name, (path, sign) in pages(cinema).items():
        if wanted and name not in wanted:
            continue
        page.goto(path)
        page.locator(sign).first.wait_for()
        if name == "player":
            stop_in_the_middle(page)
        keep(page, target, name, screen, theme)
    for name, (path, buttons) in dialogs(cinema).items():
        if wanted and name not in wanted:
            continue
        page.goto(path)
        for button in buttons:
            page.get_by_role("button", name=button).or_(page.get_by_role("menuitem", name=button)).first.click()
        keep(page, target, name, screen, theme)
    visit.end()


def draw_guests(browser: Browser, cinema: Cinema, target: Path, screen: str, theme: str) -> None:
    """Draw what those see who come by a link, whose link was used, and who must set up a second factor."""
    wanted = set(sys.argv[2:])
    if wanted and not wanted & {"join", "join-used", "enrol"}:
        return
    token = cinema.admin.post("/invitations", json={"note": "Ida", "all_libraries": True}).json()["token"]
    visit = begin(browser, cinema.server.url, screen, theme)
    visit.page.goto(f"/app/join?token={token}")
    visit.page.get_by_role("heading", name="You are invited").wait_for()
    keep(visit.page, target, "join", screen, theme)
    with cinema.server.client() as quicker:
        quicker.post("/auth/join", json={"token": token, "username": cinema.new_name(), "password": PASSWORD})
    visit.page.reload()
    visit.page.get_by_role("heading", name="This invitation was used").wait_for()
    keep(visit.page, target, "join-used", screen, theme)
    name = cinema.invite("Movies")
    cinema.require_second_factor(name)
    visit.sign_in(name).get_by_role("heading", name="Protect your account").wait_for()
    visit.page.get_by_role("img", name="QR code").or_(visit.page.get_by_role("button", name="Begin")).first.wait_for()
    keep(visit.page, target, "enrol", screen, theme)
    visit.end()


def dialogs(cinema: Cinema) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name what opens on a page, each with the buttons that open it."""
    film = f"/app/title/{cinema.find('The Glass Meridian')['id']}"
    library = f"/app/settings/libraries/{cinema.libraries['Movies']}"
    return {
        "dialog-account": ("/app/", ("Account",)),
        "dialog-invite": ("/app/settings/users", ("Invite someone",)),
        "dialog-person": ("/app/settings/users", ("Edit anna",)),
        "dialog-key": ("/app/settings/keys", ("Make a key",)),
        "dialog-provider": ("/app/settings/providers", ("Add a provider",)),
        "dialog-more": (film, ("More",)),
        "dialog-delete-library": (library, ("Delete library",)),
        "dialog-add-folder": (library, ("Add a folder",)),
    }


def pages(cinema: Cinema) -> dict[str, tuple[str, str]]:
    """Name the pages that stand on their own address, each with the sign that it is there."""
    title = "/app/title/{}".format
    watch = "/app/watch/{}".format
    return {
        "home": ("/app/", "section.hero"),
        "movies": ("/app/movies", "[data-cell] img[data-arrived]"),
        "shows": ("/app/shows", "[data-cell] img[data-arrived]"),
        "nothing": ("/app/movies?year=1901", ".empty"),
        "movie": (title(cinema.find("The Glass Meridian")["id"]), "section.head"),
        "versions": (title(cinema.find("Ember & Ash")["id"]), "section.head"),
        "parts": (title(cinema.find("Copper Moon")["id"]), "section.head"),
        "series": (title(cinema.find("Harbour Lights", "series")["id"]), "ol img[data-arrived], .episode img"),
        "episode": (title(cinema.episode("Harbour Lights", 1, 2)["id"]), "section.head"),
        "player": (watch(cinema.find("Northern Static")["id"]), ".controls"),
        "cannot-play": (watch(cinema.find("Low Orbit")["id"]), "[role=alert]"),
        "search": ("/app/search?q=light", ".results a.link"),
        "settings": ("/app/settings", ".panel"),
        **{
            name: (f"/app/settings/{name}", ".panel")
            for name in ("security", "keys", "libraries", "users", "jobs", "activity", "caches")
        },
        **{
            name: (f"/app/settings/{name}", "main h1, main h2")
            for name in ("inbox", "changes", "roles", "providers", "statistics")
        },
        "hidden": ("/app/settings/hidden", "main h1, main h2"),
        **{
            f"library{name}": (f"/app/settings/libraries/{cinema.libraries['Movies']}/{name}", "main h2")
            for name in ("", "scans", "ignored", "missing")
        },
        "gone": (title("00000000-0000-7000-8000-000000000000"), ".empty"),
    }


def stop_in_the_middle(page: Page) -> None:
    """Stop the film at its half, with the controls in sight."""
    page.wait_for_function("() => document.querySelector('video').readyState > 2")
    page.keyboard.press("k")
    page.keyboard.press("5")
    page.wait_for_function("() => (video => video.currentTime > 5 && !video.seeking)(document.querySelector('video'))")


def begin(browser: Browser, origin: str, screen: str, theme: str) -> Visit:
    """Open a window of this size in this theme."""
    width, height = SCREENS[screen]
    visit = Visit.begin(browser, origin, viewport={"width": width, "height": height}, has_touch=screen == "phone")
    visit.page.add_init_script(f"localStorage.setItem('matinee.theme', '{theme}')")
    return visit


def keep(page: Page, target: Path, name: str, screen: str, theme: str) -> None:
    """Keep a picture once pictures and fonts have arrived and nothing moves any more."""
    page.wait_for_load_state("load")
    page.wait_for_function(
        """() => document.fonts.status === 'loaded' && !document.querySelector('.ghost, .spin')
            && [...document.images].every((each) => each.complete || each.getBoundingClientRect().top > innerHeight)
            && document.getAnimations().every((each) => each.effect.getTiming().iterations === Infinity
                || each.playState === 'finished')"""
    )
    page.screenshot(path=target / f"{name}-{screen}-{theme}.png")


if __name__ == "__main__":
    main()
