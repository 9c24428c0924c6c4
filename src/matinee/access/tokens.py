"""Opaque tokens: 256 bits from the system's source, kept only as SHA-256."""

import hashlib
import secrets

KEY_PREFIX = "mt_"
"""An API key shows what it is, so that scanners of leaked secrets and people recognise it."""


def new_token() -> str:
    """Make a token of 256 random bits, safe in URLs, headers and cookies."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Give what is stored of a token. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
