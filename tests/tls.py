"""TLS for the tests: a private authority, its certificates, and a reverse proxy that speaks TLS before a plain server."""

import contextlib
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import SHUT_WR, create_connection, socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import override
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = dt.timedelta(days=1)
_PIECE = 64 * 1024
_SIGNS = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """An authority that no system knows. `file` is what a setting names; `trusted` is for a client that believes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority at home")])
        self._certificate = (
            self._begun(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_SIGNS, critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = folder / "authority.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        self.trusted = ssl.create_default_context(cafile=str(self.file))

    def server_context(self, host: str) -> ssl.SSLContext:
        """Vouch for a host; give what its server speaks TLS with."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        both = self._folder / f"{host}.pem"
        plain = serialization.NoEncryption()
        both.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(both)
        return context

    def _begun(self, name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = dt.datetime.now(dt.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


class Front(ThreadingTCPServer):
    """A reverse proxy: TLS before it, plain HTTP behind it, one request a connection; it says whom it speaks for."""

    daemon_threads = True
    host = "localhost"

    def __init__(self, authority: Authority) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.context = authority.server_context(self.host)
        self.behind = ("127.0.0.1", 0)

    @property
    def url(self) -> str:
        return f"https://{self.host}:{self.server_address[1]}"

    def lead_to(self, url: str) -> None:
        """Set which server is behind it."""
        self.behind = ("127.0.0.1", urlsplit(url).port or 80)

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that does not trust the certificate hangs up: that is its answer."""


class _Passing(StreamRequestHandler):
    server: Front

    @override
    def setup(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    @override
    def handle(self) -> None:
        lines = list(iter(self.rfile.readline, b"\r\n"))
        if not lines or b"" in lines:
            return
        host = self.server.url.removeprefix("https://")
        told = f"X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: {host}\r\n"
        kept = [each for each in lines if not each.lower().startswith((b"connection:", b"x-forwarded-"))]
        length = next((int(each[15:]) for each in lines if each.lower().startswith(b"content-length:")), 0)
        with create_connection(self.server.behind, 60) as behind:
            behind.sendall(b"".join(kept) + told.encode() + b"Connection: close\r\n\r\n" + self.rfile.read(length))
            self._give_back(behind)

    def _give_back(self, behind: socket) -> None:
        while piece := behind.recv(_PIECE):
            self.wfile.write(piece)
        with contextlib.suppress(OSError):
            self.request.shutdown(SHUT_WR)


@contextmanager
def tls_front(authority: Authority) -> Iterator[Front]:
    """Run a reverse proxy until the block ends; `lead_to` says before what."""
    with Front(authority) as front:
        thread = threading.Thread(target=front.serve_forever, daemon=True)
        thread.start()
        try:
            yield front
        finally:
            front.shutdown()
            thread.join()
