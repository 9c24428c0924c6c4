"""A signed URL allows exactly what it says, and no one else can make one."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.kit.signing import (
    KeyRing,
    SignatureExpired,
    SignatureWrong,
    SigningKey,
    UrlGrant,
    Verb,
    image_tag,
    is_image_tag,
    sign,
    verify,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEYS = KeyRing([SigningKey(1, b"a" * 32), SigningKey(2, b"b" * 32)])
GRANT = UrlGrant(uuid4(), uuid4(), Verb.STREAM, NOW + timedelta(hours=1), uuid4())
SIGNED = sign(KEYS, GRANT)


def test_a_signature_gives_back_what_was_signed() -> None:
    assert verify(KEYS, SIGNED, subject=GRANT.subject, verb=Verb.STREAM, now=NOW) == GRANT


def test_h21_not_for_another_file_or_verb_nor_later() -> None:
    with pytest.raises(SignatureWrong):
        verify(KEYS, SIGNED, subject=uuid4(), verb=Verb.STREAM, now=NOW)
    with pytest.raises(SignatureWrong):
        verify(KEYS, SIGNED, subject=GRANT.subject, verb=Verb.SUBTITLE, now=NOW)
    with pytest.raises(SignatureExpired):
        verify(KEYS, SIGNED, subject=GRANT.subject, verb=Verb.STREAM, now=NOW + timedelta(hours=2))


def test_h21_no_single_changed_bit_is_accepted() -> None:
    raw = bytearray(base64.urlsafe_b64decode(SIGNED + "=" * (-len(SIGNED) % 4)))
    for position in range(len(raw) * 8):
        raw[position // 8] ^= 1 << position % 8
        changed = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        with pytest.raises(SignatureWrong):
            verify(KEYS, changed, subject=GRANT.subject, verb=Verb.STREAM, now=NOW)
        raw[position // 8] ^= 1 << position % 8


@given(st.text(max_size=300))
def test_any_text_is_refused_and_nothing_else_happens(text: str) -> None:
    with pytest.raises(SignatureWrong):
        verify(KEYS, text, subject=GRANT.subject, verb=Verb.STREAM, now=NOW)


def test_a_key_can_be_changed_and_retired() -> None:
    old = sign(KeyRing([SigningKey(1, b"a" * 32)]), GRANT)
    assert verify(KEYS, old, subject=GRANT.subject, verb=Verb.STREAM, now=NOW) == GRANT
    with pytest.raises(SignatureWrong):
        verify(KeyRing([SigningKey(2, b"b" * 32)]), old, subject=GRANT.subject, verb=Verb.STREAM, now=NOW)
    with pytest.raises(SignatureWrong):
        verify(KeyRing([SigningKey(1, b"x" * 32)]), old, subject=GRANT.subject, verb=Verb.STREAM, now=NOW)


def test_the_signature_fits_a_url_unquoted() -> None:
    assert SIGNED.replace("-", "").replace("_", "").isalnum()
    assert len(SIGNED) <= 128


def test_image_tags() -> None:
    key, image = SigningKey(1, b"k" * 32), uuid4()
    tag = image_tag(key, image, b"content")
    assert is_image_tag([SigningKey(9, b"n" * 32), key], tag, image, b"content")
    assert not is_image_tag([key], tag, uuid4(), b"content")
    assert not is_image_tag([key], tag, image, b"other content")
    assert not is_image_tag([SigningKey(1, b"other" * 8)], tag, image, b"content")
    assert not is_image_tag([key], "ü" * 24, image, b"content")
