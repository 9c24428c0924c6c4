"""Codes of authenticator apps (RFC 6238, as all of them do it: SHA-1, 30 s, 6 digits), and recovery codes."""

import hmac
import secrets
import unicodedata
from io import BytesIO

from pyotp import random_base32
from pyotp.totp import TOTP

from matinee.access.tokens import token_hash

STEP_S = 30
TOLERANCE = 1
"""Steps before and after: a phone's clock may be half a minute off (RFC 6238 §5.2)."""
ISSUER = "Matinee"
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the letters and digits that are mistaken for each other on paper."""
_GROUPS, _GROUP_LENGTH = 4, 4
_DIGITS = 6


def new_secret() -> str:
    """Make a secret of 160 random bits, in the base32 that people can also type."""
    return random_base32()


def otpauth_uri(secret: str, username: str) -> str:
    """Give the address that an authenticator app reads."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def qr_svg(uri: str) -> str:
    """Draw an address as a QR code: no other server ever sees it."""
    import segno  # noqa: PLC0415 - 1 MB that few processes ever need

    drawn = BytesIO()
    code = segno.make(uri, error="m", micro=False)
    code.save(drawn, kind="svg", xmldecl=False, border=2, omitsize=True, dark="#000", light="#fff")
    return drawn.getvalue().decode()


def matching_step(secret: str, code: str, now_s: float, after: int | None) -> int | None:
    """Give the time step whose code this is, within the tolerance and after the last one taken; None otherwise."""
    typed = _typed(code)
    totp, present = TOTP(secret), int(now_s) // STEP_S
    fitting = [
        step
        for step in range(present - TOLERANCE, present + TOLERANCE + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode())
    ]
    return next((step for step in fitting if after is None or step > after), None)


def looks_like_totp(code: str) -> bool:
    """Tell a code of an app from a recovery code."""
    typed = _typed(code)
    return len(typed) == _DIGITS and typed.isascii() and typed.isdigit()


def new_recovery_codes() -> list[str]:
    """Make the codes to print: 79 random bits each, so that a plain hash keeps them."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> bytes:
    """Give what is stored of a recovery code, however it is typed."""
    return token_hash("recovery:" + _typed(code).lower().replace("-", ""))


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH))


def _typed(code: str) -> str:
    return "".join(unicodedata.normalize("NFKC", code).split())
