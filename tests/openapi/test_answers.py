"""Whatever the OpenAPI document allows to ask: no 5xx, and no answer outside the document, as anybody."""

from pathlib import Path

from tests.openapi.driving import faults_of_all
from tests.server import PASSWORD, serving

EXAMPLES = 2
"""In the suite; `python -m tests.openapi 50` asks more."""


def test_no_operation_fails_or_answers_outside_the_document(tmp_path: Path) -> None:
    with serving(tmp_path, worker=False) as server:
        with server.set_up() as admin:
            admin.post("/users", json={"username": "mia", "password": PASSWORD})
        assert faults_of_all(server, EXAMPLES, lambda _: None) == []
