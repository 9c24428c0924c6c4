"""Makes the slice's process-wide objects, for app.py and for tests."""

from matinee.access.authenticator import Authenticator
from matinee.access.options import AccessOptions
from matinee.access.passwords import PasswordPool
from matinee.access.service.desk import SignInDesk
from matinee.kit.cache import Caches
from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.kit.sealing import Sealer


async def open_access(resources: Resources, options: AccessOptions) -> Authenticator:
    """Make what the routes ask for, of the `Database`, the `Sealer` and the `Caches` held; give the authenticator."""
    database = resources.get(Database)
    resources.put(options)
    passwords = await resources.enter(PasswordPool(options))
    resources.put(SignInDesk(database, passwords, options, resources.get(Sealer)))
    return await resources.enter(Authenticator(database, options, resources.get(Caches)))
