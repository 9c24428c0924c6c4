"""Asks a running server what its OpenAPI document allows, and holds each answer against the document."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.server import PASSWORD, TRUSTED, Server

VIEWERS = ("anonymous", "member", "administrator")
ENDLESS = {"events"}
"""Operations whose answer has no end; tests of their own hear them."""
_CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
_MEMBERS = {"type", "title", "status", "detail", "code"}


class Asker:
    """One viewer, who signs in again when an example signed them out."""

    def __init__(self, server: Server, name: str | None) -> None:
        self._name = name
        self._headers: dict[str, str] = {}
        self._client = httpx.Client(base_url=f"{server.url}/api/v1", timeout=60, transport=_elsewhere())

    def headers(self) -> dict[str, str]:
        if self._name is None:
            return {}
        if not self._headers or self._client.get("/me", headers=self._headers).status_code != httpx.codes.OK:
            answer = self._client.post("/auth/login", json={"username": self._name, "password": PASSWORD})
            assert answer.status_code == httpx.codes.OK, answer.text
            self._headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        return self._headers


def _elsewhere() -> httpx.HTTPTransport:
    """Ask from another address than the examples: what they guess at signing in makes theirs wait."""
    return httpx.HTTPTransport(local_address="127.0.0.2", verify=TRUSTED)


def operations(server: Server) -> Iterator[Any]:
    """Give the operations of the server's own document."""
    document = httpx.get(f"{server.url}/api/openapi.json", timeout=60).json()
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = result.ok()
        if operation.definition.raw.get("operationId") not in ENDLESS and "/events" not in operation.path:
            yield operation


def faults_of(operation: Any, server: Server, asker: Asker, examples: int) -> list[str]:
    """Ask an operation with made-up values; give what was wrong with the answers, once each."""
    faults: dict[str, None] = {}
    headers = asker.headers()

    @seed(1)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Case) -> None:
        for fault in _asked(case, server, headers):
            faults[f"{operation.label}: {fault}"] = None

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ask()
    return list(faults)


def _asked(case: Case, server: Server, headers: dict[str, str]) -> Iterator[str]:
    response = case.call(base_url=server.url, headers=headers, timeout=60, allow_redirects=False)
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as group:
        yield from (_short(each, response) for each in group.exceptions)
    except Failure as failure:
        yield _short(failure, response)
    if response.status_code >= httpx.codes.BAD_REQUEST and case.method != "HEAD":
        problem = response.json()
        if not isinstance(problem, dict) or set(problem) < _MEMBERS:
            yield f"{response.status_code} is no problem document: {response.text[:200]}"


def _short(failure: BaseException, response: Any) -> str:
    return f"{response.status_code} {str(failure)[:400]}".replace("\n", " ")


def faults_of_all(server: Server, examples: int, told: Callable[[str], None]) -> list[str]:
    """Ask everything as everybody."""
    askers = {"anonymous": Asker(server, None), "member": Asker(server, "mia"), "administrator": Asker(server, "anna")}
    faults: list[str] = []
    for operation in operations(server):
        for viewer in VIEWERS:
            for fault in faults_of(operation, server, askers[viewer], examples):
                told(f"{viewer}: {fault}")
                faults.append(f"{viewer}: {fault}")
    return faults
