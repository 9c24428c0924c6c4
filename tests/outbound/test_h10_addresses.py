"""H10: private, local and metadata addresses are refused after the name was resolved, however they are written."""

import ipaddress
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from matinee.kit.outbound import (
    Address,
    AddressRefused,
    AnswerTooLarge,
    Ask,
    CallFailed,
    Outbound,
    OutboundFault,
    UrlRefused,
    is_admissible,
    is_public,
)


@pytest.mark.parametrize("text", [
    "127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.7", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "0.0.0.0", "::", "fe80::1", "fd00::1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1", "ff02::1", "240.0.0.1",  # noqa: S104 - judged, not bound
])  # fmt: skip
def test_address_that_is_not_out_on_the_internet(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "0.0.0.0", "::", "224.0.0.1", "::ffff:169.254.169.254"],  # noqa: S104 - judged, not bound
)
def test_address_that_no_administrators_word_admits(text: str) -> None:
    assert not is_admissible(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["127.0.0.1", "::1", "192.168.1.9", "fd00::1", "100.64.0.1"])
def test_address_at_home_that_an_administrator_may_name(text: str) -> None:
    assert is_admissible(ipaddress.ip_address(text))


@pytest.mark.parametrize("url", [
    "https://127.0.0.1/", "https://0x7f.1/", "https://2130706433/", "https://[::1]/", "https://[::ffff:7f00:1]/",
    "https://localhost/", "https://169.254.169.254/latest/meta-data/",
])  # fmt: skip
async def test_url_that_means_a_private_address_however_it_is_written(url: str) -> None:
    async with Outbound() as outbound:
        with pytest.raises((AddressRefused, CallFailed)):
            await outbound.fetch(Ask(url=url))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://x/", "http://example.org/", "https://u:p@example.org/", "https://", "nothing"],
)
async def test_url_that_is_not_asked(url: str) -> None:
    async with Outbound() as outbound:
        with pytest.raises(UrlRefused):
            await outbound.fetch(Ask(url=url))


async def test_name_that_is_bound_again_gains_nothing() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked: list[str] = []

    async def resolve(host: str, _port: int) -> list[Address]:
        asked.append(host)
        return [ipaddress.ip_address(each) for each in next(answers)]

    async with Outbound(resolve=resolve) as outbound:
        for expected in (CallFailed, AddressRefused):
            with pytest.raises(expected):
                await outbound.fetch(Ask(url="https://films.example/", within=timedelta(seconds=2)))
    assert asked == ["films.example"] * 2


async def test_admitted_host_may_be_private_and_another_may_not(talker: int) -> None:
    async with Outbound() as outbound:
        answer = await outbound.fetch(Ask(url=f"http://127.0.0.1:{talker}/", private_host="127.0.0.1"))
        assert (answer.status, answer.body) == (302, b"four")
        with pytest.raises(OutboundFault):
            await outbound.fetch(Ask(url=f"http://127.0.0.2:{talker}/", private_host="127.0.0.1"))


async def test_more_than_what_is_read_is_not_read(talker: int) -> None:
    async with Outbound() as outbound:
        with pytest.raises(AnswerTooLarge):
            await outbound.fetch(Ask(url=f"http://127.0.0.1:{talker}/", private_host="127.0.0.1", at_most_bytes=3))


async def test_plain_http_to_the_internet_is_refused_for_an_admitted_host_too() -> None:
    async def resolve(_host: str, _port: int) -> list[Address]:
        return [ipaddress.ip_address("93.184.216.34")]

    async with Outbound(resolve=resolve) as outbound:
        with pytest.raises(AddressRefused):
            await outbound.fetch(Ask(url="http://auth.example/", private_host="auth.example"))


@pytest.fixture
def talker() -> Iterator[int]:
    """Lend the port of a server that sends whoever asks elsewhere."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                opened, _ = listening.accept()
            except OSError:
                return
            with opened:
                opened.recv(4096)
                opened.sendall(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/\r\ncontent-length: 4\r\n\r\nfour")

    threading.Thread(target=serve, daemon=True).start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
