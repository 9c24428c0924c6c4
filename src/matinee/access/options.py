"""What an operator may set about accounts. The settings tree carries one of these."""

from datetime import timedelta

import msgspec

from matinee.access.records.single_sign_on import Provider
from matinee.kit.secret import Secret


class ConfiguredProvider(msgspec.Struct, frozen=True):
    """A provider of single sign-on that the settings hold."""

    provider: Provider
    secret: Secret | None


class AccessOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lives of sessions, strength of passwords, and how much sign-in work the server does at once."""

    session_idle: timedelta = timedelta(days=60)
    """A session not used for this long ends."""
    session_lifetime: timedelta = timedelta(days=365)
    """A session ends this long after its sign-in, used or not."""
    sessions_per_user: int = 60
    """Beyond this many, the session longest unseen ends."""
    access_token_lifetime: timedelta = timedelta(hours=1)
    """Life of the short token of a client that asked for refresh tokens."""
    refresh_grace: timedelta = timedelta(seconds=30)
    """Within this time, a used refresh token gives the same successor (two tabs, a lost answer)."""
    password_minimum_length: int = 8
    password_memory_kib: int = 19456
    """Argon2id memory a sign-in (OWASP's floor: 19 MiB with two passes)."""
    password_passes: int = 2
    password_workers: int = 2
    """Sign-ins computed at once: memory is at most this many times `password_memory_kib`."""
    password_queue: int = 48
    """Sign-ins that may wait; those beyond are answered 429."""
    account_failures: int = 10
    """Failed sign-ins for one name before it waits."""
    address_failures: int = 50
    """Failed sign-ins from one address before it waits."""
    failure_window: timedelta = timedelta(minutes=15)
    """Failures older than this are forgotten."""
    longest_wait: timedelta = timedelta(minutes=15)
    """A wait starts at 15 s and doubles up to this."""
    second_factor_required: bool = False
    """Every account needs a second factor (an administrator may also require it of single accounts)."""
    registration: bool = False
    """Whether anybody may make an account; it sees no library until it is granted one."""
    public_url: str | None = None
    """How people reach this server, for links; None: as the request that asks for one did."""
    providers: tuple[ConfiguredProvider, ...] = ()
    """Providers of single sign-on that administrators cannot change."""
    journal_retention: timedelta = timedelta(days=90)
