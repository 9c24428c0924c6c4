"""Why a call to another server gave nothing. What that server said is never part of it."""

from matinee.kit.errors import Unavailable


class OutboundFault(Unavailable):
    """Another server was not reached, or not understood."""

    code, title = "other_server_failed", "Another server did not answer as it should"


class UrlRefused(OutboundFault):
    """An address that is none, or of a scheme that is not spoken."""

    code = "other_server_refused"


class AddressRefused(OutboundFault):
    """A host whose address is not one that may be reached."""

    code = "other_server_refused"


class CallFailed(OutboundFault):
    """No connection, no TLS, no answer in time, or no HTTP."""


class CertificateNotTrusted(CallFailed):
    """A certificate that no known authority vouches for, or that is another host's, or over."""


class AnswerTooLarge(OutboundFault):
    """More bytes than are read."""
