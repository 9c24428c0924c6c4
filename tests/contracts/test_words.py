"""What the server names by a word, the web app says in words."""

import ast
import re
from pathlib import Path

from matinee.app import KINDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "web/src/routes/(app)/settings/caches/+page.svelte"


def test_each_cache_has_a_name_on_the_page_of_caches() -> None:
    declared = re.compile(r"CacheKind(?:\[[^\]]*\])?\(\s*(?:name=)?\"(\w+)\"")
    names = {each for path in (ROOT / "src").rglob("*.py") for each in declared.findall(path.read_text())}
    assert names >= {"home", "genres", "sessions", "rails"}
    said = set(re.findall(r"^\t\t(\w+): m\.cache_", PAGE.read_text(), re.MULTILINE))
    assert names == said


_ACTION = re.compile(r"(apikey|auth|invitation|item|job|library|oidc|plays|queue|settings|user)\.[a-z_]+")
_NO_ACTS = {
    "settings.toml",
    "item.watched",
    "item.unwatched",
    "job.progress",
    "library.scan_progress",
    "library.scan_started",
}
"""A file of a backup, and what is told to pages as it happens and not entered into the log."""


def test_each_act_in_the_log_has_words() -> None:
    """What looks like an act in the source is one, but for kinds of jobs, lines for the server's own log and columns."""
    tellers = [path for path in (ROOT / "src/matinee").rglob("*.py") if not {"kit", "migrations"} & set(path.parts)]
    named = {each for path in tellers for each in _named(ast.parse(path.read_text())) if _ACTION.fullmatch(each)}
    acts = named - {kind.name for kind in KINDS} - _NO_ACTS
    assert acts >= {"user.created", "queue.paused", "plays.imported", "library.plan_applied", "item.merged"}
    words = (ROOT / "web/src/lib/activity/words.ts").read_text()
    assert sorted(each for each in acts if f"'{each}'" not in words) == []


def _named(tree: ast.AST) -> set[str]:
    """Give the words in quotes, but for those handed to a log and those that name a column."""
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    aside = {id(word) for each in calls if _is_aside(ast.unparse(each.func)) for word in each.args}
    return {
        each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in aside
    }


def _is_aside(called: str) -> bool:
    return called.startswith("_log.") or called in {"reference", "ForeignKey", "entity"}
