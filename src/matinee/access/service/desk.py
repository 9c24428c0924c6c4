"""What signing in and proving oneself again work with."""

from dataclasses import dataclass

from matinee.access.options import AccessOptions
from matinee.access.passwords import PasswordPool
from matinee.kit.db import Database
from matinee.kit.sealing import Sealer


@dataclass(frozen=True, slots=True)
class SignInDesk:
    """Process-wide. These services open their own transactions: a failure is counted although the request ends."""

    database: Database
    passwords: PasswordPool
    options: AccessOptions
    sealer: Sealer
