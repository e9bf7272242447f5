"""A case (presa in carico): one agency owns the charge of a family at any time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.commands import AssignWorker, CloseCase, OpenCase, ReopenCase, TransferCase
from services.intake.domain.person import Person, UnknownPerson
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.events import CaseClosed, CaseOpened, CaseReopened, CaseTransferred, WorkerAssigned
from services.kernel.event import Event, Recorded
from services.kernel.rules import NotAllowed, RuleBroken


class CaseAlreadyOpen(RuleBroken):
    """The family is in charge already."""


class CaseNotOpen(RuleBroken):
    """Nobody has the family in charge: no case is open."""


class CaseIsClosed(RuleBroken):
    """A closed case takes no new service, assessment, plan or referral."""


class CaseNotClosed(RuleBroken):
    """Only a closed case is reopened."""


class StillEnrolled(RuleBroken):
    """The charge of a family ends after its enrolment, not before."""


class UnknownDestination(RuleBroken):
    """Where a family goes is a code of the list of destinations."""


class NotInYourCharge(NotAllowed):
    """Only the agency that has the family in charge may ask this; that the file is shared with yours is not enough."""


class AlreadyInCharge(RuleBroken):
    """The agency has the family in charge already."""


@dataclass(frozen=True)
class Case:
    """Who has the family in charge."""

    agency: str | None = None
    project: str | None = None
    head: UUID | None = None
    open: bool = False
    worker: str | None = None


def open_case(case: Case, household: UUID, ask: OpenCase, head: Person, agency: str) -> Iterator[Event | RuleBroken]:
    """The case names the head and gives the household its id."""
    if not head.known:
        raise UnknownPerson("head", person=ask.head)
    if case.agency:
        raise CaseAlreadyOpen(household=household)
    yield CaseOpened(household=household, project=ask.project, agency=agency, head=ask.head)


def assign_worker(case: Case, ask: AssignWorker) -> Iterator[Event | RuleBroken]:
    """One caseworker answers for the family; assigned again, nothing changes."""
    if not case.open or case.head is None:
        raise CaseNotOpen(household=ask.household)
    if case.worker != ask.worker:
        yield WorkerAssigned(household=ask.household, head=case.head, worker=ask.worker, before=case.worker)


def transfer(case: Case, ask: TransferCase, *, receiver: Agency) -> Iterator[Event | RuleBroken]:
    """From one owner to the next, with nobody and no two in between."""
    if receiver.name is None:
        raise UnknownAgency("agency", agency=ask.agency)
    if not case.open or case.agency is None or case.head is None or case.project is None:
        raise CaseNotOpen(household=ask.household)
    if case.agency == ask.agency:
        raise AlreadyInCharge("agency", agency=ask.agency)
    yield CaseTransferred(
        household=ask.household, project=case.project, head=case.head, agency=ask.agency,
        before=case.agency, reason=ask.reason,
    )  # fmt: skip


def close(case: Case, ask: CloseCase, *, enrolled: bool, destinations: Collection[str]) -> Iterator[Event | RuleBroken]:
    """A case closes once, when the family has left the project."""
    if not case.open or case.head is None:
        raise CaseNotOpen(household=ask.household)
    if enrolled:
        yield StillEnrolled(household=ask.household)
    if ask.destination and ask.destination not in destinations:
        yield UnknownDestination("destination", destination=ask.destination)
    yield CaseClosed(household=ask.household, head=case.head, outcome=ask.outcome, destination=ask.destination)


def reopen(case: Case, ask: ReopenCase) -> Iterator[Event | RuleBroken]:
    """The agency that closed the case takes it up again."""
    if case.agency is None or case.head is None:
        raise CaseNotOpen(household=ask.household)
    if case.open:
        raise CaseNotClosed(household=ask.household)
    yield CaseReopened(household=ask.household, head=case.head, agency=case.agency, reason=ask.reason)


def only_the_owner(owner: str | None, agency: str) -> None:
    """Who is let in by the family may help it, and not let others in or give it away. Raises `NotInYourCharge`."""
    if owner != agency:
        raise NotInYourCharge("household")


def takes_new_work(case: Case) -> Iterator[RuleBroken]:
    """What a new service, assessment, plan or referral asks; where no presa in carico is asked for there may be no case."""
    if case.agency and not case.open:
        yield CaseIsClosed("household")


def evolve(case: Case, fact: Recorded) -> Case:
    """Whose it is, open or closed."""
    match fact.event:
        case CaseOpened(agency=agency, project=project, head=head):
            return Case(agency, project, head, open=True)
        case WorkerAssigned(worker=worker):
            return replace(case, worker=worker)
        case CaseTransferred(agency=agency):
            return replace(case, agency=agency, worker=None)
        case CaseClosed():
            return replace(case, open=False)
        case CaseReopened():
            return replace(case, open=True)
        case _:
            return case
