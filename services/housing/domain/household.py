"""What housing knows of a household and of its programme: noted from intake's facts, never asked of intake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from services.housing.commands import EndSharing, NoteCaseEnd, NoteCharge, NoteHousehold, NoteMembers, NoteRules, NoteSharing
from services.housing.events import (
    CaseEndNoted,
    ChargeNoted,
    ExitNoted,
    HouseholdNoted,
    MembersNoted,
    RulesNoted,
    SharingEnded,
    SharingNoted,
)
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken, Unknown


class HouseholdHasLeft(RuleBroken):
    """A household that has left the project gets no unit, and waits for none, from that day on."""


class UnknownHousehold(Unknown):
    """There is no such household, or it is not shared with your agency."""


class UnknownProgramme(Unknown):
    """Housing does not know the funded project of the household (yet)."""


class NotAMember(RuleBroken):
    """The person does not belong to this household on that day."""


@dataclass(frozen=True)
class Household:
    """Whose case it is, who may act on it, who belongs to it. `members` holds the day each one left, or None."""

    project: str | None = None
    agency: str | None = None
    head: UUID | None = None
    members: Mapping[UUID, date | None] = field(default_factory=dict)
    adults: frozenset[UUID] = frozenset()
    case_open: bool = False
    sharing: Mapping[UUID, SharingNoted] = field(default_factory=dict)
    exit: date | None = None
    destination: str | None = None

    def known_as(self, survivors: Mapping[UUID, UUID]) -> "Household":
        """The household with the ids that stand for its members; two ids of one human are one member, who left when both had."""
        members: dict[UUID, date | None] = {}
        for person, left in self.members.items():
            name = survivors.get(person, person)
            before = members.get(name, left)
            members[name] = max(left, before) if left and before else None
        adults = frozenset(survivors.get(person, person) for person in self.adults)
        return replace(self, members=members, adults=adults, head=self.head and survivors.get(self.head, self.head))

    @property
    def people(self) -> frozenset[UUID]:
        """Who belongs to it."""
        return frozenset(person for person, left in self.members.items() if left is None) | ({self.head} if self.head else set())

    def open_to(self, agency: str, at: datetime) -> bool:
        """Whether the agency owns the case, or a consent, a referral or an emergency opens it to the agency then."""
        return self.agency is not None and (
            self.agency == agency
            or any(agency in shared.agencies and (shared.until is None or at < shared.until) for shared in self.sharing.values())
        )

    def members_on(self, day: date) -> tuple[UUID, ...]:
        """Who belongs to the household on that day; the day of leaving still counts."""
        return tuple(sorted(person for person, left in self.members.items() if left is None or day <= left))

    def signers_on(self, day: date) -> tuple[UUID, ...]:
        """Who must sign for the household: its head and every adult."""
        return tuple(person for person in self.members_on(day) if person in self.adults or person == self.head)


@dataclass(frozen=True)
class Programme:
    """The rules of a funded project, once they were noted."""

    rules: RulesNoted | None = None


def note_rules(programme: Programme, ask: NoteRules) -> Iterator[Event | RuleBroken]:
    """The newest rules hold."""
    noted = RulesNoted(
        project=ask.project, stay_months=ask.stay_months, stay_cap_months=ask.stay_cap_months,
        agreement_required=ask.agreement_required, case_required=ask.case_required,
        ranking_required=ask.ranking_required, proposal_days=ask.proposal_days,
    )  # fmt: skip
    if noted != programme.rules:
        yield noted


def note_household(household: Household, ask: NoteHousehold) -> Iterator[Event | RuleBroken]:
    """Noted when it is taken in charge, and again when it enters the project."""
    noted = HouseholdNoted(
        household=ask.household, project=ask.project, agency=ask.agency, head=ask.head, members=ask.members,
        adults=ask.adults, case_open=household.case_open if ask.case_open is None else ask.case_open,
    )  # fmt: skip
    if _with(household, noted) != household:
        yield noted


def note_members(household: Household, ask: NoteMembers) -> Iterator[Event | RuleBroken]:
    """Only what is new."""
    noted = MembersNoted(household=ask.household, joined=ask.joined, adults=ask.adults, left=ask.left, on=ask.on, head=ask.head)
    if _moved(_known(household), noted) != household:
        yield noted


def note_sharing(household: Household, ask: NoteSharing) -> Iterator[Event | RuleBroken]:
    """A consent, a referral or an emergency opens the household to other agencies."""
    noted = SharingNoted(household=ask.household, ground=ask.ground, agencies=ask.agencies, until=ask.until)
    if _known(household).sharing.get(ask.ground) != noted:
        yield noted


def end_sharing(household: Household, ask: EndSharing) -> Iterator[Event | RuleBroken]:
    """A consent taken back, or a referral that has ended, closes it."""
    if ask.ground in _known(household).sharing:
        yield SharingEnded(household=ask.household, ground=ask.ground)


def note_charge(household: Household, ask: NoteCharge) -> Iterator[Event | RuleBroken]:
    """The case is open, and the agency's."""
    known = _known(household)
    if (known.agency, known.case_open) != (ask.agency, True):
        yield ChargeNoted(household=ask.household, agency=ask.agency)


def note_case_end(household: Household, ask: NoteCaseEnd) -> Iterator[Event | RuleBroken]:
    """Nobody has the family in charge."""
    if _known(household).case_open:
        yield CaseEndNoted(household=ask.household)


def _known(household: Household) -> Household:
    if household.agency is None:
        raise UnknownHousehold("household")
    return household


def _with(household: Household, noted: HouseholdNoted) -> Household:
    return replace(
        household, project=noted.project, agency=noted.agency, head=noted.head, case_open=noted.case_open,
        members=dict.fromkeys(noted.members), adults=frozenset(noted.adults),
    )  # fmt: skip


def _moved(household: Household, noted: MembersNoted) -> Household:
    members = {**household.members, **dict.fromkeys(noted.joined)}
    members |= {person: noted.on or date.min for person in noted.left if members.get(person) is None}
    return replace(household, members=members, adults=household.adults | set(noted.adults), head=noted.head or household.head)


def evolve(household: Household, fact: Recorded) -> Household:
    """What was noted last."""
    match fact.event:
        case HouseholdNoted() as noted:
            return _with(household, noted)
        case MembersNoted() as noted:
            return _moved(household, noted)
        case SharingNoted(ground=ground) as noted:
            return replace(household, sharing={**household.sharing, ground: noted})
        case SharingEnded(ground=ground):
            return replace(household, sharing={name: s for name, s in household.sharing.items() if name != ground})
        case ChargeNoted(agency=agency):
            return replace(household, agency=agency, case_open=True)
        case CaseEndNoted():
            return replace(household, case_open=False)
        case ExitNoted(exit=day, destination=destination):
            return replace(household, exit=day, destination=destination)
        case _:
            return household


def evolve_programme(programme: Programme, fact: Recorded) -> Programme:
    """The newest rules."""
    return Programme(fact.event) if isinstance(fact.event, RulesNoted) else programme
