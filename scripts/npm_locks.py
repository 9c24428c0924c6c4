"""Takes out of npm's lock files what npm writes about donations: a lock file carries no address."""

import json
from pathlib import Path

for path in (Path("web/package-lock.json"), Path("tests/oidc_provider/package-lock.json")):
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
