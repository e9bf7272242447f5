"""Consents: what lets another agency see a family's file, for a purpose and until a date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.intake.commands import ExpireConsent, GiveConsent, RenewConsent, WithdrawConsent
from services.intake.domain.household import Household, NotAMember
from services.intake.domain.person import Person
from services.intake.events import ConsentExpired, ConsentGiven, ConsentRenewed, ConsentWithdrawn
from services.kernel.event import Event, Recorded
from services.kernel.rules import NotYetDue, RuleBroken, Unknown


class UnknownConsent(Unknown):
    """The household has given no such consent."""


class ConsentAlreadyWithdrawn(RuleBroken):
    """The consent was withdrawn before."""


class ConsentEndsTooSoon(RuleBroken):
    """A consent ends after the day it is given, and a renewed one later than before."""


class ConsentHasExpired(RuleBroken):
    """An expired consent is not renewed: the family gives a new one."""


class SignatoryMustBeAdult(RuleBroken):
    """A consent is signed by an adult."""


@dataclass(frozen=True)
class Consents:
    """All consents of a household. `expires` holds the last day of each, as renewed."""

    given: Mapping[UUID, ConsentGiven] = field(default_factory=dict)
    expires: Mapping[UUID, date] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()
    expired: frozenset[UUID] = frozenset()

    def live(self, name: UUID, agency: str, day: date) -> bool:
        """Whether this consent names the agency and lives on that day."""
        return name in self.given and agency in self.given[name].recipients and self._lives(name, day)

    def naming(self, agency: str, day: date) -> UUID | None:
        """The consent that lets the agency see the file longest."""
        live = [name for name in self.given if self.live(name, agency, day)]
        return max(live, key=lambda name: (self.expires[name], name), default=None)

    def shared_with(self, agency: str, day: date) -> bool:
        """Whether a live consent names the agency on that day."""
        return self.naming(agency, day) is not None

    def _lives(self, name: UUID, day: date) -> bool:
        return day <= self.expires[name] and name not in self.withdrawn


def give(
    household: Household, consent: UUID, ask: GiveConsent, day: date, signatory: Person, *, head: UUID | None = None
) -> Iterator[Event | RuleBroken]:
    """An adult of the household signs, or its guardian; before the enrolment the `head` whom the case names."""
    yield from _signed(household, head, ask.signatory, signatory, day)
    if ask.expires <= day:
        yield ConsentEndsTooSoon("expires")
    yield ConsentGiven(
        consent=consent, household=ask.household, purpose=ask.purpose, recipients=ask.recipients, expires=ask.expires,
        signatory=ask.signatory, language=ask.language, form_version=ask.form_version,
    )  # fmt: skip


def renew(
    consents: Consents, household: Household, ask: RenewConsent, day: date, signatory: Person, *, head: UUID | None = None
) -> Iterator[Event | RuleBroken]:
    """Signed again in time, for the same purpose and the same recipients."""
    consent = _not_withdrawn(consents, ask.consent)
    yield from _signed(household, head, ask.signatory, signatory, day)
    if consents.expires[ask.consent] < day:
        yield ConsentHasExpired("consent", expires=consents.expires[ask.consent])
    if ask.expires <= max(day, consents.expires[ask.consent]):
        yield ConsentEndsTooSoon("expires")
    yield ConsentRenewed(
        consent=ask.consent, household=ask.household, recipients=consent.recipients, expires=ask.expires,
        signatory=ask.signatory, language=ask.language, form_version=ask.form_version,
    )  # fmt: skip


def withdraw(consents: Consents, ask: WithdrawConsent) -> Iterator[Event | RuleBroken]:
    """Withdrawing stops new sharing (GDPR art. 7(3)); it is not retroactive."""
    consent = _not_withdrawn(consents, ask.consent)
    yield ConsentWithdrawn(
        consent=ask.consent, household=ask.household, signatory=consent.signatory,
        recipients=consent.recipients, reason=ask.reason,
    )  # fmt: skip


def expire(consents: Consents, ask: ExpireConsent, today: date) -> Iterator[Event | RuleBroken]:
    """What the clock notes; nothing waits for it, for every decision compares the days itself."""
    consent = _known(consents, ask.consent)
    last = consents.expires[ask.consent]
    if today <= last:
        raise NotYetDue("consent", expires=last)
    if ask.consent not in consents.withdrawn | consents.expired:
        yield ConsentExpired(
            consent=ask.consent, household=ask.household, signatory=consent.signatory,
            recipients=consent.recipients, expired=last,
        )  # fmt: skip


def _signed(household: Household, head: UUID | None, who: UUID, signatory: Person, day: date) -> Iterator[RuleBroken]:
    if who not in household.signatories and (household.entry or who != head):
        raise NotAMember("signatory", person=who)
    if signatory.adult_on(day) is False:
        yield SignatoryMustBeAdult("signatory", person=who)


def _known(consents: Consents, name: UUID) -> ConsentGiven:
    if name not in consents.given:
        raise UnknownConsent("consent", consent=name)
    return consents.given[name]


def _not_withdrawn(consents: Consents, name: UUID) -> ConsentGiven:
    consent = _known(consents, name)
    if name in consents.withdrawn:
        raise ConsentAlreadyWithdrawn("consent", consent=name)
    return consent


def evolve(consents: Consents, fact: Recorded) -> Consents:
    """Given, renewed, withdrawn, expired."""
    match fact.event:
        case ConsentGiven(consent=name, expires=expires) as given:
            return replace(consents, given={**consents.given, name: given}, expires={**consents.expires, name: expires})
        case ConsentRenewed(consent=name, expires=expires):
            return replace(consents, expires={**consents.expires, name: expires})
        case ConsentWithdrawn(consent=name):
            return replace(consents, withdrawn=consents.withdrawn | {name})
        case ConsentExpired(consent=name):
            return replace(consents, expired=consents.expired | {name})
        case _:
            return consents
