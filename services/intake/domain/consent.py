"""Consents: what lets another agency see a family's file, for a purpose and until a date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.intake.commands import GiveConsent, WithdrawConsent
from services.intake.domain.household import Household, NotAMember
from services.intake.domain.person import Person
from services.intake.events import ConsentGiven, ConsentWithdrawn
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown


class UnknownConsent(Unknown):
    """The household has given no such consent."""


class ConsentAlreadyWithdrawn(RuleBroken):
    """The consent was withdrawn before."""


class ConsentExpired(RuleBroken):
    """A consent ends after the day it is given."""


class SignatoryMustBeAdult(RuleBroken):
    """A consent is signed by an adult."""


@dataclass(frozen=True)
class Consents:
    """All consents of a household."""

    given: Mapping[UUID, ConsentGiven] = field(default_factory=dict)
    withdrawn: frozenset[UUID] = frozenset()

    def shared_with(self, agency: str, day: date) -> bool:
        """Whether a live consent names the agency on that day."""
        return any(
            agency in consent.recipients and day <= consent.expires and name not in self.withdrawn
            for name, consent in self.given.items()
        )


def give(household: Household, consent: UUID, ask: GiveConsent, day: date, signatory: Person) -> Iterator[Event | RuleBroken]:
    """An adult of the household signs."""
    if ask.signatory not in household.everyone:
        raise NotAMember("signatory", person=ask.signatory)
    if signatory.adult_on(day) is False:
        yield SignatoryMustBeAdult("signatory", person=ask.signatory)
    if ask.expires <= day:
        yield ConsentExpired("expires")
    yield ConsentGiven(
        consent=consent, household=ask.household, purpose=ask.purpose, recipients=ask.recipients,
        expires=ask.expires, signatory=ask.signatory,
    )  # fmt: skip


def withdraw(consents: Consents, ask: WithdrawConsent) -> Iterator[Event | RuleBroken]:
    """Withdrawing stops new sharing (GDPR art. 7(3)); it is not retroactive."""
    consent = consents.given.get(ask.consent)
    if consent is None:
        raise UnknownConsent("consent", consent=ask.consent)
    if ask.consent in consents.withdrawn:
        raise ConsentAlreadyWithdrawn("consent", consent=ask.consent)
    yield ConsentWithdrawn(
        consent=ask.consent, household=ask.household, signatory=consent.signatory,
        recipients=consent.recipients, reason=ask.reason,
    )  # fmt: skip


def evolve(consents: Consents, fact: Recorded) -> Consents:
    """Given, withdrawn."""
    match fact.event:
        case ConsentGiven() as given:
            return replace(consents, given={**consents.given, given.consent: given})
        case ConsentWithdrawn(consent=name):
            return replace(consents, withdrawn=consents.withdrawn | {name})
        case _:
            return consents
