"""The one HTTP client. Addresses are judged after the names were resolved, answers are read up to a bound.

    answer = await outbound.fetch(Ask(url="https://api.example.org/films"))

Only public addresses are reached, over TLS. `private_host` admits one host that an administrator named: it may have a
private address, and only there may it speak plain HTTP. Redirects are not followed, environment proxies not used.
"""

from matinee.kit.outbound.addresses import Address, is_admissible, is_public
from matinee.kit.outbound.asking import Answer, Ask
from matinee.kit.outbound.client import Outbound
from matinee.kit.outbound.errors import (
    AddressRefused,
    AnswerTooLarge,
    CallFailed,
    CertificateNotTrusted,
    OutboundFault,
    UrlRefused,
)

__all__ = [
    "Address",
    "AddressRefused",
    "Answer",
    "AnswerTooLarge",
    "Ask",
    "CallFailed",
    "CertificateNotTrusted",
    "Outbound",
    "OutboundFault",
    "UrlRefused",
    "is_admissible",
    "is_public",
]
