"""What the server says by stable codes to people, the web app says in each of its languages."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import matinee
from matinee.kit.errors import Fault
from matinee.kit.web import problems
from matinee.scanning import identity, records
from tests.naming import scoring

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web/src/lib"
_FAULTS = ("state/faults.ts", "state/problems.ts", "accounts/faults.ts", "accounts/sign-on.ts")
_STARTING = ("matinee.serving", "matinee.settings", "matinee.migrations", "matinee.kit.postgres")
_NEVER_ON_A_PAGE = ("matinee.cli", "matinee.demo", "matinee.kit.boxed", *_STARTING)
_AT_THE_START = {"restore_target_not_empty", "secret_key_differs"}
"""Told on the console."""


def test_each_refusal_has_words() -> None:
    """Each code of a fault, and each that the HTTP layer gives by itself, is known to one of the web app's lists."""
    for module in pkgutil.walk_packages(matinee.__path__, "matinee."):
        if not module.name.startswith((*_NEVER_ON_A_PAGE, "matinee.__main__")):
            importlib.import_module(module.name)
    faults = {each for each in _below(Fault) if each.__module__.startswith("matinee.")}
    told = {each.code for each in faults if not each.__module__.startswith(_NEVER_ON_A_PAGE)} - _AT_THE_START
    told |= _codes_of_http()
    assert told >= {"folder_nests", "busy", "disk_full", "validation_failed", "oidc_start_again", "nothing_held"}
    known = set[str]().union(*(_keys(WEB / each) for each in _FAULTS))
    assert sorted(told - known) == []


def test_each_rule_that_reads_a_name_has_words() -> None:
    """All rules met in the corpus of names: "why this match" never shows one by its own name."""
    met = set[str]()
    for case in scoring.lines("*.jsonl"):
        met.update(scoring.read(case).rules.values())
    assert len(met) > 50
    known = _keys(WEB / "matching/rules.ts") | {"file", "folder"}
    assert sorted({part for rule in met for part in rule.split(".")} - known) == []


def test_each_reason_of_a_scan_has_words() -> None:
    known = _keys(WEB / "libraries/words.ts")
    held = get_args(inspect.get_annotations(records.Hold)["code"])
    assert held
    assert sorted({*records.PROBLEMS, *identity.PROBLEMS, *held} - known) == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_message_that_is_looked_up_by_a_code_is_written(language: str) -> None:
    written = json.loads((ROOT / f"web/messages/{language}.json").read_text())
    for path in (*(WEB / each for each in _FAULTS), WEB / "matching/rules.ts", WEB / "libraries/words.ts"):
        used = set(re.findall(r"\bm\.(\w+)", path.read_text()))
        assert used
        assert sorted(name for name in used if not written.get(name)) == []


def _below(parent: type[Fault]) -> Iterator[type[Fault]]:
    for each in parent.__subclasses__():
        yield each
        yield from _below(each)


def _codes_of_http() -> set[str]:
    """Give the codes of `Problem(status, code, …)` and of the framework's own errors."""
    calls = [each for each in ast.walk(ast.parse(inspect.getsource(problems))) if isinstance(each, ast.Call)]
    made = [each.args[1] for each in calls if ast.unparse(each.func) == "Problem" and len(each.args) > 1]
    named = {each.value for each in made if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return named | set(problems.FRAMEWORK_CODES.values())


def _keys(path: Path) -> set[str]:
    """Give the keys of the tables in a file of the web app."""
    return set(re.findall(r"^\t+'?(\w+)'?: (?:m\.|'|\()", path.read_text(), re.MULTILINE))
