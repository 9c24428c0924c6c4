"""The web app's files under /app/: compressed at build time, kept by browsers for ever or not at all."""

import base64
import hashlib
import re
from importlib.resources import files as package_files
from pathlib import Path, PurePosixPath
from typing import Final

from matinee.kit.errors import NotFound
from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.kit.web.problems import send_problem

PREFIX: Final = "/app/"
_IMMUTABLE = "_app/immutable/"
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_MISSING = b"""<!doctype html><meta charset="utf-8"><title>Matinee</title>
<h1>The web app is not built</h1>
<p>The server runs, but its pages are missing. In a clone of the repository run <code>make web</code>, then reload.</p>
"""


class WebApp:
    """Raw ASGI, mounted at /app/. Reads its files once: they are a few hundred kilobytes and never change."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        self._assets = assets
        self._tags = {name: _etag(content) for name, content in assets.items()}
        self._policy = content_security_policy(assets.get("index.html", b""))

    @classmethod
    def of_package(cls, package: str = "matinee", folder: str = "_web") -> "WebApp":
        """Take the assets that the wheel carries, or that `make web` has built."""
        return cls.of_folder(Path(str(package_files(package).joinpath(folder))))

    @classmethod
    def of_folder(cls, folder: Path) -> "WebApp":
        """Take the assets of a folder; none when it is not there."""
        found = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, [(b"allow", b"GET, HEAD")], b"")
            return
        if "index.html" not in self._assets:
            await _answer(send, 503, [(b"content-type", b"text/html; charset=utf-8")], _MISSING)
            return
        # The framework ends a mounted path with a slash, also where the browser wrote none.
        name = str(scope["path"]).removeprefix(PREFIX.rstrip("/")).strip("/")
        if name not in self._assets or name.endswith((".br", ".gz")):
            if name.startswith("_app/") or PurePosixPath(name).suffix in _MEDIA_TYPES:
                await send_problem(send, NotFound("The web app has no such file. Reload the page."))
                return
            name = "index.html"
        await self._send_asset(scope, send, name)

    async def _send_asset(self, scope: Scope, send: Send, name: str) -> None:
        request = dict(scope["headers"])
        encoding, stored = self._encoded(name, request.get(b"accept-encoding", b"").decode("latin-1"))
        etag = self._tags[stored]
        headers = [
            (b"content-type", _MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream").encode()),
            (b"etag", etag),
            (b"vary", b"accept-encoding"),
            (b"cache-control", _lifetime(name)),
            (b"x-content-type-options", b"nosniff"),
        ]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        if name.endswith(".html"):
            headers.append((b"content-security-policy", self._policy))
        if etag in request.get(b"if-none-match", b""):
            await _answer(send, 304, headers, None)
            return
        await _answer(send, 200, headers, self._assets[stored])

    def _encoded(self, name: str, accepted: str) -> tuple[str | None, str]:
        wanted = {part.partition(";")[0].strip() for part in accepted.split(",") if not _is_refused(part)}
        for encoding, suffix in _ENCODINGS:
            if encoding in wanted and name + suffix in self._assets:
                return encoding, name + suffix
        return None, name


def content_security_policy(index: bytes) -> bytes:
    """Allow what the app is made of: its own files, the hashes of index.html's inline scripts, and nothing foreign."""
    digests = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(index)]
    scripts = " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{digest}'" for digest in digests)])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    ).encode()


async def to_web_app(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer `/`: the web app lives under /app/, root paths are the Jellyfin API's."""
    await _answer(send, 307, [(b"location", PREFIX.encode()), (b"cache-control", b"no-store")], b"")


def _is_refused(part: str) -> bool:
    quality = part.partition("q=")[2].strip()
    return bool(quality) and not quality.strip("0.")


def _lifetime(name: str) -> bytes:
    return b"public, max-age=31536000, immutable" if name.startswith(_IMMUTABLE) else b"no-cache"


def _etag(content: bytes) -> bytes:
    return b'"' + hashlib.blake2b(content, digest_size=12).hexdigest().encode() + b'"'


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes | None) -> None:
    if body is not None:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body or b"", "more_body": False})
