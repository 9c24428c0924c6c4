"""The sockets a server listens on, and the links people can use to reach them."""

import errno
import socket
from collections.abc import Callable
from typing import NamedTuple

import psutil

from matinee.kit.errors import Unavailable
from matinee.settings import Settings

DEFAULT_PORT = 8096
_TRIES = 50


class PortTaken(Unavailable):
    """Another program listens on the wanted port."""

    code = "port_taken"
    title = "The port is taken"


class NamedLink(NamedTuple):
    """A link, and for whom it is."""

    url: str
    meaning: str


def bind(settings: Settings, say: Callable[[str], None]) -> list[socket.socket]:
    """Listen on the configured addresses. A port that was not set gives way to the next free one, and says so."""
    hosts = [each.strip() for each in settings.host.split(",") if each.strip()] or ["0.0.0.0"]  # noqa: S104 - a media server is for the whole house
    wanted = settings.port or DEFAULT_PORT
    tries = 1 if settings.port else _TRIES
    for port in range(wanted, wanted + tries):
        try:
            bound = [_listen(host, port) for host in hosts]
        except OSError as refused:
            if refused.errno != errno.EADDRINUSE:
                raise PortTaken(f"Cannot listen on {', '.join(hosts)}, port {port}: {refused.strerror}.") from refused
            continue
        if port != wanted:
            say(f"Port {wanted} is taken (Jellyfin uses it, too), so Matinee listens on {port}.")
        return bound
    raise PortTaken(f"Port {wanted} is taken by another program. Stop that one, or set MATINEE_PORT to a free port.")


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(1024)
        made.set_inheritable(True)
    except OSError:
        made.close()
        raise
    return made


def links(settings: Settings, port: int) -> list[NamedLink]:
    """Give every usable link: this machine, each address in the house, and the public one."""
    found = [NamedLink(f"http://localhost:{port}", "on this machine")]
    hosts = {each.strip() for each in settings.host.split(",") if each.strip()}
    for addresses in psutil.net_if_addrs().values():
        for each in addresses:
            is_house = each.family == socket.AF_INET and not each.address.startswith("127.")
            if is_house and (not hosts or "0.0.0.0" in hosts or each.address in hosts):  # noqa: S104 - compared, not bound
                found.append(NamedLink(f"http://{each.address}:{port}", "in your network"))
    if settings.public_url:
        found.append(NamedLink(settings.public_url.rstrip("/"), "from outside"))
    return found
