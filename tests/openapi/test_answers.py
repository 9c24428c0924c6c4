"""Whatever the OpenAPI document allows to ask: no 5xx, and no answer outside the document, as anybody."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.openapi.driving import faults_of_all
from tests.server import PASSWORD, Server, serving

EXAMPLES = 2
"""In the suite; `python -m tests.openapi 50` asks more."""
_NOBODYS_ID = "01890000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("openapi") / "data", worker=False) as running:
        with running.set_up() as admin:
            admin.post("/users", json={"username": "mia", "password": PASSWORD})
        yield running


def test_no_operation_fails_or_answers_outside_the_document(server: Server) -> None:
    assert faults_of_all(server, EXAMPLES, lambda _: None) == []


def test_a_wrong_value_is_named_as_the_request_names_it_in_every_route(server: Server) -> None:
    """Not as the code does: `library`, not `library_id`."""
    named: list[str] = []
    with server.log_in("anna") as anna:
        for method, path, parameter in _queries(anna):
            answer = anna.request(method, path, params={parameter: "\u2603" * 3000})
            if answer.headers["content-type"] != "application/problem+json":
                continue
            errors = [each for each in answer.json().get("errors", []) if each.get("source") == "query"]
            assert [each["key"].split(".")[0] for each in errors] == [parameter] * len(errors), (method, path)
            named += [parameter] * len(errors)
    assert {"library", "state", "kind", "limit"} <= set(named)


def _queries(client: httpx.Client) -> Iterator[tuple[str, str, str]]:
    """Give each query parameter of the document, with its method and an address."""
    document = client.get(client.base_url.join("/api/openapi.json")).json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parameters: list[dict[str, Any]] = operation.get("parameters", [])
            ids = {each["name"]: _NOBODYS_ID for each in parameters if each["in"] == "path"}
            if method == "head" or not path.startswith("/api/v1/") or path.endswith("/events"):
                continue
            for each in parameters:
                if each["in"] == "query":
                    yield method, path.removeprefix("/api/v1").format(**ids), each["name"]
