"""The long way: `python -m tests.openapi [EXAMPLES]` asks every operation this often as everybody."""

import sys
import tempfile
from pathlib import Path

from tests.openapi.driving import faults_of_all
from tests.server import PASSWORD, serving


def main() -> int:
    """Ask, and tell what was wrong."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), worker=False) as server:
        with server.set_up() as admin:
            admin.post("/users", json={"username": "mia", "password": PASSWORD})
        faults = faults_of_all(server, examples, lambda fault: print(fault, flush=True))  # noqa: T201 - a command
    print(f"{len(faults)} faults")  # noqa: T201 - a command
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
