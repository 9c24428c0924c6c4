"""What stops a request about accounts, each with what to do about it."""

from matinee.kit.errors import Conflict, Forbidden, NotFound, TooManyRequests, Unauthenticated, Unprocessable


class InvalidCredentials(Unauthenticated):
    """Name and password do not belong together; which of them is wrong is not said."""

    code, title = "invalid_credentials", "Wrong name or password"


class TotpRequired(Unauthenticated):
    """The password is right; a code of the second factor is due."""

    code, title = "totp_required", "Enter the code of your authenticator app"


class TotpWrong(Unauthenticated):
    """The password is right; the code is not, or was used before."""

    code, title = "totp_wrong", "This code is not valid"


class CodeWrong(Forbidden):
    """A code that should confirm something is not right, or was used before."""

    code, title = "totp_wrong", "This code is not valid"


class SecondFactorDue(Forbidden):
    """The account must set a second factor up before it may do anything else."""

    code, title = "second_factor_due", "Set up a second factor first"


class SecondFactorPresent(Conflict):
    """One is in force already."""

    code, title = "second_factor_present", "A second factor is set up already"


class SecondFactorMissing(Conflict):
    """None is set up."""

    code, title = "second_factor_missing", "No second factor is set up"


class SecondFactorRequired(Conflict):
    """It is asked of this account and cannot be turned off."""

    code, title = "second_factor_required", "This account needs its second factor"


class RefreshRefused(Unauthenticated):
    """A refresh token that is unknown, or was used before, or whose session ended."""

    code, title = "refresh_refused", "Sign in again"


class TooManySignIns(TooManyRequests):
    """This name or address failed often, or the queue of sign-ins is full."""

    code, title = "too_many_sign_ins", "Too many sign-ins right now"


class SetupTokenWrong(Forbidden):
    """The one-time link is not the one the console printed last."""

    code, title = "setup_token_wrong", "This setup link is not valid"


class SetupDone(Conflict):
    """The first account exists already."""

    code, title = "setup_done", "Matinee is already set up"


class NobodyYet(Conflict):
    """The first account must be an administrator's."""

    code, title = "nobody_yet", "Nobody has an account yet"


class UserNotFound(NotFound):
    """No such account."""

    code, title = "user_not_found", "There is no such user"


class SessionNotFound(NotFound):
    """No such session of this person."""

    code, title = "session_not_found", "There is no such session"


class UsernameTaken(Conflict):
    """Another account has this name (upper and lower case are one)."""

    code, title = "username_taken", "This name is taken"


class UsernameInvalid(Unprocessable):
    """The name cannot be used."""

    code, title = "username_invalid", "This name cannot be used"


class PasswordTooWeak(Unprocessable):
    """The password breaks the server's rule."""

    code, title = "password_too_weak", "Choose a stronger password"


class PasswordWrong(Forbidden):
    """The current password was not confirmed."""

    code, title = "password_wrong", "The current password is wrong"


class LibraryUnknown(Unprocessable):
    """A grant names a library that does not exist."""

    code, title = "library_unknown", "There is no such library"


class LastAdministrator(Conflict):
    """Someone must be able to run the server."""

    code, title = "last_administrator", "This is the last administrator"


class InvitationNotFound(NotFound):
    """No such invitation."""

    code, title = "invitation_not_found", "There is no such invitation"


class InvitationWrong(Forbidden):
    """The link's token is no invitation's."""

    code, title = "invitation_wrong", "This invitation is not known"


class InvitationUsedUp(Forbidden):
    """The link made as many accounts as was said."""

    code, title = "invitation_used_up", "This invitation was used"


class InvitationOver(Forbidden):
    """The link's end has come."""

    code, title = "invitation_over", "This invitation is over"


class InvitationWithdrawn(Forbidden):
    """Somebody withdrew the link, or who made it may no longer invite."""

    code, title = "invitation_withdrawn", "This invitation was withdrawn"


class RegistrationClosed(Forbidden):
    """Accounts are made by administrators and by invitations only."""

    code, title = "registration_closed", "Nobody can register here"


class TimeZoneUnknown(Unprocessable):
    """A time zone that is none."""

    code, title = "time_zone_unknown", "There is no such time zone"


class KeyNotFound(NotFound):
    """No such API key of this person."""

    code, title = "api_key_not_found", "There is no such API key"


class ScopeBeyond(Forbidden):
    """A key would hold what its maker does not."""

    code, title = "scope_beyond_maker", "A key cannot hold more than you do"


class TooManyKeys(Conflict):
    """More keys than anyone uses."""

    code, title = "too_many_api_keys", "There are too many API keys"


class EndsInThePast(Unprocessable):
    """An end that is over, or of an unknown time zone."""

    code, title = "ends_in_the_past", "This end is not possible"


class CrossOrigin(Forbidden):
    """A browser sent this from another site."""

    code, title = "cross_origin", "Sent from another site"


class CsrfTokenWrong(Forbidden):
    """A browser session's unsafe request without its token."""

    code, title = "csrf_token_wrong", "The page is out of date"
