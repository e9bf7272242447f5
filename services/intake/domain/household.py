"""A household in a funded project: exactly one head, an adult; nobody in two households of a project at a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from services.intake.commands import AddMember, ChangeHead, EndEnrolment, EnrolFamily, RemoveMember
from services.intake.domain.case import Case, UnknownDestination
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import (
    FamilyEnrolled,
    FamilyExited,
    FollowUpScheduled,
    HeadChanged,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    PrivacyNotice,
    ProgrammeRules,
)
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, Malformed, RuleBroken, Unknown
from services.kernel.time import months_after


class UnknownHousehold(Unknown):
    """There is no such household, or it is not shared with your agency."""


class NotTakenInCharge(RuleBroken):
    """A family enters the project only when an agency has taken it in charge (presa in carico)."""


class AlreadyEnrolled(RuleBroken):
    """A household enters a project once."""


class NotEnrolled(RuleBroken):
    """The household is not in the project, or has left it."""


class HeadNotAMember(Malformed):
    """The head must be one of the members, once."""


class MemberNamedTwice(Malformed):
    """Each member is named once."""


class HeadMustBeAdult(RuleBroken):
    """The head of a household is an adult, or has a guardian."""


class HeadAgeNotKnown(RuleBroken):
    """Whether the head is an adult cannot be told without a birth date."""


class GuardianMustBeAdult(RuleBroken):
    """The guardian of a head under age is an adult."""


class PrivacyNoticeMissing(RuleBroken):
    """The family must have been given the privacy notice (GDPR art. 13)."""


class AlreadyInAHousehold(RuleBroken):
    """A person belongs to one household of a project at a time."""


class NotAMember(RuleBroken):
    """The person is not a member of this household."""


class HeadStays(RuleBroken):
    """The head leaves only after another member has become head."""


class AlreadyHead(RuleBroken):
    """The person is the head already."""


class ExitBeforeEntry(RuleBroken):
    """Who leaves has entered before: a household its project, a member the household."""


class ExitNeedsAssessment(RuleBroken):
    """Leaving the project needs an exit assessment, or a stated reason."""


@dataclass(frozen=True)
class Household:
    """Who belongs to it and since when it is in the project."""

    project: str | None = None
    agency: str | None = None
    head: UUID | None = None
    members: frozenset[UUID] = frozenset()
    entry: date | None = None
    exit: date | None = None
    everyone: frozenset[UUID] = field(default=frozenset())
    guardian: UUID | None = None
    notice: PrivacyNotice | None = None
    since: Mapping[UUID, date] = field(default_factory=dict)
    """The day on which each who joined later last did."""

    @property
    def signatories(self) -> frozenset[UUID]:
        """Who may sign for the household if of age: its members (after the exit, who they were) and the guardian."""
        return (self.members or self.everyone) | ({self.guardian} if self.guardian else set())

    @property
    def enrolled(self) -> bool:
        """In the project now."""
        return self.entry is not None and self.exit is None


@dataclass(frozen=True)
class Membership:
    """The household of the project that a person belongs to."""

    household: UUID | None = None


Persons = Mapping[UUID, Person]
Memberships = Mapping[UUID, Membership]


def enrol(
    household: Household, household_id: UUID, ask: EnrolFamily, agency: str, day: date,
    *, today: date, rules: ProgrammeRules, case: Case, persons: Persons, memberships: Memberships,
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """A family enters the project (Carmignano rule: no housing aid without presa in carico)."""
    names = [member.person for member in ask.members]
    if len(set(names)) < len(names):
        raise MemberNamedTwice("members")
    if ask.head not in names:
        raise HeadNotAMember("head")
    for person in names:
        if not persons[person].known:
            raise UnknownPerson("members", person=person)
    _known_guardian(ask.guardian, persons)
    if household.entry:
        raise AlreadyEnrolled(household=household_id)
    yield from _broken_on_entry(ask, day, today, rules, case, persons)
    for person in names:
        yield from _free(person, household_id, memberships)
    yield FamilyEnrolled(
        household=household_id, project=ask.project, agency=case.agency or agency, head=ask.head,
        members=ask.members, entry=day, notice=ask.notice,
        adults=tuple(name for name in names if persons[name].adult_on(day)), guardian=ask.guardian,
    )  # fmt: skip
    for person in names:
        yield MembershipTaken(project=ask.project, person=person, household=household_id)


def _broken_on_entry(
    ask: EnrolFamily, day: date, today: date, rules: ProgrammeRules, case: Case, persons: Persons
) -> Iterator[RuleBroken]:
    if rules.case_required and not (case.open and case.project == ask.project):
        yield NotTakenInCharge("household")
    if rules.notice_required and ask.notice is None:
        yield PrivacyNoticeMissing("notice")
    if ask.notice and ask.notice.given_on > today:
        yield InTheFuture("notice.given_on")
    yield from _adult_head(ask.head, ask.guardian, day, rules, persons)


def _known_guardian(guardian: UUID | None, persons: Persons) -> None:
    if guardian and not persons[guardian].known:
        raise UnknownPerson("guardian", person=guardian)


def _adult_head(head: UUID, guardian: UUID | None, day: date, rules: ProgrammeRules, persons: Persons) -> Iterator[RuleBroken]:
    if guardian:
        if persons[guardian].adult_on(day) is False or guardian == head:
            yield GuardianMustBeAdult("guardian", person=guardian)
        return
    adult = persons[head].adult_on(day)
    if rules.adult_head and adult is None:
        yield HeadAgeNotKnown("head", person=head)
    if rules.adult_head and adult is False:
        yield HeadMustBeAdult("head", person=head)


def _free(person: UUID, household_id: UUID, memberships: Memberships) -> Iterator[RuleBroken]:
    if memberships[person].household not in (None, household_id):
        yield AlreadyInAHousehold("person", person=person)


def add_member(
    household: Household, ask: AddMember, day: date, *, person: Person, memberships: Memberships
) -> Iterator[Event | RuleBroken]:
    """Somebody joins a household that is in the project."""
    if not person.known:
        raise UnknownPerson("person", person=ask.person)
    if household.project is None:
        raise NotEnrolled("household")
    if not household.enrolled:
        yield NotEnrolled("household")
    if ask.person in household.members:
        yield AlreadyInAHousehold("person", person=ask.person)
    yield from _free(ask.person, ask.household, memberships)
    yield MemberAdded(
        household=ask.household, person=ask.person, relationship=ask.relationship,
        adult=person.adult_on(day), since=day,
    )  # fmt: skip
    yield MembershipTaken(project=household.project, person=ask.person, household=ask.household)


def remove_member(
    household: Household, ask: RemoveMember, day: date, *, destinations: Collection[str]
) -> Iterator[Event | RuleBroken]:
    """Somebody leaves; the head only after a new one was named."""
    if household.project is None:
        raise NotAMember("person", person=ask.person)
    if ask.person not in household.members:
        yield NotAMember("person", person=ask.person)
    if ask.person == household.head:
        yield HeadStays("person", person=ask.person)
    since = household.since.get(ask.person, household.entry)
    if since and day < since:
        yield ExitBeforeEntry("occurred_at", entry=since)
    if ask.destination and ask.destination not in destinations:
        yield UnknownDestination("destination", destination=ask.destination)
    yield MemberLeft(household=ask.household, person=ask.person, left=day, destination=ask.destination)
    yield MembershipReleased(project=household.project, person=ask.person, household=ask.household)


def change_head(
    household: Household, ask: ChangeHead, day: date, *, rules: ProgrammeRules, persons: Persons
) -> Iterator[Event | RuleBroken]:
    """Another member becomes head: an adult, or one with a guardian."""
    if household.head is None or not household.enrolled:
        raise NotEnrolled("household")
    if ask.head not in household.members:
        raise NotAMember("head", person=ask.head)
    if ask.head == household.head:
        raise AlreadyHead("head", person=ask.head)
    _known_guardian(ask.guardian, persons)
    yield from _adult_head(ask.head, ask.guardian, day, rules, persons)
    yield HeadChanged(household=ask.household, head=ask.head, before=household.head, guardian=ask.guardian)


def end_enrolment(
    household: Household, ask: EndEnrolment, today: date,
    *, assessed: bool, destinations: Collection[str], follow_ups: Mapping[int, UUID],
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """The household leaves; housing and register react. `follow_ups`: after how many months it is asked how it fares."""
    if household.project is None or household.head is None or household.entry is None:
        raise NotEnrolled("household")
    if household.exit:
        raise NotEnrolled("household", exit=household.exit)
    yield from _broken_by_exit(ask.exit, household.entry, today)
    if ask.destination not in destinations:
        yield UnknownDestination("destination", destination=ask.destination)
    if not assessed and not ask.reason:
        yield ExitNeedsAssessment("reason")
    members = sorted(household.members) or sorted(household.everyone)
    yield FamilyExited(
        household=ask.household, project=household.project, members=tuple(members), exit=ask.exit,
        destination=ask.destination, head=household.head, reason=ask.reason,
    )  # fmt: skip
    for person in sorted(household.members):
        yield MembershipReleased(project=household.project, person=person, household=ask.household)
    for months, name in follow_ups.items():
        yield FollowUpScheduled(
            follow_up=name, household=ask.household, head=household.head, due=months_after(ask.exit, months), months=months
        )


def _broken_by_exit(day: date, entry: date, today: date) -> Iterator[RuleBroken]:
    if day < entry:
        yield ExitBeforeEntry("exit", entry=entry)
    if day > today:
        yield InTheFuture("exit")


def evolve(household: Household, fact: Recorded) -> Household:
    """Who belongs, who heads, since when, until when."""
    match fact.event:
        case FamilyEnrolled(project=project, agency=agency, head=head, members=members, entry=entry) as event:
            people = frozenset(member.person for member in members)
            return Household(project, agency, head, people, entry, None, people, event.guardian, event.notice)
        case MemberAdded(person=person, since=day):
            return replace(
                household, members=household.members | {person}, everyone=household.everyone | {person},
                since={**household.since, person: day},
            )  # fmt: skip
        case MemberLeft(person=person):
            return replace(household, members=household.members - {person})
        case HeadChanged(head=head, guardian=guardian):
            return replace(household, head=head, guardian=guardian)
        case FamilyExited(exit=day):
            return replace(household, exit=day, members=frozenset())
        case _:
            return household


def evolve_membership(membership: Membership, fact: Recorded) -> Membership:
    """The last household taken, unless it was left."""
    match fact.event:
        case MembershipTaken(household=household):
            return Membership(household)
        case MembershipReleased(household=household) if membership.household == household:
            return Membership()
        case _:
            return membership
