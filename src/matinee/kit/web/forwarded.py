"""The client's address and scheme behind a reverse proxy: believed only when the peer is a proxy we were told of."""

import ipaddress
import re
from collections.abc import Iterable, Sequence

from matinee.kit.web.asgi import AsgiApp, Receive, Scope, Send

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"})
_PAIR = re.compile(r'\s*([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^;,\s]*)\s*')
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_HOPS = 32


def trusted_networks(settings: Iterable[str]) -> list[Network]:
    """Read addresses and networks (`10.0.0.7`, `172.16.0.0/12`, `::1`); ValueError names the wrong one."""
    return [ipaddress.ip_network(each, strict=False) for each in settings]


def behind_proxies(app: AsgiApp, trusted: Sequence[Network]) -> AsgiApp:
    """Wrap the application: `client`, `scheme` and Host of the scope are the browser's; forged headers are removed."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            scope = _seen_from_outside(scope, trusted)
        await app(scope, receive, send)

    return wrapped


def _seen_from_outside(scope: Scope, trusted: Sequence[Network]) -> Scope:
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    said = [(name, value) for name, value in headers if name in _FORWARDED]
    if not said:
        return scope
    rest = [each for each in headers if each[0] not in _FORWARDED]
    peer = _address(scope["client"][0]) if scope.get("client") else None
    if peer is None or not _is_trusted(peer, trusted):
        return {**scope, "headers": rest}
    hops = _hops(said)
    seen: Scope = {**scope, "headers": rest}
    for hop in reversed(hops):
        address = _address(hop.get("for", ""))
        if address is None:
            break
        seen["client"] = (str(address), 0)
        seen["scheme"] = _scheme(hop.get("proto"), scope)
        if host := _host(hop.get("host")):
            seen["headers"] = [*(each for each in rest if each[0] != b"host"), (b"host", host)]
        if not _is_trusted(address, trusted):
            break
    return seen


def _hops(said: list[tuple[bytes, bytes]]) -> list[dict[str, str]]:
    """Give what each proxy said, the nearest last. The standard header goes before the customary ones."""
    standard = _joined(said, b"forwarded")
    if standard:
        return [_pairs(element) for element in _split(standard)][-_HOPS:]
    addresses = _split(_joined(said, b"x-forwarded-for"))[-_HOPS:]
    schemes, hosts = _split(_joined(said, b"x-forwarded-proto")), _split(_joined(said, b"x-forwarded-host"))
    hops: list[dict[str, str]] = []
    for back in range(len(addresses), 0, -1):
        hop = {"for": addresses[-back]}
        # one value stands for all hops: most proxies overwrite these two
        if schemes:
            hop["proto"] = schemes[-min(back, len(schemes))]
        if hosts:
            hop["host"] = hosts[-min(back, len(hosts))]
        hops.append(hop)
    return hops


def _joined(said: list[tuple[bytes, bytes]], wanted: bytes) -> str:
    return ",".join(value.decode("latin-1") for name, value in said if name == wanted)


def _split(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _pairs(element: str) -> dict[str, str]:
    return {name.lower(): value.strip('"') for name, value in _PAIR.findall(element)}


def _address(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)


def _scheme(said: str | None, scope: Scope) -> str:
    said = (said or "").lower()
    return said if said in {"http", "https"} else scope["scheme"]


def _host(said: str | None) -> bytes | None:
    return said.encode() if said is not None and _HOST.fullmatch(said) else None
