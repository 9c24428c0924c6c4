"""A hundred thousand titles, and titles that were written to do harm: the grid stays small, and text stays text (H14)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.cinema import Cinema, Visit

CROWD = 100_000
HOSTILE = (
    "<script>window.harmed = true</script>",
    "<img src=x onerror='window.harmed = true'>",
    "javascript:window.harmed=true",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "\u202egnp.exe\u202c",
)
_SEED = """
with made as (
    insert into entity (id, kind)
    select gen_random_uuid(), 'item' from generate_series(1, %(count)s) returning id
), titled as (
    insert into item (id, kind, title, sort_title, match_key, year, added_at)
    select id, 'movie', name, lower(name), lower(name), 2000, now()
    from (select id, coalesce((%(titles)s::text[])[number], 'Title ' || lpad(number::text, 6, '0')) as name
          from (select id, row_number() over () as number from made) numbered) named
    returning id
)
insert into item_library (item_id, library_id, kind, added_at, present_files)
select id, %(library)s, 'movie', now(), 1 from titled
"""


@dataclass(frozen=True)
class Crowd:
    """A library without files, filled by SQL, and the one person who sees it."""

    cinema: Cinema
    viewer: str


@pytest.fixture(scope="module")
def crowd(cinema: Cinema, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder = tmp_path_factory.mktemp("crowd")
    made = cinema.admin.post("/libraries", json={"name": "Crowd", "kind": "movies", "paths": [str(folder)]})
    cinema.libraries["Crowd"] = made.json()["id"]
    cinema.sql(_SEED, count=CROWD, titles=list(HOSTILE), library=cinema.libraries["Crowd"])
    cinema.sql("analyze")
    return Crowd(cinema, cinema.invite("Crowd"))


def test_a_grid_of_100000_titles_holds_only_the_cells_in_sight(crowd: Crowd, visit: Callable[..., Visit]) -> None:
    page = visit().signed_in(crowd.viewer)
    page.goto("/app/movies")
    cells = page.locator("[data-cell]")
    expect(page.get_by_text("100,000", exact=True)).to_be_visible()
    expect(cells.first).to_have_attribute("aria-setsize", str(CROWD))
    page.locator("[data-cell='0'] a.link").focus()
    for key, first in (("PageDown", 1), ("End", CROWD - 100), ("Home", 0)):
        page.keyboard.press(key)
        page.wait_for_function(
            "(first) => { const at = Number(document.activeElement.closest('[data-cell]')?.dataset.cell);"
            " return first === 0 ? at === 0 : at >= first; }",
            arg=first,
        )
        assert cells.count() < 120


def test_h14_a_hostile_title_is_shown_as_the_text_it_is(crowd: Crowd, visit: Callable[..., Visit]) -> None:
    with crowd.cinema.server.log_in(crowd.viewer) as api:
        listed = api.get("/movies", params={"limit": 100, "sort": "title"}).json()["items"]
        listed += api.get("/movies", params={"limit": 100, "sort": "-title"}).json()["items"]
    ids = {each["title"]: each["id"] for each in listed}
    page = visit().signed_in(crowd.viewer)
    for title in HOSTILE:
        page.goto(f"/app/title/{ids[title]}")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        page.get_by_role("button", name="Mark as watched").click()
        expect(page.get_by_role("status").get_by_text(f"{title} marked as watched")).to_be_visible()
        assert page.evaluate("() => window.harmed") is None


def test_the_pages_policy_lets_no_foreign_and_no_written_code_run(cinema: Cinema) -> None:
    policy = httpx.get(f"{cinema.server.url}/app/").headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
