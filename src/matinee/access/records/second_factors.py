"""Second factors, as their owners set them up."""

import msgspec

from matinee.access.policy import Role


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


class SecondFactorPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Of whom a second factor is asked."""

    roles: list[Role]
    """Everybody of these roles needs one."""
    everybody: bool
    """The server's settings ask one of everybody, whatever is decided here."""
    without: dict[Role, int]
    """Accounts in use that have none, by role."""


class SecondFactorPolicyBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of which roles a second factor is asked from now on."""

    roles: list[Role]
