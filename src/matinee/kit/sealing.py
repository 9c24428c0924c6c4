"""Secrets that must be read again (a second factor's, another server's), encrypted where they are kept."""

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from matinee.kit.errors import Unavailable
from matinee.kit.secret import Secret

KEY_FILE = "secret.key"
_FORM = b"\x01"
_ID_BYTES, _NONCE_BYTES = 8, 12
_HEAD_BYTES = len(_FORM) + _ID_BYTES
_NONCE_END = _HEAD_BYTES + _NONCE_BYTES


class SealedElsewhere(Unavailable):
    """Encrypted with another key, or not ours at all."""

    code, title = "sealed_elsewhere", "This server cannot read a secret it keeps"

    def __init__(self) -> None:
        super().__init__(
            f"It was encrypted with another key. Put the {KEY_FILE} that belongs to this data back into the data "
            "folder (or set MATINEE_SECRET_KEY to it) and start Matinee again, or enter the secret anew."
        )


class Sealer:
    """Seals with AES-256-GCM under a random nonce. What a secret belongs to is bound in: it opens nowhere else."""

    def __init__(self, key: Secret) -> None:
        text = key.reveal().strip().encode()
        self._cipher = AESGCM(hashlib.blake2b(text, digest_size=32, person=b"matinee seal").digest())
        self.key_id = hashlib.blake2b(text, digest_size=_ID_BYTES, person=b"matinee seal id").digest()
        """Tells keys apart without telling anything of the key."""

    def seal(self, secret: bytes, belongs_to: str) -> bytes:
        """Encrypt a secret for a place such as `account:<id>:totp`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        head = _FORM + self.key_id
        return head + nonce + self._cipher.encrypt(nonce, secret, head + belongs_to.encode())

    def unseal(self, sealed: bytes, belongs_to: str) -> bytes:
        """Decrypt what `seal` gave for the same place; `SealedElsewhere` for anything else."""
        head, nonce, content = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:_NONCE_END], sealed[_NONCE_END:]
        if head != _FORM + self.key_id or not content:
            raise SealedElsewhere
        try:
            return self._cipher.decrypt(nonce, content, head + belongs_to.encode())
        except InvalidTag:
            raise SealedElsewhere from None


def key_in_folder(folder: Path) -> Secret:
    """Read the key of a data folder; made on the first call, for the owner only. Two processes agree on one."""
    file = folder / KEY_FILE
    if not file.exists():
        _make_key(file)
    return Secret(file.read_text(encoding="ascii"))


def _make_key(file: Path) -> None:
    """Write a key whole and link it to its name: whoever comes second keeps the first one's."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(6)}.tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_urlsafe(32) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        try:
            os.link(beside, file)
        except FileExistsError:
            return
    finally:
        beside.unlink()
