"""Makes the slice's process-wide objects, for app.py and for tests."""

from matinee.access.authenticator import Authenticator
from matinee.access.options import AccessOptions
from matinee.access.passwords import PasswordPool
from matinee.access.service.signin import SignInDesk
from matinee.kit.db import Database
from matinee.kit.resources import Resources


def provide_access(resources: Resources, options: AccessOptions) -> Authenticator:
    """Put what this slice's routes ask for into the resources, which hold a `Database`; give the authenticator."""
    database = resources.get(Database)
    passwords = PasswordPool(options)
    resources.put(options)
    resources.put(passwords)
    resources.put(SignInDesk(database, passwords, options))
    return resources.put(Authenticator(database, options))


async def close_access(resources: Resources) -> None:
    """Finish what is being written down, and stop the password threads."""
    await resources.get(Authenticator).settle()
    resources.get(PasswordPool).close()
