"""What may be guessed at, and how often before whoever guesses has to wait."""

import hashlib
import ipaddress
import math
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.access.errors import TooManySignIns
from matinee.access.options import AccessOptions
from matinee.access.repository import throttles
from matinee.kit.db import Connection

_IPV6_HOME = 64
"""One home or machine owns a whole /64 of IPv6: its addresses count as one."""
_HOUR = timedelta(hours=1)
_ACCOUNTS_AN_HOUR = 10
_CODE_FAILURES = 5
_CODE_WINDOW = timedelta(days=7)
_LONGEST_CODE_WAIT = timedelta(hours=1)
"""Three of a million codes are right at any time: at one guess an hour, a year finds one with a chance of 3 %."""


class Guessed(msgspec.Struct, frozen=True):
    """One thing that is guessed at: failures beyond `allowed` wait, twice as long each time."""

    key: bytes
    allowed: int
    window: timedelta
    longest: timedelta


def name_guessed(options: AccessOptions, folded_name: str) -> Guessed:
    """Count the passwords tried for a name, from wherever."""
    key = _key("name", folded_name)
    return Guessed(key, options.account_failures, options.failure_window, options.longest_wait)


def address_guessed(options: AccessOptions, address: str | None) -> Guessed:
    """Count the passwords tried from an address, for whatever name."""
    key = _key("address", _neighbourhood(address))
    return Guessed(key, options.address_failures, options.failure_window, options.longest_wait)


def password_confirmed(options: AccessOptions, account_id: UUID) -> Guessed:
    """Count the wrong confirmations of a signed-in person: a stolen session must not find the password."""
    key = _key("confirmation", str(account_id))
    return Guessed(key, options.account_failures, options.failure_window, options.longest_wait)


def code_guessed(account_id: UUID) -> Guessed:
    """Count the wrong codes of a second factor; only who has the password comes this far."""
    return Guessed(_key("code", str(account_id)), _CODE_FAILURES, _CODE_WINDOW, _LONGEST_CODE_WAIT)


def registered(address: str | None) -> Guessed:
    """Count the accounts made from an address where anybody may make one."""
    return Guessed(_key("registration", _neighbourhood(address)), _ACCOUNTS_AN_HOUR, _HOUR, _HOUR)


async def require_no_wait(tx: Connection, guessed: Sequence[Guessed]) -> None:
    """Raise `TooManySignIns` while one of these waits."""
    seconds = math.ceil(await throttles.wait_s(tx, [each.key for each in guessed]))
    if seconds > 0:
        detail = f"Too many failed tries. Try again in {seconds} seconds; signed-in devices go on working."
        raise TooManySignIns(detail, headers={"Retry-After": str(seconds)})


async def count_failure(tx: Connection, guessed: Sequence[Guessed]) -> int:
    """Count a failure of each; give the seconds that one must wait from now on (0: none)."""
    waits = [
        await throttles.fail(tx, each.key, allowed=each.allowed, window=each.window, longest=each.longest)
        for each in guessed
    ]
    return math.ceil(max(waits))


def _key(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind}:{value}".encode("utf-8", "surrogatepass")).digest()


def _neighbourhood(address: str | None) -> str:
    if address is None:
        return "local"
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed)
