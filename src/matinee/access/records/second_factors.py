"""Second factors, as their owners set them up."""

import msgspec


class TotpState(msgspec.Struct, frozen=True):
    """Whether an authenticator app is in force, and what is left for its loss."""

    enabled: bool
    recovery_codes_left: int


class NewTotp(msgspec.Struct, frozen=True):
    """A secret for an authenticator app, shown this once."""

    secret: str
    """For typing it in."""
    uri: str
    qr_svg: str
    """The same address as a picture, drawn here."""


class RecoveryCodes(msgspec.Struct, frozen=True):
    """Codes for the day the device is lost, shown this once; each counts once."""

    recovery_codes: list[str]
