"""Servers at home whose certificates a private authority signed (`MATINEE_CA_FILE`)."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import override

import pytest

from matinee.kit.outbound import AddressRefused, Ask, CertificateNotTrusted, Outbound
from tests.tls import Authority, tls_front


class _Greeting(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def address(authority: Authority) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Greeting) as plain, tls_front(authority) as front:
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        front.lead_to(f"http://127.0.0.1:{plain.server_address[1]}")
        yield f"{front.url}/"
        plain.shutdown()


async def test_certificate_of_a_private_authority_is_trusted_with_its_file(authority: Authority, address: str) -> None:
    async with Outbound(ca_file=authority.file) as outbound:
        assert (await outbound.fetch(Ask(url=address, private_host="localhost"))).body == b"hello"


async def test_without_the_file_it_is_refused_and_the_remedy_named(address: str) -> None:
    async with Outbound() as outbound:
        with pytest.raises(CertificateNotTrusted, match=r"not trusted.*MATINEE_CA_FILE"):
            await outbound.fetch(Ask(url=address, private_host="localhost"))


async def test_certificate_of_another_host_is_refused(authority: Authority, address: str) -> None:
    other = address.replace("localhost", "127.0.0.1")
    async with Outbound(ca_file=authority.file) as outbound:
        with pytest.raises(CertificateNotTrusted, match="mismatch"):
            await outbound.fetch(Ask(url=other, private_host="127.0.0.1"))


async def test_h10_trusted_certificate_admits_no_private_host_that_nobody_named(
    authority: Authority, address: str
) -> None:
    async with Outbound(ca_file=authority.file) as outbound:
        assert (await outbound.fetch(Ask(url=address, private_host="localhost"))).is_ok
        for admitted in (None, "elsewhere.example", "127.0.0.1"):
            with pytest.raises(AddressRefused):
                await outbound.fetch(Ask(url=address, private_host=admitted))
