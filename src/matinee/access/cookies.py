"""The browser's session cookie."""

from datetime import timedelta

from matinee.access.authentication import SESSION_COOKIE


def session_cookie(token: str, lifetime: timedelta, *, over_tls: bool) -> str:
    """Give the `Set-Cookie` value. Most homes have no TLS: `Secure` is set only when the request came by it."""
    secure = "; Secure" if over_tls else ""
    seconds = int(lifetime.total_seconds())
    return f"{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"


def ended_cookie() -> str:
    """Give the `Set-Cookie` value that takes the cookie away."""
    return f"{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
