"""Opaque tokens: 256 bits from the system's source, kept only as SHA-256."""

import hashlib
import secrets

KEY_PREFIX = "mt_"
"""An API key shows what it is, so that scanners of leaked secrets and people recognise it."""


def new_token() -> str:
    """Make a token of 256 random bits, safe in URLs, headers and cookies."""
    while (token := secrets.token_urlsafe(32)).startswith(KEY_PREFIX):
        pass  # one in 262,144 would be taken for a key
    return token


def new_key() -> str:
    """Make an API key: the prefix, then 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Give what is stored of a token. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
