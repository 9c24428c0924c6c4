"""Signed URLs and image tags: what a URL allows is written into it, and a keyed hash makes it unforgeable."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Protocol
from uuid import UUID

from matinee.kit.errors import Forbidden

_FORM = 1
_LAYOUT = struct.Struct(">BHB16s16s16sQ")
_MAC_BYTES = 32
_TOKEN_LENGTH = 200
_NO_BOND = UUID(int=0)


class SignatureWrong(Forbidden):
    """The URL was changed, or made for something else."""

    code = "signature_wrong"
    title = "This link is not valid"


class SignatureExpired(Forbidden):
    """The URL was valid once."""

    code = "signature_expired"
    title = "This link has expired"


class Verb(IntEnum):
    """What a signed URL is for. The numbers are in URLs: never reuse one."""

    STREAM = 1
    SUBTITLE = 2
    ATTACHMENT = 3
    DOWNLOAD = 4


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One secret with its number (1 to 65,535), which stands in each URL so that keys can be changed."""

    id: int
    secret: bytes


class SigningKeys(Protocol):
    """Where the keys are. They live in the database: they survive a restart and serve every machine."""

    def current(self) -> SigningKey:
        """Give the key to sign with."""
        ...

    def find(self, key_id: int) -> SigningKey | None:
        """Give the key of that number, unless it is unknown or retired."""
        ...


class KeyRing:
    """Keys read from the database at start; the highest number signs."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        if not keys:
            raise ValueError("there is no key to sign with")
        self._keys = {key.id: key for key in keys}
        self._newest = max(keys, key=lambda key: key.id)

    def current(self) -> SigningKey:
        """Give the newest key."""
        return self._newest

    def find(self, key_id: int) -> SigningKey | None:
        """Give the key of that number."""
        return self._keys.get(key_id)


@dataclass(frozen=True, slots=True)
class UrlGrant:
    """What a signed URL allows: one person, one thing (a file), one verb, to an end."""

    person: UUID
    subject: UUID
    verb: Verb
    ends_at: datetime
    bond: UUID = _NO_BOND
    """What the URL lives and dies with (a playback); all zeros for none."""

    @property
    def is_bound(self) -> bool:
        """Whether the URL also needs its bond alive."""
        return self.bond != _NO_BOND


def sign(keys: SigningKeys, grant: UrlGrant) -> str:
    """Make the value of `?sig=`: 128 characters that need no quoting."""
    key = keys.current()
    fields = _LAYOUT.pack(
        _FORM,
        key.id,
        grant.verb,
        grant.person.bytes,
        grant.subject.bytes,
        grant.bond.bytes,
        int(grant.ends_at.timestamp()),
    )
    return base64.urlsafe_b64encode(fields + _mac(key, fields)).rstrip(b"=").decode()


def verify(keys: SigningKeys, signature: str, *, subject: UUID, verb: Verb, now: datetime) -> UrlGrant:
    """Give what a signature allows; `SignatureWrong` unless it is ours and for this, `SignatureExpired` when over."""
    fields, mac = _taken_apart(signature)
    form, key_id, number, person, for_subject, bond, ends = _LAYOUT.unpack(fields)
    key = keys.find(key_id)
    expected = _mac(key or SigningKey(0, bytes(32)), fields)
    genuine = hmac.compare_digest(mac, expected)
    if key is None or not genuine or form != _FORM or number != verb or for_subject != subject.bytes:
        raise SignatureWrong("This link was changed, or belongs to something else. Start playing again.")
    grant = UrlGrant(UUID(bytes=person), subject, verb, datetime.fromtimestamp(ends, UTC), UUID(bytes=bond))
    if grant.ends_at <= now:
        raise SignatureExpired("This link is too old. Start playing again.")
    return grant


def image_tag(key: SigningKey, image_id: UUID, content_hash: bytes) -> str:
    """Make an image's tag: URLs with it can be kept for ever and cannot be guessed."""
    return hashlib.blake2b(image_id.bytes + content_hash, key=key.secret[:64], digest_size=12).hexdigest()


def is_image_tag(keys: Sequence[SigningKey], tag: str, image_id: UUID, content_hash: bytes) -> bool:
    """Tell whether one of our keys made this tag for this picture."""
    given = tag.encode("ascii", "replace")
    fits = [hmac.compare_digest(given, image_tag(key, image_id, content_hash).encode()) for key in keys]
    return any(fits)


def _mac(key: SigningKey, fields: bytes) -> bytes:
    return hmac.digest(key.secret, b"matinee url\0" + fields, "sha256")


def _taken_apart(signature: str) -> tuple[bytes, bytes]:
    raw = b""
    if len(signature) <= _TOKEN_LENGTH:
        with contextlib.suppress(binascii.Error, ValueError):
            raw = base64.b64decode(signature + "=" * (-len(signature) % 4), altchars=b"-_", validate=True)
    if len(raw) != _LAYOUT.size + _MAC_BYTES:
        raise SignatureWrong("This link is damaged. Start playing again.")
    return raw[: _LAYOUT.size], raw[_LAYOUT.size :]
