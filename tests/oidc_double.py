"""A provider that can be made to lie, for what a certified one cannot be made to say."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "matinee", "a secret of the double"


class Liar:
    """Answers as a provider would, except for what a test sets."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.subject, self.person = "s-1", {"preferred_username": "Berta"}
        self.nonce = self.challenge = ""
        self.asked: dict[str, int] = {}
        self.lies()

    def lies(
        self,
        *,
        claims: dict[str, Any] | None = None,
        description: dict[str, Any] | None = None,
        token: Callable[[dict[str, Any]], str] | None = None,
        userinfo: dict[str, Any] | None = None,
        bodies: dict[str, tuple[int, bytes]] | None = None,
    ) -> None:
        """Say these instead of the truth; what is None in `claims` is left out."""
        self.claims, self.description, self.token = claims or {}, description or {}, token or self.signed
        self.userinfo, self.bodies = userinfo or {}, bodies or {}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def left(self, location: str) -> dict[str, str]:
        """Take in where a browser was sent; give what it was sent with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        return asked

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        self.asked[path] = self.asked.get(path, 0) + 1
        if path in self.bodies:
            return self.bodies[path]
        match path:
            case "/.well-known/openid-configuration":
                return 200, json.dumps(self._description()).encode()
            case "/keys":
                return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
            case "/token":
                return self._tokens(form)
            case "/userinfo":
                return 200, json.dumps({"sub": self.subject, **self.person, **self.userinfo}).encode()
            case _:
                return 404, b""

    def _description(self) -> dict[str, Any]:
        here = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "jwks_uri": "/keys",
            "userinfo_endpoint": "/userinfo",
        }
        told = {"issuer": self.issuer, **{name: self.issuer + path for name, path in here.items()}}
        return {**told, "authorization_response_iss_parameter_supported": True, **self.description}

    def _tokens(self, form: dict[str, str]) -> tuple[int, bytes]:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return 400, b'{"error": "invalid_grant"}'
        now = int(time.time())
        true = {"iss": self.issuer, "aud": CLIENT_ID, "sub": self.subject, "exp": now + 300, "iat": now}
        claims = {**true, "nonce": self.nonce, **self.claims}
        token = self.token({name: value for name, value in claims.items() if value is not None})
        return 200, json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": token}).encode()

    issuer: str


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(claims: dict[str, Any]) -> str:
    """Make a token of the algorithm `none`."""
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def signed_by_text(text: bytes, kid: str) -> Callable[[dict[str, Any]], str]:
    """Sign with a text that an attacker may know as if it were a shared secret."""

    def token(claims: dict[str, Any]) -> str:
        said = f"{_part({'alg': 'HS256', 'kid': kid})}.{_part(claims)}"
        mac = hmac.new(text, said.encode(), hashlib.sha256).digest()
        return f"{said}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    return token


@contextmanager
def lying_provider() -> Iterator[Liar]:
    """Run the double on a port of its own until the block ends."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say({})

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            sent = parse_qs(self.rfile.read(length).decode())
            self._say({name: values[0] for name, values in sent.items()})

        def _say(self, form: dict[str, str]) -> None:
            status, body = liar.answer(urlsplit(self.path).path, form)
            self.send_response(status)
            self.send_header("location", "/.well-known/openid-configuration")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
