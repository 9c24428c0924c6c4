"""Connections that open to judged addresses only. The address judged is the one connected to: no rebinding."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import override

import httpcore2
from httpcore2 import AnyIOBackend, AsyncNetworkBackend, AsyncNetworkStream

from matinee.kit.outbound.addresses import Address, is_admissible, is_public
from matinee.kit.outbound.errors import AddressRefused

type Resolve = Callable[[str, int], Awaitable[list[Address]]]
type Judge = Callable[[Address], bool]

_TRIED = 4


async def resolve(host: str, port: int) -> list[Address]:
    """Ask the system for a name's addresses."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found))


def judge_of(*, admitted: bool, plain: bool) -> Judge:
    """Give the rule: public ones; for an admitted host those at home too; and without TLS only those at home."""
    if not admitted:
        return is_public
    if plain:
        return lambda address: is_admissible(address) and not is_public(address)
    return is_admissible


class GuardedBackend(AsyncNetworkBackend):
    """Resolves, judges, and connects to what was judged. TLS still checks the name."""

    def __init__(self, judge: Judge, resolve_name: Resolve) -> None:
        self._judge = judge
        self._resolve = resolve_name
        self._network = AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Connect to the first address that may be reached and answers."""
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as unknown:
            raise httpcore2.ConnectError("the name is not known") from unknown
        admitted = [each for each in addresses if self._judge(each)]
        if not admitted:
            raise AddressRefused(f"{host} is at no address that may be reached from here.")
        failed: Exception = httpcore2.ConnectError("no address")
        for address in admitted[:_TRIED]:
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as not_there:
                failed = not_there
        raise failed

    @override
    async def sleep(self, seconds: float) -> None:
        """Wait between tries."""
        await asyncio.sleep(seconds)
