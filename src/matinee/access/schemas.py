"""What clients send about accounts. Unknown fields are refused: a `role` in a profile is a mistake or an attack."""

import msgspec

from matinee.access.records import Device, Line, Secret


class SetupState(msgspec.Struct, frozen=True):
    """Whether the first account is still to be made."""

    needed: bool
    server_name: str
    version: str
    registration_open: bool
    """Whether anybody may make an account."""


class SetupBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The setup page's form."""

    token: Line
    username: Line
    password: Secret


class LoginBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The sign-in form, of browsers and of apps."""

    username: Line
    password: Secret
    totp: Line | None = None
    """A code of the authenticator app, or a recovery code."""
    device: Device | None = None
    cookie: bool = False
    """Put the token into an HttpOnly cookie instead of the answer."""
    renewable: bool = False
    """Give a short token, and a refresh token that renews it. Not together with `cookie`."""


class RefreshBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The refresh token of the last answer."""

    refresh_token: Line


class PasswordBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new password, confirmed by the current one."""

    current_password: Secret
    new_password: Secret


class PasswordConfirmation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The current password; empty for an account that has none."""

    password: Secret = ""


class CodeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the authenticator app, or a recovery code."""

    code: Line


class InvitationBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The token of an invitation's link, in a body: addresses are written into logs."""

    token: Line


class JoinBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who makes an account for themselves. What it may do is not theirs to say."""

    token: Line | None = None
    """Of an invitation's link; absent where registration is switched on."""
    username: Line
    password: Secret
    display_name: Line | None = None
    device: Device | None = None
    cookie: bool = False
    """Give the token in the HttpOnly cookie only."""
