"""Households that split and join: told to everybody else by the facts they know already, of members, cases and enrolments."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.intake.commands import EnrolFamily, JoinHouseholds, SplitHousehold
from services.intake.domain.case import Case
from services.intake.domain.household import (
    ExitBeforeEntry,
    HeadStays,
    Household,
    MemberNamedTwice,
    Membership,
    NotAMember,
    NotEnrolled,
    Persons,
    enrol,
)
from services.intake.events import (
    CaseClosed,
    CaseOpened,
    FamilyExited,
    HouseholdsJoined,
    HouseholdSplit,
    MemberAdded,
    MemberLeft,
    MembershipReleased,
    MembershipTaken,
    ProgrammeRules,
)
from services.kernel.event import Event
from services.kernel.rules import Malformed, RuleBroken

JOINED = "joined-household"
"""Where a household has gone whose members are all in another one."""


class JoinsItself(Malformed):
    """A household joins another household."""


class NotOneProject(RuleBroken):
    """Households join only within one project and one agency's charge."""


class EveryMemberJoins(RuleBroken):
    """All members of a household join, or none: who stays behind would have no household."""


def split(
    household: Household, into: UUID, ask: SplitHousehold, day: date,
    *, today: date, rules: ProgrammeRules, case: Case, persons: Persons,
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """Some leave, their head stays behind; they enter the project as a household of their own, in the same charge."""
    leaving = [member.person for member in ask.members]
    agency, project = case.agency or household.agency, household.project
    if not household.enrolled or project is None or agency is None or household.entry is None:
        raise NotEnrolled("household")
    for person in leaving:
        if person not in household.members:
            raise NotAMember("members", person=person)
    if household.head in leaving:
        raise HeadStays("members", person=household.head)
    if day < household.entry:
        yield ExitBeforeEntry("occurred_at", entry=household.entry)
    yield HouseholdSplit(
        household=ask.household, into=into, members=tuple(leaving), head=ask.head, guardian=ask.guardian, on=day
    )  # fmt: skip
    for person in leaving:
        yield MemberLeft(household=ask.household, person=person, left=day)
        yield MembershipReleased(project=project, person=person, household=ask.household)
    if case.open:
        yield CaseOpened(household=into, project=project, agency=agency, head=ask.head)
    yield from enrol(
        Household(), into, _own_entry(ask, into, project, household), agency, day,
        today=today, rules=rules, case=case, persons=persons, memberships=dict.fromkeys(leaving, Membership()),
    )  # fmt: skip


def _own_entry(ask: SplitHousehold, into: UUID, project: str, before: Household) -> EnrolFamily:
    return EnrolFamily(
        household=into, project=project, head=ask.head, members=ask.members, guardian=ask.guardian,
        notice=ask.notice or before.notice,
    )  # fmt: skip


def join(
    household: Household, joining: Household, ask: JoinHouseholds, day: date, *, case: Case, charge: Case, persons: Persons
) -> Iterator[Event | RuleBroken]:
    """All of `joining` come into `household`; what is left of it exits and its `charge` ends."""
    if ask.household == ask.joining:
        raise JoinsItself("joining")
    if not household.enrolled or not joining.enrolled or joining.project is None or joining.head is None:
        raise NotEnrolled("household" if not household.enrolled else "joining")
    if household.project != joining.project or (case.agency or household.agency) != (charge.agency or joining.agency):
        raise NotOneProject("joining")
    named = _all_of(joining, ask)
    for entry in (household.entry, joining.entry):
        if entry and day < entry:
            yield ExitBeforeEntry("occurred_at", entry=entry)
    yield HouseholdsJoined(household=ask.household, joining=ask.joining, members=named, on=day)
    yield from _come_in(ask, day, joining.project, persons)
    yield FamilyExited(
        household=ask.joining, project=joining.project, members=tuple(sorted(joining.members)), exit=day,
        destination=JOINED, head=joining.head,
    )  # fmt: skip
    if charge.open:
        yield CaseClosed(household=ask.joining, head=charge.head or joining.head, outcome="joined", destination=JOINED)


def _all_of(joining: Household, ask: JoinHouseholds) -> tuple[UUID, ...]:
    named = tuple(member.person for member in ask.members)
    if len(set(named)) < len(named):
        raise MemberNamedTwice("members")
    if set(named) != joining.members:
        raise EveryMemberJoins("members", members=sorted(joining.members))
    return named


def _come_in(ask: JoinHouseholds, day: date, project: str, persons: Persons) -> Iterator[Event]:
    for member in ask.members:
        adult = persons[member.person].adult_on(day)
        yield MembershipReleased(project=project, person=member.person, household=ask.joining)
        yield MemberAdded(
            household=ask.household, person=member.person, relationship=member.relationship, adult=adult, since=day
        )  # fmt: skip
        yield MembershipTaken(project=project, person=member.person, household=ask.household)
