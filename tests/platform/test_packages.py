"""What is handed out: the sdist and the wheel carry the web app, and the wheel serves from an environment of its own."""

import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server import Server

ROOT = Path(__file__).parents[2]
_UV = ROOT / ".tools/bin/uv"


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _built(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made from the sdist alone: nothing that only a clone has is needed."""
    place = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    return _built(next(place.iterdir()), "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def served(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the wheel's own command, from an empty environment, away from the clone."""
    environment = tmp_path_factory.mktemp("environment")
    _uv("venv", "--python", sys.executable, "--allow-existing", str(environment))
    there = ("--python", str(environment / "bin/python"))
    _uv("pip", "sync", *there, "--require-hashes", str(ROOT / "requirements.lock"))
    _uv("pip", "install", *there, "--no-deps", str(wheel))
    server = Server(tmp_path_factory.mktemp("data"), program=[str(environment / "bin/matinee")])
    yield server.wait_until_ready()
    server.stop()


def test_sdist_and_wheel_carry_the_web_app_and_what_runs_need(sdist: Path, wheel: Path) -> None:
    with tarfile.open(sdist) as archive:
        sources = {name.partition("/")[2] for name in archive.getnames()}
    with zipfile.ZipFile(wheel) as archive:
        installed = set(archive.namelist())
    assert {"src/matinee/_web/index.html", "web/package.json", "LICENSE", "hatch_build.py"} <= sources
    assert {"matinee/_web/index.html", "matinee/_web/manifest.webmanifest"} <= installed
    assert any(name.startswith("matinee/migrations/versions/0001_") for name in installed)
    assert not [name for name in installed if not name.startswith("matinee")]


def test_an_installed_wheel_serves_its_own_web_app(served: Server) -> None:
    page = httpx.get(f"{served.url}/app/")
    assert page.status_code == 200
    assert "<!doctype html>" in page.text.lower()
    with served.set_up() as anna:
        assert anna.get("/me").json()["username"] == "anna"


def test_a_package_without_the_web_app_is_refused(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "src/matinee").mkdir(parents=True)
    (tmp_path / "src/matinee/__init__.py").write_bytes((ROOT / "src/matinee/__init__.py").read_bytes())
    with pytest.raises(subprocess.CalledProcessError) as refused:
        _built(tmp_path, "wheel", tmp_path / "out")
    assert "run `make web` first" in refused.value.output


def _built(source: Path, target: str, place: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(place)]
    subprocess.run(command, cwd=source, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return next(each for each in place.iterdir() if each.suffix in {".gz", ".whl"})


def _uv(*arguments: str) -> None:
    """Install from the caches: the build has fetched all of it."""
    done = subprocess.run(
        [_UV, *arguments], cwd=ROOT, env=os.environ | {"UV_OFFLINE": "1"}, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
