"""The two commands on a fresh machine: a clone in a temporary folder, empty HOME and XDG folders, a bare PATH.

`python3 scripts/fresh_machine.py [--keep] [--python FILE]`; needs a network, some minutes, git, make and a Python 3.
It runs `make serve` twice and asks for the setup page and a film's bytes, then builds once more without a network. Run
by root it does so three times, each time from nothing: as root, as a user, and as a number without an account. Prints
what it did, with seconds; ends with 1 at a failure.
"""

import argparse
import contextlib
import json
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_HIDDEN = re.compile(r"(uv|uvx|node|npm|npx|ffmpeg|ffprobe|ffplay|psql|postgres|pg_.*|createdb|initdb)")
_KEPT = re.compile(
    r"(?i)((https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|PIP_CERT|PIP_INDEX_URL|UV_.*_INDEX)"
)
_NO_NETWORK = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "UV_OFFLINE": "1"}
_ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Failed(Exception):
    """A step did not do what it must."""


class Person(NamedTuple):
    """Who sits at the machine."""

    name: str
    user: int
    group: int

    @property
    def as_process(self) -> dict[str, Any]:
        """What `subprocess` needs to run something as this person."""
        if self.user == os.geteuid():
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}


class Machine:
    """A fresh one: its folders, its PATH, who uses it, and the clone."""

    def __init__(self, folder: Path, tools: Path, person: Person) -> None:
        self.folder = folder
        self.clone = folder / "matinee"
        self._tools = tools
        self._person = person
        folder.mkdir()
        subprocess.run(["git", "clone", "--quiet", f"file://{ROOT}", self.clone], check=True)
        if person.as_process:
            for each in (folder, *folder.rglob("*")):
                os.chown(each, person.user, person.group, follow_symlinks=False)

    def environment(self, **more: str) -> dict[str, str]:
        """Give what a process sees: an empty home, and nothing of this machine but the way to the network.

        A copied interpreter finds its shared library by `LD_LIBRARY_PATH`, its own note names where it came from.
        """
        home = self.folder / "home"
        if not home.exists():
            home.mkdir()
            os.chown(home, self._person.user, self._person.group)
        kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
        path = str(self._tools)
        copied = self._tools.parent / "python"
        if copied.exists():
            path += f":{copied}/bin"
            kept["LD_LIBRARY_PATH"] = f"{copied}/lib"
        return {**kept, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8", **more}

    def run(self, *command: str, env: Mapping[str, str]) -> str:
        """Run to the end in the clone; give the output."""
        done = subprocess.run(
            command, cwd=self.clone, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            **self._person.as_process,
        )  # fmt: skip
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-3000:]}")
        return done.stdout

    @contextlib.contextmanager
    def serving(self, env: Mapping[str, str]) -> Generator[str]:
        """Run `make serve` until the block ends; give what it printed until its links."""
        process = subprocess.Popen(
            ["make", "serve"], cwd=self.clone, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True, **self._person.as_process,
        )  # fmt: skip
        printed: list[str] = []
        try:
            for line in process.stdout or ():
                printed.append(line)
                print("    |", line, end="", flush=True)
                if "http://localhost" in line:
                    break
            else:
                raise Failed(f"make serve ended:\n{''.join(printed)[-3000:]}")
            yield "".join(printed)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=60)


