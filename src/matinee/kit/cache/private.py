"""Keys made of secrets, that tell nothing of them."""

import hashlib
import secrets

_OF_THIS_PROCESS = secrets.token_bytes(32)


def private_key(secret: str) -> str:
    """Give a key for this process's memory: neither the secret, nor the hash that is stored of it."""
    encoded = secret.encode("utf-8", "surrogateescape")
    return hashlib.blake2b(encoded, key=_OF_THIS_PROCESS, digest_size=16).hexdigest()
