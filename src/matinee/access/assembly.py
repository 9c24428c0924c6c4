"""Makes the slice's process-wide objects, for app.py and for tests."""

from matinee.access.authenticator import Authenticator
from matinee.access.oidc.discovery import Discovery
from matinee.access.oidc.exchange import Exchange
from matinee.access.options import AccessOptions
from matinee.access.passwords import PasswordPool
from matinee.access.service.desk import SignInDesk
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.access.service.single_sign_on.providers import ProviderBook
from matinee.kit.cache import Caches
from matinee.kit.db import Database
from matinee.kit.outbound import Outbound
from matinee.kit.resources import Resources
from matinee.kit.sealing import Sealer


async def open_access(resources: Resources, options: AccessOptions) -> Authenticator:
    """Make what the routes ask for, of what is held (database, sealer, caches, client); give the authenticator."""
    database, caches, sealer = resources.get(Database), resources.get(Caches), resources.get(Sealer)
    resources.put(options)
    passwords = await resources.enter(PasswordPool(options))
    desk = resources.put(SignInDesk(database, passwords, options, sealer))
    outbound = resources.get(Outbound)
    discovery = Discovery(outbound, caches, database)
    book = ProviderBook(database, caches, options, sealer)
    resources.put(SignOnDesk(desk, book, discovery, Exchange(outbound, discovery)))
    return await resources.enter(Authenticator(database, options, caches))