def main() -> int:
    """Do every step."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", action="store_true", help="leave the folder for a look")
    options.add_argument("--python", help="put this Python 3.13 on the PATH, where uv cannot fetch one from GitHub")
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fresh"))
    folder.chmod(0o755)
    try:
        tools = _tools(folder, given.python)
        for number, person in enumerate(_people()):
            print(f"As {person.name}:", flush=True)
            _steps(folder / str(number), tools, person)
    except Failed as failed:
        print(f"FAILED: {failed}", file=sys.stderr)
        return 1
    finally:
        if given.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


def _people() -> list[Person]:
    if os.geteuid() != 0:
        return [Person("this user", os.geteuid(), os.getegid())]
    games = pwd.getpwnam("games")
    return [
        Person("root", 0, 0),
        Person("a plain user", games.pw_uid, games.pw_gid),
        Person("a number without an account", 54321, 54321),
    ]


def _tools(folder: Path, python: str | None) -> Path:
    """Make the folder that PATH names: what this machine has, without what Matinee must bring itself."""
    tools = folder / "bin"
    tools.mkdir()
    for place in ("/usr/local/bin", "/usr/bin", "/bin"):
        for each in os.scandir(place):
            if not _HIDDEN.fullmatch(each.name) and not os.path.lexists(tools / each.name):
                (tools / each.name).symlink_to(each.path)
    if python is not None:
        _copy_for_all(folder / "python", python)
    return tools


def _copy_for_all(copy: Path, python: str) -> None:
    """Copy an interpreter with its libraries, as it may lie below a home that nobody else may enter."""
    asked = "import sys; print(sys.base_prefix)"
    prefix = Path(subprocess.run([python, "-Ic", asked], capture_output=True, text=True, check=True).stdout.strip())
    left_out = shutil.ignore_patterns("site-packages", "test", "__pycache__", "share", "include")
    shutil.copytree(prefix, copy, symlinks=True, ignore=left_out)
    for each in (copy / "bin").iterdir():  # the machine's own `python3` is what the build must begin with
        if each.name != "python3.13":
            each.unlink()


def _steps(folder: Path, tools: Path, person: Person) -> None:
    with _step("clone"):
        machine = Machine(folder, tools, person)
    port = str(_free_port())
    env = machine.environment(MATINEE_PORT=port)
    with _step("first `make serve`, to a film's bytes"), machine.serving(env) as printed:
        _first_evening(machine, printed, port)
    with _step("second `make serve`, to the same film"), machine.serving(env):
        _plays(port, _log_in(port))
    with _step("tree as git left it"):
        changed = machine.run("git", "status", "--porcelain", env=env)
        if changed:
            raise Failed(f"the build changed the tree:\n{changed}")
    with _step("build again without a network, from the caches"):
        for name in (".tools", ".venv", "web/node_modules", "src/matinee/_web"):
            shutil.rmtree(machine.clone / name)
        machine.run("make", "setup", "web", env=env | _NO_NETWORK)


def _first_evening(machine: Machine, printed: str, port: str) -> None:
    """Open the link, make the first account and a library of one film, and ask for the film's first bytes."""
    found = re.search(r"(http://localhost:\d+\S*)\S*token=(\S+)", printed)
    if found is None:
        raise Failed("no setup link was printed")
    with _ask(found[0], timeout=30) as page:
        if page.status != 200 or b"<!doctype html>" not in page.read().lower():
            raise Failed(f"the setup page does not answer: {found[0]}")
    film = machine.folder / "films/Blue Harbour (2019)/Blue Harbour (2019).mkv"
    if not film.exists():
        film.parent.mkdir(parents=True)
        maker = "import sys; from matinee.kit.boxed import locate_ffmpeg; print(locate_ffmpeg(None, {})[0])"
        ffmpeg = machine.run(str(machine.clone / ".venv/bin/python"), "-c", maker, env=machine.environment()).strip()
        source = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=5")
        subprocess.run([ffmpeg, "-loglevel", "error", *source, "-c:v", "libx264", film], check=True)
    token = _call(port, "POST", "/setup", {"token": found[2], "username": "anna", "password": "correct horse battery"})
    library = _call(
        port, "POST", "/libraries", {"name": "Films", "kind": "movies", "paths": [str(machine.folder / "films")]},
        token["token"],
    )  # fmt: skip
    _call(port, "POST", f"/libraries/{library['id']}/scan", {}, token["token"])
    _plays(port, token["token"])


def _log_in(port: str) -> str:
    return _call(port, "POST", "/auth/login", {"username": "anna", "password": "correct horse battery"})["token"]


def _plays(port: str, token: str) -> None:
    """Wait for the film; ask for its playback and the first bytes of that."""
    end = time.monotonic() + 120
    while not (movies := _call(port, "GET", "/movies", None, token)["items"]):
        if time.monotonic() > end:
            raise Failed("the film did not appear")
        time.sleep(0.2)
    file = _call(port, "GET", f"/items/{movies[0]['id']}/files", None, token)["items"][0]["file_id"]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/files/{file}/stream",
        headers={"Authorization": f"Bearer {token}", "Range": "bytes=0-99"},
    )
    with _ask(request, timeout=30) as answer:
        if answer.status != 206 or not answer.read().startswith(b"\x1a\x45\xdf\xa3"):  # EBML, how Matroska begins
            raise Failed(f"the film's bytes are not there: {answer.status}")


def _call(port: str, method: str, path: str, body: object, token: str | None = None) -> Any:  # noqa: ANN401 - JSON
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1{path}", content, headers, method=method)
    with _ask(request, timeout=60) as answer:
        return json.load(answer)


@contextlib.contextmanager
def _step(name: str) -> Generator[None]:
    print(f"- {name}…", flush=True)
    began = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
