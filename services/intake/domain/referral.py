"""Referrals: an agency asks another to help a family; the one that was asked answers, the one that asked may take it back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.intake.commands import AcceptReferral, CompleteReferral, ReferToAgency, RejectReferral, RevokeReferral
from services.intake.domain.case import Case, takes_new_work
from services.intake.domain.consent import Consents
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.domain.service_log import UnknownServiceCode
from services.intake.events import ReferralAccepted, ReferralCompleted, ReferralRejected, ReferralRevoked, ReferralSent
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Unknown


class UnknownReferral(Unknown):
    """There is no such referral, or your agency neither sent nor received it."""


class ReferralToOneself(Malformed):
    """A family is referred to another agency."""


class GroundNeedsReason(Malformed):
    """Referring a family without its consent needs a reason."""


class NoConsentToShare(RuleBroken):
    """No live consent of the family names the receiver, and no other ground was recorded."""


class AlreadyReferred(RuleBroken):
    """The family is referred to this agency for this purpose already."""


class NotTheReceiver(NotAllowed):
    """Only the agency that a family was referred to answers the referral."""


class NotTheSender(NotAllowed):
    """Only the agency that sent a referral, or that has the family in charge now, takes it back."""


class ReferralAnswered(RuleBroken):
    """The referral was accepted or rejected before."""


class ReferralNotAccepted(RuleBroken):
    """Only an accepted referral can be completed."""


class ReferralOver(RuleBroken):
    """The referral has ended: it was completed, rejected or revoked."""


Stage = Literal["sent", "accepted", "over"]


@dataclass(frozen=True)
class Referral:
    """What was asked, and how it stands. `until` is the last day of the consent an acceptance rests on."""

    sent: ReferralSent
    stage: Stage = "sent"
    until: date | None = None


@dataclass(frozen=True)
class Referrals:
    """All referrals of a household."""

    known: Mapping[UUID, Referral] = field(default_factory=dict)

    def open_to(self, agency: str, day: date) -> bool:
        """Whether a referral that the agency accepted opens the household's file to it."""
        return any(
            one.stage == "accepted" and one.sent.receiver == agency and (one.until is None or day <= one.until)
            for one in self.known.values()
        )

    def involve(self, agency: str) -> bool:
        """Whether the agency sent or received any of them."""
        return any(agency in (one.sent.sender, one.sent.receiver) for one in self.known.values())


