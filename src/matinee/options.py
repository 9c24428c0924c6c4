"""What the slices are told of the settings: they never read them themselves."""

from matinee.access import AccessOptions
from matinee.settings import Settings


def access_options(settings: Settings) -> AccessOptions:
    """Give what an operator set about accounts."""
    sessions, accounts = settings.sessions, settings.accounts
    return AccessOptions(
        session_idle=sessions.idle,
        session_lifetime=sessions.lifetime,
        access_token_lifetime=sessions.renewal,
        sessions_per_user=sessions.per_person,
        registration=accounts.registration,
        second_factor_required=accounts.second_factor_required,
        password_minimum_length=accounts.password_length,
        password_workers=accounts.sign_ins_at_once,
        password_queue=accounts.sign_ins_waiting,
        public_url=settings.public_url and settings.public_url.rstrip("/"),
    )
