"""Whether a browser sent a request from our own pages. Origins are compared with the request's own host."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from matinee.access.callers import header
from matinee.access.errors import CrossOrigin

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_OWN_SITES = frozenset({"same-origin", "none"})


def changes_state(scope: Mapping[str, Any]) -> bool:
    """Tell whether a request is an unsafe one (RFC 9110 §9.2.1)."""
    return scope["type"] == "http" and scope["method"] not in _SAFE_METHODS


def refuse_cross_origin(scope: Mapping[str, Any], own_hosts: frozenset[str] = frozenset()) -> None:
    """Raise `CrossOrigin` for an unsafe request, an event stream or a WebSocket that another site's page opened.

    Programs send neither header and pass: what they lack is a browser that adds a victim's cookie by itself.
    `own_hosts` are further hosts this server is known by (`MATINEE_PUBLIC_URL`).
    """
    if not (scope["type"] == "websocket" or changes_state(scope) or _wants_events(scope)):
        return
    site = header(scope, b"sec-fetch-site")
    if site is not None and site not in _OWN_SITES:
        raise CrossOrigin("This request came from another site. Open Matinee itself and try again.")
    origin = header(scope, b"origin")
    if origin is not None and not _is_own(origin, scope, own_hosts):
        detail = (
            "The page's address is not the one this server was reached by. Behind a proxy, name it in "
            "MATINEE_TRUSTED_PROXIES, or set MATINEE_PUBLIC_URL."
        )
        raise CrossOrigin(detail)


def hosts_of(public_url: str | None) -> frozenset[str]:
    """Give the hosts, with and without port, that a page at this address calls its own."""
    if public_url is None:
        return frozenset()
    parts = urlsplit(public_url.lower())
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    hosts = {f"{name}:{port}"}
    return frozenset(hosts | {name} if port == _DEFAULT_PORTS.get(parts.scheme) else hosts)


def _wants_events(scope: Mapping[str, Any]) -> bool:
    return scope["path"].endswith("/events") or "text/event-stream" in (header(scope, b"accept") or "")


def _is_own(origin: str, scope: Mapping[str, Any], own_hosts: frozenset[str]) -> bool:
    try:
        parts = urlsplit(origin)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return False
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or port is None:
        return False
    asked = header(scope, b"host")
    hosts = own_hosts if asked is None else own_hosts | {asked.lower()}
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    is_default = port == _DEFAULT_PORTS[parts.scheme]
    return f"{name}:{port}" in hosts or (is_default and name in hosts)
