"""The records of accounts that cross borders: between layers, and to clients."""

from matinee.access.records.accounts import Grants, Me, NewUser, ProfileChange, User, UserChange
from matinee.access.records.invitations import Invitation, MadeInvitation, NewInvitation, Welcome
from matinee.access.records.keys import KeyChange, KeyInfo, MadeKey, NewKey
from matinee.access.records.second_factors import (
    NewTotp,
    RecoveryCodes,
    SecondFactorPolicy,
    SecondFactorPolicyBody,
    TotpState,
)
from matinee.access.records.sessions import Device, RenewedTokens, SessionInfo, SignedIn
from matinee.access.records.texts import Line, Secret

__all__ = [
    "Device",
    "Grants",
    "Invitation",
    "KeyChange",
    "KeyInfo",
    "Line",
    "MadeInvitation",
    "MadeKey",
    "Me",
    "NewInvitation",
    "NewKey",
    "NewTotp",
    "NewUser",
    "ProfileChange",
    "RecoveryCodes",
    "RenewedTokens",
    "SecondFactorPolicy",
    "SecondFactorPolicyBody",
    "Secret",
    "SessionInfo",
    "SignedIn",
    "TotpState",
    "User",
    "UserChange",
    "Welcome",
]
