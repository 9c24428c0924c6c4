"""What is announced is what was agreed: no name beyond the table, and none of the table without an emitter or a reason."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import matinee
from matinee.journal.announcing import ANNOUNCED
from tests.events.contract import ABSENT, NAMES, SEEN_ELSEWHERE
from tests.journeys.every_event import STORY

_SOURCES = Path(matinee.__file__).parent
SEEN_AT_START_AND_END = {"system.started", "system.stopping"}
_IN_SQL = re.compile(r"insert into outbox.*?'([a-z]+\.[a-z_]+)'", re.DOTALL)


@cache
def emitted() -> dict[str, re.Pattern[str]]:
    """Give every name that may be announced, by where: as `Event(name=…)`, or as an action that the journal announces."""
    found: dict[str, re.Pattern[str]] = {}
    for file in _SOURCES.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        if file.name != "announcing.py" or file.parent.name != "journal":
            for name in ANNOUNCED:
                if f'"{name}"' in source:  # recorded there, and so announced
                    found[f"{file}: {name}"] = re.compile(re.escape(name))
        for name in _IN_SQL.findall(source):
            found[f"{file}: {name}"] = re.compile(re.escape(name))
        if "Event(" not in source and "name=" not in source:
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Event":
                for each in _names(node, tree):
                    found[f"{file}:{node.lineno} {each.pattern}"] = each
    return found


def _names(call: ast.Call, tree: ast.Module) -> list[re.Pattern[str]]:
    named = next((each.value for each in call.keywords if each.arg == "name"), call.args[0] if call.args else None)
    match named:
        case ast.Constant(str(text)):
            return [re.compile(re.escape(text))]
        case ast.JoinedStr(parts):
            return [_pattern(parts)]
        case ast.Name(variable):
            return _values_of(variable, tree)
        case ast.IfExp(body=ast.Constant(str(yes)), orelse=ast.Constant(str(no))):
            return [re.compile(re.escape(yes)), re.compile(re.escape(no))]
        case _:
            return []


def _pattern(parts: list[ast.expr]) -> re.Pattern[str]:
    words = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+" for part in parts]
    return re.compile("".join(words))


def _values_of(variable: str, tree: ast.Module) -> list[re.Pattern[str]]:
    """Give the names in the same file that a variable may hold: assigned to it, or texts of an event's form."""
    found: list[re.Pattern[str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == variable for target in node.targets):
            if isinstance(node.value, ast.JoinedStr):
                found.append(_pattern(node.value.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in NAMES:
            found.append(re.compile(re.escape(node.value)))
    return found


def test_some_emitters_are_found() -> None:
    assert len(emitted()) > 15


def test_every_announced_name_is_in_the_table() -> None:
    beyond = [at for at, each in emitted().items() if not any(each.fullmatch(name) for name in NAMES)]
    assert beyond == []
    assert ANNOUNCED <= NAMES


@pytest.mark.parametrize("name", sorted(NAMES - set(ABSENT)))
def test_name_of_the_table_has_an_emitter(name: str) -> None:
    assert any(pattern.fullmatch(name) for pattern in emitted().values()), (
        f"nothing announces {name}; when its fact does not exist, name it in ABSENT of tests/events/contract.py"
    )


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_name_without_a_fact_is_not_announced(name: str) -> None:
    assert name in NAMES
    assert not any(re.escape(name) == pattern.pattern for pattern in emitted().values())


def test_every_name_that_is_announced_is_seen_on_the_stream_by_a_journey() -> None:
    seen = {name for chapter in STORY for name in chapter.names} | SEEN_AT_START_AND_END | set(SEEN_ELSEWHERE)
    assert seen == NAMES - set(ABSENT), (
        "add a chapter to tests/journeys/every_event.py, or name the journey that sees it"
    )


@pytest.mark.parametrize("name", sorted(SEEN_ELSEWHERE))
def test_journey_that_is_named_for_an_event_waits_for_it(name: str) -> None:
    assert f'"{name}"' in Path(SEEN_ELSEWHERE[name]).read_text(encoding="utf-8")
