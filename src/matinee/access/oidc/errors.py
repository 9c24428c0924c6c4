"""Why signing in elsewhere did not work. What the provider said is not repeated, except for its error's own code."""

from matinee.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class ProviderUnknown(NotFound):
    """No such provider, or it is switched off."""

    code, title = "oidc_provider_not_found", "There is no such sign-in provider"


class ProviderTaken(Conflict):
    """The id is in use."""

    code, title = "oidc_provider_taken", "There is a provider with this id already"


class ProviderFixed(Conflict):
    """It is set in the settings."""

    code, title = "oidc_provider_fixed", "This provider is set in the server's settings"


class ProviderWrong(Invalid):
    """What was entered cannot work."""

    code, title = "oidc_provider_wrong", "This provider cannot work so"


class ProviderFailed(Unavailable):
    """The provider does not answer, or not as it must."""

    code, title = "oidc_provider_failed", "The sign-in provider does not answer as it should"


class ReturnRefused(Invalid):
    """Where to go afterwards is not a page of this server."""

    code, title = "oidc_return_refused", "This is not a page of Matinee"


class TripLost(Forbidden):
    """The browser did not start this sign-in, or too long ago, or another one since."""

    code, title = "oidc_start_again", "Start the sign-in again"


class ProviderRefused(Forbidden):
    """The provider sent the person back without a sign-in."""

    code, title = "oidc_refused_there", "The provider did not sign you in"


class AnswerRefused(Forbidden):
    """What the provider answered does not prove who this is."""

    code, title = "oidc_answer_refused", "The provider's answer was not accepted"


class NotLinked(Forbidden):
    """Nobody here is linked to this person, and no account is made."""

    code, title = "oidc_not_linked", "No account here belongs to you"


class NameTaken(Conflict):
    """An account would be made whose name somebody has: it is not linked by name, nor by mail."""

    code, title = "oidc_name_taken", "Somebody here has this name"


class NotAdmitted(Forbidden):
    """The account is disabled."""

    code, title = "oidc_account_disabled", "This account is switched off"


class LinkedElsewhere(Conflict):
    """The person at the provider belongs to another account."""

    code, title = "oidc_linked_elsewhere", "This is linked to another account already"


class LinkNotFound(NotFound):
    """No such link of this person."""

    code, title = "oidc_link_not_found", "There is no such link"


class LastWayIn(Conflict):
    """Nobody could sign in to the account any more."""

    code, title = "oidc_last_way_in", "This is your only way in"
