"""The web app's files: compressed, kept, and never a page where a script was asked for."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from matinee.kit.web.spa import WebApp, to_web_app
from tests.web.conftest import Running

SCRIPT = "start({base: '/app'})"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "index.html": f"<html><script>{SCRIPT}</script><script src=/x.js></script></html>",
        "_app/immutable/a.1234.js": "let a",
        "_app/immutable/a.1234.js.br": "brotli",
        "_app/immutable/a.1234.js.gz": "gzip",
        "icon.svg": "<svg/>",
        "manifest.webmanifest": "{}",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def server(serve: Callable[..., Running], folder: Path) -> Running:
    return serve(WebApp.of_folder(folder))


def test_compressed_and_kept_for_ever(server: Running) -> None:
    status, headers, body = server.get("/app/_app/immutable/a.1234.js", accept_encoding="gzip, br;q=1.0")
    assert (status, body, headers["content-encoding"]) == (200, b"brotli", "br")
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    assert server.get("/app/_app/immutable/a.1234.js", accept_encoding="gzip, br;q=0")[2] == b"gzip"
    assert server.get("/app/_app/immutable/a.1234.js")[2] == b"let a"


def test_a_file_is_found_by_a_path_the_framework_ended_with_a_slash(server: Running) -> None:
    status, headers, _ = server.get("/app/icon.svg/")
    assert (status, headers["content-type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("path", ["/app/", "/app", "/app/movies/0193", "/app/setup?token=x"])
def test_every_page_is_the_index_and_is_asked_for_again(server: Running, path: str) -> None:
    status, headers, body = server.get(path)
    assert (status, headers["cache-control"]) == (200, "no-cache")
    assert SCRIPT.encode() in body
    assert server.get(path, if_none_match=headers["etag"])[0] == 304


@pytest.mark.parametrize("path", ["/app/_app/immutable/gone.js", "/app/_app/x", "/app/gone.css", "/app/a.1234.js.br"])
def test_a_missing_file_is_404_and_no_page(server: Running, path: str) -> None:
    status, headers, _ = server.get(path)
    assert (status, headers["content-type"]) == (404, "application/problem+json") or path.endswith(".br")


@pytest.mark.parametrize(
    "path", ["/app/../pyproject.toml", "/app/..%2f..%2fetc/passwd", "/app/%00", "/app//etc/passwd"]
)
def test_h1_nothing_outside_is_served(server: Running, path: str) -> None:
    _, _, body = server.get(path)
    assert b"root:" not in body
    assert b"[project]" not in body


def test_the_inline_script_is_allowed_by_its_hash_and_no_other(server: Running) -> None:
    _, headers, _ = server.get("/app/")
    policy = headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert f"'sha256-{digest}'" in scripts
    assert "unsafe-inline" not in scripts
    assert "frame-ancestors 'none'" in policy


def test_without_assets_the_page_says_what_to_do(serve: Callable[..., Running], tmp_path: Path) -> None:
    status, _, body = serve(WebApp.of_folder(tmp_path / "none")).get("/app/")
    assert status == 503
    assert b"make web" in body


def test_the_root_leads_to_the_app(serve: Callable[..., Running]) -> None:
    status, headers, _ = serve(to_web_app).get("/")
    assert (status, headers["location"]) == (307, "/app/")


def test_only_reading(server: Running) -> None:
    assert server.get("/app/", method="POST")[0] == 405
    status, headers, body = server.get("/app/", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0
