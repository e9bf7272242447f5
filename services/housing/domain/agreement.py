"""The cohabitation agreement (patto di coabitazione): every adult signs its current version before entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.housing.commands import DraftAgreement, SignAgreement
from services.housing.domain.dwelling import Dwelling, Unit, UnknownDwelling, UnknownUnit
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.events import AgreementDrafted, AgreementSigned
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, RuleBroken, Unknown


class UnknownAgreement(Unknown):
    """The household has no such agreement."""


class VersionTaken(RuleBroken):
    """Each draft of an agreement on a place has a version of its own."""


class AgreementSuperseded(RuleBroken):
    """A newer version of the agreement was drafted; that one is to be signed."""


class AgreementAlreadySigned(RuleBroken):
    """The person has signed this version before."""


class SignatoryMustBeAdult(RuleBroken):
    """An agreement is signed by the adults of the household."""


class AgreementNotSigned(RuleBroken):
    """Every adult of the household signs the current version of the cohabitation agreement before entry."""


@dataclass(frozen=True)
class Agreements:
    """The drafts of a household, oldest first, and who signed which when."""

    drafts: Mapping[UUID, AgreementDrafted] = field(default_factory=dict)
    signed: Mapping[tuple[UUID, UUID], date] = field(default_factory=dict)

    def current(self, dwelling: UUID, unit: UUID | None) -> UUID | None:
        """The newest draft that covers the place: on the unit itself, or on its whole dwelling."""
        covers = [d.agreement for d in self.drafts.values() if d.dwelling == dwelling and d.unit in (None, unit)]
        return covers[-1] if covers else None

    def unsigned(self, signers: tuple[UUID, ...], dwelling: UUID, unit: UUID, day: date) -> tuple[UUID, ...]:
        """Who has not signed the current version on that day."""
        current = self.current(dwelling, unit)
        signed = {person for (draft, person), on in self.signed.items() if draft == current and on <= day}
        return tuple(person for person in signers if person not in signed)


def draft(
    agreements: Agreements, name: UUID, ask: DraftAgreement, household: Household, place: tuple[Dwelling, Unit]
) -> Iterator[Event | RuleBroken]:
    """Drafted again, a new version takes the place of the old one and is signed anew."""
    dwelling, unit = place
    if ask.dwelling and not dwelling.agencies:
        raise UnknownDwelling("dwelling", dwelling=ask.dwelling)
    where = ask.dwelling or unit.dwelling
    if where is None:
        raise UnknownUnit("unit", unit=ask.unit)
    if household.head is None:
        raise UnknownHousehold("household")
    if (where, ask.unit, ask.version) in {(d.dwelling, d.unit, d.version) for d in agreements.drafts.values()}:
        raise VersionTaken("version", version=ask.version)
    yield AgreementDrafted(
        agreement=name, household=ask.household, head=household.head, dwelling=where, unit=ask.unit,
        version=ask.version, rules=ask.rules,
    )  # fmt: skip


def sign(agreements: Agreements, ask: SignAgreement, household: Household, today: date) -> Iterator[Event | RuleBroken]:
    """Each adult signs for themselves, once."""
    drafted = agreements.drafts.get(ask.agreement)
    if drafted is None:
        raise UnknownAgreement("agreement", agreement=ask.agreement)
    if (ask.agreement, ask.person) in agreements.signed:
        raise AgreementAlreadySigned("person", person=ask.person)
    if ask.signed > today:
        raise InTheFuture("signed")
    if ask.person not in household.members_on(ask.signed):
        yield NotAMember("person", person=ask.person)
    elif ask.person not in household.signers_on(ask.signed):
        yield SignatoryMustBeAdult("person", person=ask.person)
    current = agreements.current(drafted.dwelling, drafted.unit)
    if current != ask.agreement:
        yield AgreementSuperseded("agreement", current=current)
    yield AgreementSigned(
        agreement=ask.agreement, household=ask.household, person=ask.person, version=drafted.version, signed=ask.signed
    )


def evolve(agreements: Agreements, fact: Recorded) -> Agreements:
    """Drafted, signed."""
    match fact.event:
        case AgreementDrafted() as drafted:
            return replace(agreements, drafts={**agreements.drafts, drafted.agreement: drafted})
        case AgreementSigned(agreement=agreement, person=person, signed=day):
            return replace(agreements, signed={**agreements.signed, (agreement, person): day})
        case _:
            return agreements
