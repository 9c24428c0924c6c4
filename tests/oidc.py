"""Providers of single sign-on for the tests: the certified one from npm, and how a person signs in there."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path
from shutil import copyfile
from ssl import SSLContext
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.tls import Front

_FOLDER = Path(__file__).parent / "oidc_provider"
_TOOLS = Path(__file__).parents[1] / ".tools" / "bin"
_WAIT_S = 60


def installed() -> None:
    """Install exactly what the lock names, once; no package may run a script of its own."""
    lock, done = _FOLDER / "package-lock.json", _FOLDER / "node_modules" / ".installed"
    if done.exists() and cmp(lock, done, shallow=False):
        return
    environment = {**os.environ, "PATH": f"{_TOOLS}:{os.environ['PATH']}"}
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel", "error"]
    subprocess.run(command, cwd=_FOLDER, env=environment, check=True, timeout=300)
    copyfile(lock, done)


@contextmanager
def certified_provider(clients: list[dict[str, Any]], people: Path, front: Front | None = None) -> Iterator[str]:
    """Run `oidc-provider` with these clients until the block ends, behind a TLS front if there is one; give its issuer.

    `people` is a JSON file of claims by subject; what is written into it counts at the next sign-in.
    """
    installed()
    told: dict[str, Any] = {"clients": clients, "people": str(people)}
    if front is not None:
        told["issuer"] = front.url
    program = subprocess.Popen(
        [str(_TOOLS / "node"), "provider.js"],
        cwd=_FOLDER,
        env={"TEST_OIDC": json.dumps(told), "PATH": os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert program.stdout is not None
        address = next((line.strip() for line in program.stdout if line.startswith("http://")), None)
        assert address is not None, "the provider did not start"
        if front is not None:
            front.lead_to(address)
        yield front.url if front is not None else address
    finally:
        program.kill()
        program.wait(_WAIT_S)


class Browser(httpx.Client):
    """Keeps cookies by host, as browsers do, and follows nobody by itself."""

    def __init__(self, trusts: SSLContext | None = None) -> None:
        super().__init__(timeout=60, headers={"accept": "text/html"}, follow_redirects=False, verify=trusts or True)

    def walk(self, url: str, person: str, *, until: str) -> str:
        """Go where one is sent, sign in and consent where asked; give the address that begins with `until`."""
        answer = self.get(url)
        for _ in range(20):
            if answer.is_redirect:
                to = urljoin(str(answer.url), answer.headers["location"])
                if to.startswith(until):
                    return to
                answer = self.get(to)
                continue
            assert answer.status_code == 200, answer.text
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            assert form is not None, answer.text
            fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
            if fields.get("prompt") == "login":
                fields |= {"login": person, "password": "any"}
            answer = self.post(urljoin(str(answer.url), form[1]), data=fields)
        raise AssertionError("the provider sends in circles")
