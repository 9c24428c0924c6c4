"""The way back from a provider: what proves that this browser left, who it is, and what follows."""

import hmac
import re
from uuid import UUID

import msgspec

from matinee.access.oidc.claims import Described, described
from matinee.access.oidc.errors import LinkedElsewhere, NotAdmitted, ProviderRefused, TripLost
from matinee.access.oidc.exchange import Proof
from matinee.access.oidc.trip import Pause, Trip, trip_of
from matinee.access.policy import Viewer
from matinee.access.records import Device
from matinee.access.records.single_sign_on import Provider
from matinee.access.repository import oidc_identities
from matinee.access.repository.oidc_identities import Identity, NewIdentity
from matinee.access.service.guessing import address_guessed, count_failure, require_no_wait
from matinee.access.service.signin import Opened
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.access.service.single_sign_on.entering import Opening, enter, follow_claims, open_for
from matinee.access.service.single_sign_on.leaving import id_token_place
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection
from matinee.kit.errors import Fault, Unavailable

_ERROR_CODE = re.compile(r"[a-z_]{1,60}")
_LONGEST_ID_TOKEN = 8192


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that a provider sent back."""

    provider_id: str
    state: str | None
    code: str | None
    error: str | None
    issuer: str | None
    """RFC 9207."""
    cookie: str | None
    device: Device
    actor: Actor
    viewer: Viewer | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: a session, a link, or a second factor that is due."""

    return_to: str
    opened: Opened | None = None
    pause: Pause | None = None


async def arrive(desk: SignOnDesk, arrival: Arrival) -> Outcome:
    """Check everything, then sign in or link. A refusal counts against the address and is written down."""
    guessed = [address_guessed(desk.sign_in.options, arrival.actor.address)]
    async with desk.sign_in.database.reading() as connection:
        await require_no_wait(connection, guessed)
    try:
        trip, provider, proof = await _proof(desk, arrival)
        return await (_linked if trip.account_id else _signed_in)(desk, arrival, trip, provider, proof)
    except Fault as fault:
        async with desk.sign_in.database.transaction() as tx:
            if not isinstance(fault, Unavailable):  # a provider that is away is nobody's guess
                await count_failure(tx, guessed)
            await tell(tx, _refusal(arrival, fault), None)
        raise


async def _proof(desk: SignOnDesk, arrival: Arrival) -> tuple[Trip, Provider, Proof]:
    now_s = await desk.now_s()
    trip = trip_of(desk.sign_in.sealer, arrival.cookie, now_s)
    if trip.provider_id != arrival.provider_id or not _equal(trip.state, arrival.state):
        raise TripLost("This browser did not begin it, or began another one since.")
    provider = await desk.book.open_one(trip.provider_id)
    endpoints = await desk.discovery.endpoints(provider)
    is_named = arrival.issuer is not None or endpoints.authorization_response_iss_parameter_supported
    if is_named and arrival.issuer != provider.issuer:
        raise ProviderRefused("The answer came from another provider than the one that was asked (RFC 9207).")
    if arrival.error is not None or not arrival.code:
        said = arrival.error if arrival.error and _ERROR_CODE.fullmatch(arrival.error) else "no code"
        raise ProviderRefused(f"{provider.name} says: {said}.")
    secret = await desk.book.secret_of(provider)
    return trip, provider, await desk.exchange.proof(provider, secret, trip, arrival.code, now_s)


async def _signed_in(desk: SignOnDesk, arrival: Arrival, trip: Trip, provider: Provider, proof: Proof) -> Outcome:
    person = described(proof.claims, provider)
    async with desk.sign_in.database.transaction() as tx:
        found = await oidc_identities.known(tx, provider.issuer, proof.subject)
        if found is None:
            found = await enter(tx, provider, proof.subject, person, arrival.actor)
        elif found.is_usable and found.follows_claims:
            await follow_claims(tx, desk.sign_in, found, person, arrival.actor)
        if not found.is_usable:
            raise NotAdmitted("Ask an administrator to switch it on again.")
        await _remember(tx, desk, found, provider, proof, person)
        if found.has_second_factor and provider.ask_second_factor:
            pause = Pause(
                provider_id=provider.id,
                identity_id=found.id,
                return_to=trip.return_to,
                began_s=await desk.now_s(),
                device=trip.device,
            )
            return Outcome(return_to=trip.return_to, pause=pause)
        how = Opening(provider.id, trip.device or arrival.device, arrival.actor, arrival.viewer)
        opened = await open_for(tx, desk.sign_in, found, how)
    return Outcome(return_to=trip.return_to, opened=opened)


async def _linked(desk: SignOnDesk, arrival: Arrival, trip: Trip, provider: Provider, proof: Proof) -> Outcome:
    """Link for the very session that asked: another person may have signed in on this browser since."""
    viewer = arrival.viewer
    if viewer is None or viewer.user_id != trip.account_id or viewer.session_id != trip.session_id:
        raise TripLost("You were signed out since. Sign in and link again.")
    person = described(proof.claims, provider)
    async with desk.sign_in.database.transaction() as tx:
        made = await oidc_identities.add(tx, _link(viewer.user_id, provider, proof, person))
        found = await oidc_identities.known(tx, provider.issuer, proof.subject)
        if found is None or found.account_id != viewer.user_id:
            raise LinkedElsewhere("Unlink it there first.")
        await _remember(tx, desk, found, provider, proof, person)
        if made is not None:
            entry = Entry(
                actor=arrival.actor,
                action="oidc.linked",
                target_kind="user",
                target_id=viewer.user_id,
                target_name=viewer.username,
                details={"provider": provider.id},
            )
            await tell(tx, entry, viewer.user_id)
    return Outcome(return_to=trip.return_to)


def _link(account_id: UUID | None, provider: Provider, proof: Proof, person: Described) -> NewIdentity:
    assert account_id is not None  # noqa: S101 - compared with the trip's
    return NewIdentity(
        account_id=account_id,
        provider_id=provider.id,
        issuer=provider.issuer,
        subject=proof.subject,
        label=person.username,
        picture=person.picture,
        follows_claims=False,
    )


async def _remember(
    tx: Connection, desk: SignOnDesk, found: Identity, provider: Provider, proof: Proof, person: Described
) -> None:
    fits = len(proof.id_token) <= _LONGEST_ID_TOKEN
    sealed = desk.sign_in.sealer.seal(proof.id_token.encode(), id_token_place(found.id)) if fits else None
    said = {"label": person.username, "picture": person.picture, "provider_id": provider.id, "id_token": sealed}
    await oidc_identities.used(tx, found.id, said)


def _refusal(arrival: Arrival, fault: Fault) -> Entry:
    return Entry(
        actor=arrival.actor,
        action="auth.login_failed",
        target_kind="oidc_provider",
        target_name=arrival.provider_id[:32],
        result="failed",
        details={"why": fault.code},
    )


def _equal(ours: str, theirs: str | None) -> bool:
    return theirs is not None and hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "surrogatepass"))
