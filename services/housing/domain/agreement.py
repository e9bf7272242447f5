"""The cohabitation agreement (patto di coabitazione): every adult signs its current version before entry.

Each household has its own, with its signatures. Amended for a whole house, it is current only in the version of the house;
where a dwelling is shared, nobody enters before the adults of all who live there have signed that version too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from services.housing.commands import (
    AddSignatory,
    AmendAgreement,
    DraftAgreement,
    EndAgreement,
    EndPromisesAfterExit,
    ReportBreach,
    SignAgreement,
)
from services.housing.domain.dwelling import Dwelling, Unit, UnknownDwelling, UnknownUnit
from services.housing.domain.house import House, known, run_by_another
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.events import (
    AgreementAmended,
    AgreementDrafted,
    AgreementEnded,
    AgreementSigned,
    BreachReported,
    SignatoryAdded,
)
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


class NeighboursHaveNotSigned(RuleBroken):
    """Nobody enters a shared dwelling before every adult who lives there has signed the current version of its agreement."""


class VersionNotInForce(RuleBroken):
    """An agreement is drafted in the version that the house is in."""


class AgreementHasEnded(RuleBroken):
    """An agreement that has ended is neither signed nor broken nor ended again."""


class EndedBeforeSigned(RuleBroken):
    """An agreement does not end before the day of its last signature."""


class NobodyHasSigned(RuleBroken):
    """Only an agreement that somebody has signed can be broken."""


class SignsAlready(RuleBroken):
    """The member signs for the household as it is."""


@dataclass(frozen=True)
class Agreements:
    """The drafts of a household, oldest first, who signed which when, which ended when, and who came of age since."""

    drafts: Mapping[UUID, AgreementDrafted] = field(default_factory=dict)
    signed: Mapping[tuple[UUID, UUID], date] = field(default_factory=dict)
    ended: Mapping[UUID, date] = field(default_factory=dict)
    of_age: Mapping[UUID, date] = field(default_factory=dict)

    def current(self, dwelling: UUID, unit: UUID | None, version: str | None = None) -> UUID | None:
        """The newest draft that covers the place, on the unit itself or on its whole dwelling, in the version of the house."""
        covers = [
            draft.agreement
            for draft in self.drafts.values()
            if draft.dwelling == dwelling and draft.unit in (None, unit) and version in (None, draft.version)
        ]
        return covers[-1] if covers else None

    def unsigned(
        self, signers: tuple[UUID, ...], dwelling: UUID, unit: UUID, day: date, version: str | None = None
    ) -> tuple[UUID, ...]:
        """Who has not signed the current version on that day, or signed one that had ended by then."""
        current = self.current(dwelling, unit, version)
        if current and (ended := self.ended.get(current)) and ended <= day:
            return signers
        signed = {person for (draft, person), on in self.signed.items() if draft == current and on <= day}
        return tuple(person for person in signers if person not in signed)


@dataclass(frozen=True)
class Party:
    """A household that lives in a unit, or is about to, and what it has signed."""

    household: Household
    agreements: Agreements
    unit: UUID

    def signers_on(self, day: date) -> tuple[UUID, ...]:
        """Who must sign: its head, every adult, and whoever has come of age by that day."""
        return signers(self.household, self.agreements, day)

    def unsigned(self, dwelling: UUID, version: str | None, day: date) -> tuple[UUID, ...]:
        """Who of them has not signed what is current on that day."""
        return self.agreements.unsigned(self.signers_on(day), dwelling, self.unit, day, version)


def signers(household: Household, agreements: Agreements, day: date) -> tuple[UUID, ...]:
    """Who signs for a household on a day."""
    grown = {person for person, since in agreements.of_age.items() if since <= day}
    adults = {*household.signers_on(day), *grown}
    return tuple(person for person in household.members_on(day) if person in adults)


def not_signed(
    entering: Party, neighbours: Sequence[Party], dwelling: UUID, version: str | None, day: date
) -> Iterator[RuleBroken]:
    """What stands against entry. Who enters is told by person; of neighbours, whose agency may be another, only how many."""
    for person in entering.unsigned(dwelling, version, day):
        yield AgreementNotSigned("household", person=person)
    if missing := sum(len(party.unsigned(dwelling, version, day)) for party in neighbours):
        yield NeighboursHaveNotSigned("unit", people=missing)


def draft(
    agreements: Agreements,
    name: UUID,
    ask: DraftAgreement,
    household: Household,
    place: tuple[Dwelling, Unit],
    *,
    version: str | None = None,
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
    if version not in (None, ask.version):
        yield VersionNotInForce("version", version=version)
    yield AgreementDrafted(
        agreement=name, household=ask.household, head=household.head, dwelling=where, unit=ask.unit,
        version=ask.version, rules=ask.rules,
    )  # fmt: skip


def sign(
    agreements: Agreements, ask: SignAgreement, household: Household, today: date, *, version: str | None = None
) -> Iterator[Event | RuleBroken]:
    """Each adult signs for themselves, once."""
    drafted = _drafted(agreements, ask.agreement)
    if (ask.agreement, ask.person) in agreements.signed:
        raise AgreementAlreadySigned("person", person=ask.person)
    if ask.signed > today:
        raise InTheFuture("signed")
    if ask.person not in household.members_on(ask.signed):
        yield NotAMember("person", person=ask.person)
    elif ask.person not in signers(household, agreements, ask.signed):
        yield SignatoryMustBeAdult("person", person=ask.person)
    current = agreements.current(drafted.dwelling, drafted.unit, version)
    if current != ask.agreement:
        yield AgreementSuperseded("agreement", current=current)
    yield from _ended(agreements, ask.agreement)
    yield AgreementSigned(
        agreement=ask.agreement, household=ask.household, person=ask.person, version=drafted.version, signed=ask.signed
    )


def amend(house: House, ask: AmendAgreement, agency: str, today: date) -> Iterator[Event | RuleBroken]:
    """A version of a house is new; what was signed before holds no more."""
    if ask.version in known(house, ask.dwelling).versions:
        raise VersionTaken("version", version=ask.version)
    yield from run_by_another(house, ask.dwelling, agency)
    if ask.amended > today:
        yield InTheFuture("amended")
    sign_by = ask.amended + timedelta(days=house.rules.sign_days)
    yield AgreementAmended(dwelling=ask.dwelling, version=ask.version, amended=ask.amended, sign_by=sign_by)


def add_signatory(agreements: Agreements, ask: AddSignatory, household: Household, today: date) -> Iterator[Event | RuleBroken]:
    """Who comes of age in the house signs as the others do."""
    if ask.since > today:
        yield InTheFuture("since")
    if ask.person not in household.members_on(ask.since):
        yield NotAMember("person", person=ask.person)
    if ask.person in agreements.of_age or ask.person in household.signers_on(ask.since):
        yield SignsAlready("person", person=ask.person)
    yield SignatoryAdded(household=ask.household, person=ask.person, since=ask.since)


def report_breach(
    agreements: Agreements, name: UUID, ask: ReportBreach, household: Household, today: date
) -> Iterator[Event | RuleBroken]:
    """What was not kept to, by whom, when. What follows is for people to decide."""
    drafted = _drafted(agreements, ask.agreement)
    person = ask.person or household.head or drafted.head
    if ask.on > today:
        yield InTheFuture("on")
    if person not in household.members_on(ask.on):
        yield NotAMember("person", person=person)
    if not any(draft == ask.agreement for draft, _ in agreements.signed):
        yield NobodyHasSigned("agreement")
    yield from _ended(agreements, ask.agreement, ask.on)
    yield BreachReported(
        breach=name, agreement=ask.agreement, household=ask.household, person=person, kind=ask.kind, on=ask.on, note=ask.note
    )


def end(agreements: Agreements, ask: EndAgreement, today: date) -> Iterator[Event | RuleBroken]:
    """Ended, it opens no door any more; who lives there is not put out by it."""
    drafted = _drafted(agreements, ask.agreement)
    if ask.agreement in agreements.ended:
        raise AgreementHasEnded("agreement", ended=agreements.ended[ask.agreement])
    if ask.ended > today:
        yield InTheFuture("ended")
    last = max((on for (draft, _), on in agreements.signed.items() if draft == ask.agreement), default=ask.ended)
    if ask.ended < last:
        yield EndedBeforeSigned("ended", signed=last)
    yield AgreementEnded(agreement=ask.agreement, household=ask.household, head=drafted.head, ended=ask.ended, reason=ask.reason)


def end_after_exit(agreements: Agreements, ask: EndPromisesAfterExit) -> Iterator[Event]:
    """Who has left is bound no longer by what somebody of the household had signed; of each place by its newest version."""
    for drafted in {(one.dwelling, one.unit): one for one in agreements.drafts.values()}.values():
        days = [on for (draft, _), on in agreements.signed.items() if draft == drafted.agreement]
        if days and drafted.agreement not in agreements.ended:
            yield AgreementEnded(
                agreement=drafted.agreement, household=ask.household, head=drafted.head, ended=max(ask.exit, *days),
                reason="moved-out",
            )  # fmt: skip


def _drafted(agreements: Agreements, name: UUID) -> AgreementDrafted:
    if (drafted := agreements.drafts.get(name)) is None:
        raise UnknownAgreement("agreement", agreement=name)
    return drafted


def _ended(agreements: Agreements, name: UUID, day: date | None = None) -> Iterator[RuleBroken]:
    """An ended agreement, or one that had ended by a day."""
    if (ended := agreements.ended.get(name)) and (day is None or ended <= day):
        yield AgreementHasEnded("agreement", ended=ended)


def evolve(agreements: Agreements, fact: Recorded) -> Agreements:
    """Drafted, signed, ended; and who came of age."""
    match fact.event:
        case AgreementDrafted() as drafted:
            return replace(agreements, drafts={**agreements.drafts, drafted.agreement: drafted})
        case AgreementSigned(agreement=agreement, person=person, signed=day):
            return replace(agreements, signed={**agreements.signed, (agreement, person): day})
        case AgreementEnded(agreement=agreement, ended=day):
            return replace(agreements, ended={**agreements.ended, agreement: day})
        case SignatoryAdded(person=person, since=day):
            return replace(agreements, of_age={**agreements.of_age, person: day})
        case _:
            return agreements
