"""What the server names by a word, the web app says in words."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "web/src/routes/(app)/settings/caches/+page.svelte"


def test_each_cache_has_a_name_on_the_page_of_caches() -> None:
    declared = re.compile(r"CacheKind(?:\[[^\]]*\])?\(\s*(?:name=)?\"(\w+)\"")
    names = {each for path in (ROOT / "src").rglob("*.py") for each in declared.findall(path.read_text())}
    assert names >= {"home", "genres", "sessions", "rails"}
    said = set(re.findall(r"^\t\t(\w+): m\.cache_", PAGE.read_text(), re.MULTILINE))
    assert names == said
