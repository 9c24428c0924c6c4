"""What signing in elsewhere works with."""

from dataclasses import dataclass

from matinee.access.oidc.discovery import Discovery
from matinee.access.oidc.exchange import Exchange
from matinee.access.repository import server
from matinee.access.service.desk import SignInDesk
from matinee.access.service.single_sign_on.providers import ProviderBook


@dataclass(frozen=True, slots=True)
class SignOnDesk:
    """Process-wide. No connection is held while a provider is asked."""

    sign_in: SignInDesk
    book: ProviderBook
    discovery: Discovery
    exchange: Exchange

    async def now_s(self) -> int:
        """Give the database's time: what begins on one machine may end on another."""
        async with self.sign_in.database.reading() as connection:
            return int((await server.now(connection)).timestamp())
