"""A case (presa in carico): one agency owns the charge of a family at any time."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.intake.commands import CloseCase, OpenCase
from services.intake.domain.person import Person, UnknownPerson
from services.intake.events import CaseClosed, CaseOpened
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


class CaseAlreadyOpen(RuleBroken):
    """The family is in charge already."""


class CaseNotOpen(RuleBroken):
    """Nobody has the family in charge: no case is open."""


class StillEnrolled(RuleBroken):
    """The charge of a family ends after its enrolment, not before."""


@dataclass(frozen=True)
class Case:
    """Who has the family in charge."""

    agency: str | None = None
    project: str | None = None
    head: UUID | None = None
    open: bool = False


def open_case(case: Case, household: UUID, ask: OpenCase, head: Person, agency: str) -> Iterator[Event | RuleBroken]:
    """The case names the head and gives the household its id."""
    if not head.known:
        raise UnknownPerson("head", person=ask.head)
    if case.agency:
        raise CaseAlreadyOpen(household=household)
    yield CaseOpened(household=household, project=ask.project, agency=agency, head=ask.head)


def close(case: Case, ask: CloseCase, *, enrolled: bool) -> Iterator[Event | RuleBroken]:
    """A case closes once, when the family has left the project."""
    if not case.open or case.head is None:
        raise CaseNotOpen(household=ask.household)
    if enrolled:
        yield StillEnrolled(household=ask.household)
    yield CaseClosed(household=ask.household, head=case.head, outcome=ask.outcome, destination=ask.destination)


def evolve(case: Case, fact: Recorded) -> Case:
    """Open, closed."""
    match fact.event:
        case CaseOpened(agency=agency, project=project, head=head):
            return Case(agency, project, head, open=True)
        case CaseClosed():
            return Case(case.agency, case.project, case.head, open=False)
        case _:
            return case
