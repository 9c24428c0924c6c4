"""Every kind of background work is exactly as agreed, is asked for by somebody, and none is left out unnamed."""

import ast
import types
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest

import matinee
from matinee.app import KINDS
from matinee.kit.jobs import CONCURRENCY, AnyKind, Registry
from tests.jobs import contract
from tests.jobs.contract import ABSENT, ROWS, RULES

_SOURCES = Path(matinee.__file__).parent
_BY_NAME = {kind.name: kind for kind in KINDS}


def test_registry_takes_every_kind() -> None:
    assert len(list(Registry(KINDS))) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kind_is_as_its_row_says(kind: AnyKind) -> None:
    assert kind.name in ROWS, f"{kind.name} has no row in tests/jobs/contract.py"
    row = ROWS[kind.name]
    declared = {
        "queue": kind.queue,
        "attempts": kind.attempts,
        "unique_for": kind.unique_for,
        "time_limit": kind.time_limit,
        "stall_limit": kind.stall_limit,
        "serial": serial_word(kind),
        "schedule": kind.schedule,
    }
    assert declared == msgspec.structs.asdict(row)


def test_row_without_a_kind_is_named_with_what_brings_it() -> None:
    assert set(ROWS) - set(_BY_NAME) <= set(ABSENT), "rows that are neither alive nor named in ABSENT"


def test_queues_have_their_numbers() -> None:
    assert contract.CONCURRENCY == CONCURRENCY


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_kind_has_a_caller(kind: AnyKind) -> None:
    assert kind.schedule is not None or _constants_of(kind) & _used_names(), (
        f"nothing schedules or enqueues {kind.name}: no function uses the constant that holds it"
    )


def test_all_eleven_rules_have_tests() -> None:
    assert sorted(RULES) == list(range(1, 12))


@pytest.mark.parametrize("named", [each for rule in RULES.values() for each in rule])
def test_test_that_is_named_for_a_rule_exists(named: str) -> None:
    file, _, name = named.partition("::")
    tree = ast.parse((Path(__file__).parents[1] / file).read_bytes())
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}


def serial_word(kind: AnyKind) -> str | None:
    """Give what the serial key of a kind names: its first word, for made-up arguments."""
    if kind.serial is None:
        return None
    key = kind.serial_key(kind.arguments(**{f.name: sample(f.type) for f in msgspec.structs.fields(kind.arguments)}))
    return None if key is None else key.partition(":")[0]


def sample(wanted: Any) -> Any:
    """Make up a value of a type that arguments may have."""
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return wanted(**{f.name: sample(f.type) for f in msgspec.structs.fields(wanted)})
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in {Union, types.UnionType}:
        return sample(next(each for each in inner if each is not type(None)))
    if origin is not None and inner:
        made = [sample(inner[0])] if origin is not dict else {}
        return made if origin is list or origin is dict else origin(made) if isinstance(origin, type) else inner[0]
    plain = {uuid.UUID: uuid.UUID(int=7), bytes: b"a", str: "a", int: 1, bool: True, float: 1.0}
    moments = {timedelta: timedelta(1), datetime: datetime.fromisoformat("2026-01-01T00:00:00Z")}
    found = plain.get(wanted, moments.get(wanted))
    return next(iter(wanted)) if found is None else found


def _constants_of(kind: AnyKind) -> set[str]:
    """Give the names of the module constants that hold this kind."""
    names: set[str] = set()
    for tree in _trees():
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(node, ast.Assign | ast.AnnAssign) and _declares(node.value, kind.name):
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _declares(value: ast.expr | None, name: str) -> bool:
    return isinstance(value, ast.Call) and any(
        isinstance(node, ast.Constant) and node.value == name for node in ast.walk(value)
    )


def _used_names() -> set[str]:
    """Give all names that bodies of functions read."""
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for tree in _trees()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Name | ast.Attribute)
    }


def _trees() -> list[ast.Module]:
    global _parsed  # noqa: PLW0603 - parsed once for all kinds
    if not _parsed:
        _parsed = [ast.parse(file.read_bytes()) for file in _SOURCES.rglob("*.py") if "_web" not in file.parts]
    return _parsed


_parsed: list[ast.Module] = []