def refer(
    referrals: Referrals, name: UUID, ask: ReferToAgency, sender: str, head: UUID, day: date,
    *, receiver: Agency, case: Case, consents: Consents, codes: Collection[str],
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """With a consent that names the receiver; without one, on another ground and with a reason."""
    if receiver.name is None:
        raise UnknownAgency("receiver", agency=ask.receiver)
    if ask.receiver == sender:
        raise ReferralToOneself("receiver")
    if ask.code is not None and ask.code not in codes:
        raise UnknownServiceCode("code", code=ask.code)
    if ask.ground and not ask.reason:
        raise GroundNeedsReason("reason")
    yield from takes_new_work(case)
    yield from _asked_once(referrals, ask)
    consent = None if ask.ground else ask.consent or consents.naming(ask.receiver, day)
    if not ask.ground and not (consent and consents.live(consent, ask.receiver, day)):
        raise NoConsentToShare("consent", receiver=ask.receiver)
    yield ReferralSent(
        referral=name, household=ask.household, head=head, sender=sender, receiver=ask.receiver, purpose=ask.purpose,
        code=ask.code, ground=ask.ground or "consent", consent=consent, reason=ask.reason,
    )  # fmt: skip


def accept(
    referrals: Referrals, ask: AcceptReferral, agency: str, day: date, *, case: Case, consents: Consents
) -> Iterator[Event | RuleBroken]:
    """The consent must still live; the file is open to the receiver no longer than it does."""
    one = _to_answer(referrals, ask.referral, agency)
    yield from takes_new_work(case)
    consent = one.sent.consent
    if consent and not consents.live(consent, agency, day):
        raise NoConsentToShare("referral", receiver=agency)
    yield ReferralAccepted(
        referral=ask.referral, household=ask.household, head=one.sent.head, receiver=agency,
        purpose=one.sent.purpose, until=consents.expires[consent] if consent else None,
    )  # fmt: skip


def reject(referrals: Referrals, ask: RejectReferral, agency: str) -> Iterator[Event | RuleBroken]:
    """The receiver says why it cannot help."""
    one = _to_answer(referrals, ask.referral, agency)
    yield ReferralRejected(
        referral=ask.referral, household=ask.household, head=one.sent.head, receiver=agency, purpose=one.sent.purpose,
        reason=ask.reason,
    )  # fmt: skip


def complete(referrals: Referrals, ask: CompleteReferral, agency: str) -> Iterator[Event | RuleBroken]:
    """Only what was accepted can be completed, by who accepted it."""
    one = _received(referrals, ask.referral, agency)
    if one.stage == "sent":
        raise ReferralNotAccepted("referral")
    yield ReferralCompleted(
        referral=ask.referral, household=ask.household, head=one.sent.head, receiver=agency, purpose=one.sent.purpose,
        note=ask.note,
    )  # fmt: skip


def revoke(referrals: Referrals, ask: RevokeReferral, agency: str, *, case: Case) -> Iterator[Event | RuleBroken]:
    """The sender takes it back while it is open; after a transfer, so may who has the family in charge."""
    one = _known(referrals, ask.referral, agency, case.agency)
    if agency not in (one.sent.sender, case.agency):
        raise NotTheSender("referral")
    yield _revoked(_open(one), ask.reason)


def end_without_consent(referrals: Referrals, consent: UUID) -> Iterator[Event]:
    """A consent taken back ends what rests on it: nothing is shared any longer by these referrals."""
    for one in referrals.known.values():
        if one.sent.consent == consent and one.stage != "over":
            yield _revoked(one, None)


def _revoked(one: Referral, reason: str | None) -> ReferralRevoked:
    sent = one.sent
    return ReferralRevoked(
        referral=sent.referral, household=sent.household, head=sent.head, receiver=sent.receiver, purpose=sent.purpose,
        reason=reason,
    )  # fmt: skip


def _asked_once(referrals: Referrals, ask: ReferToAgency) -> Iterator[RuleBroken]:
    for name, one in referrals.known.items():
        if one.stage != "over" and (one.sent.receiver, one.sent.purpose) == (ask.receiver, ask.purpose):
            yield AlreadyReferred("receiver", referral=name)


def _known(referrals: Referrals, name: UUID, agency: str, owner: str | None = None) -> Referral:
    one = referrals.known.get(name)
    if one is None or agency not in {one.sent.sender, one.sent.receiver, owner}:
        raise UnknownReferral("referral", referral=name)
    return one


def _open(one: Referral) -> Referral:
    if one.stage == "over":
        raise ReferralOver("referral")
    return one


def _received(referrals: Referrals, name: UUID, agency: str) -> Referral:
    one = _known(referrals, name, agency)
    if one.sent.receiver != agency:
        raise NotTheReceiver("referral")
    return _open(one)


def _to_answer(referrals: Referrals, name: UUID, agency: str) -> Referral:
    one = _received(referrals, name, agency)
    if one.stage == "accepted":
        raise ReferralAnswered("referral")
    return one


def evolve(referrals: Referrals, fact: Recorded) -> Referrals:
    """Sent, accepted, over."""
    match fact.event:
        case ReferralSent(referral=name) as sent:
            return Referrals({**referrals.known, name: Referral(sent)})
        case ReferralAccepted(referral=name, until=until) if name in referrals.known:
            return _staged(referrals, name, "accepted", until)
        case ReferralRejected(referral=name) | ReferralCompleted(referral=name) | ReferralRevoked(referral=name):
            return _staged(referrals, name, "over") if name in referrals.known else referrals
        case _:
            return referrals


def _staged(referrals: Referrals, name: UUID, stage: Stage, until: date | None = None) -> Referrals:
    return Referrals({**referrals.known, name: replace(referrals.known[name], stage=stage, until=until)})
