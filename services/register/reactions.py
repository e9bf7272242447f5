"""What the register does when a neighbour's fact arrives: pure functions, one per fact."""

from collections.abc import Callable, Mapping, Sequence

from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import (
    SHARING,
    CaseOpened,
    CaseTransferred,
    DuplicateConfirmed,
    FamilyEnrolled,
    FamilyExited,
    PersonUnlinked,
    sharing_of,
)
from services.kernel.amending import FactVoided, on_fact_voided
from services.kernel.command import Command
from services.kernel.event import Catalogue, Event, Recorded
from services.oversight.events import CATALOGUE as OVERSIGHT
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from services.register.commands import (
    ClearDuplicate,
    DropCourse,
    EndMatchesAfterExit,
    EndSharing,
    NoteCourse,
    NoteDuplicate,
    NoteHousehold,
    NoteRestriction,
    NoteSharing,
)
from services.training.events import CATALOGUE as TRAINING
from services.training.events import CertificateIssued, CertificateRevoked, CourseCompleted


def on_case_opened(fact: Recorded) -> Sequence[Command]:
    """The household is known from the day an agency takes it in charge."""
    return _household(fact) if isinstance(fact.event, CaseOpened) else ()


def on_family_enrolled(fact: Recorded) -> Sequence[Command]:
    """Where a programme asks for no case, the household is known from its enrolment."""
    return _household(fact) if isinstance(fact.event, FamilyEnrolled) else ()


def on_case_transferred(fact: Recorded) -> Sequence[Command]:
    """Another agency has the family in charge."""
    return _household(fact) if isinstance(fact.event, CaseTransferred) else ()


def on_sharing(fact: Recorded) -> Sequence[Command]:
    """By a consent, a referral or in an emergency other agencies may publish needs for the household; or no longer."""
    shared = sharing_of(fact.event)
    if shared is None:
        return ()
    if shared.ended:
        return (_at(fact, EndSharing(household=shared.household, ground=shared.ground)),)
    ask = NoteSharing(household=shared.household, ground=shared.ground, agencies=shared.agencies, until=shared.until)
    return (_at(fact, ask),)


def on_family_exited(fact: Recorded) -> Sequence[Command]:
    """The open matches of the household end."""
    match fact.event:
        case FamilyExited(household=household, exit=day):
            return (_at(fact, EndMatchesAfterExit(household=household, exit=day)),)
        case _:
            return ()


def on_course_completed(fact: Recorded) -> Sequence[Command]:
    """Noted on the volunteer of the same person, if there is one."""
    match fact.event:
        case CourseCompleted(person=person, course=course, edition=edition, minutes=minutes, completed_on=day):
            ask = NoteCourse(person=person, course=course, edition=edition, minutes=minutes, completed_on=day)
            return (_at(fact, ask),)
        case _:
            return ()


def on_certificate_issued(fact: Recorded) -> Sequence[Command]:
    """Who is given another certificate after one was revoked has the course again."""
    match fact.event:
        case CertificateIssued(person=person, course=course, edition=edition, minutes=minutes, completed_on=day):
            ask = NoteCourse(person=person, course=course, edition=edition, minutes=minutes, completed_on=day)
            return (_at(fact, ask),)
        case _:
            return ()


def on_certificate_revoked(fact: Recorded) -> Sequence[Command]:
    """The course counts no longer."""
    match fact.event:
        case CertificateRevoked(person=person, edition=edition):
            return (_at(fact, DropCourse(person=person, edition=edition)),)
        case _:
            return ()


def on_duplicate_confirmed(fact: Recorded) -> Sequence[Command]:
    """Noted on either id, so that one human has one number."""
    match fact.event:
        case DuplicateConfirmed(survivor=survivor, merged=merged):
            return (_at(fact, NoteDuplicate(survivor=survivor, merged=merged)),)
        case _:
            return ()


def on_person_unlinked(fact: Recorded) -> Sequence[Command]:
    """They are two humans after all."""
    match fact.event:
        case PersonUnlinked(survivor=survivor, merged=merged):
            return (_at(fact, ClearDuplicate(survivor=survivor, merged=merged)),)
        case _:
            return ()


def on_restriction(fact: Recorded) -> Sequence[Command]:
    """Who may not be used in a ranking or a match; or may again."""
    match fact.event:
        case ProcessingRestricted(person=person) | RestrictionLifted(person=person) as event:
            return (_at(fact, NoteRestriction(person=person, restricted=isinstance(event, ProcessingRestricted))),)
        case _:
            return ()


def _household(fact: Recorded) -> Sequence[Command]:
    match fact.event:
        case CaseOpened() | FamilyEnrolled() | CaseTransferred() as event:
            ask = NoteHousehold(
                household=event.household, project=event.project, agency=event.agency, head=event.head
            )  # fmt: skip
            return (_at(fact, ask),)
        case _:
            return ()


def _at(fact: Recorded, ask: Command) -> Command:
    """What follows from a fact happens when the fact did; where an import states a day to come, when it was recorded."""
    return ask.model_copy(update={"occurred_at": min(fact.occurred_at, fact.recorded_at), "source": fact.source})


NEIGHBOURS: Sequence[Catalogue] = (INTAKE, TRAINING, OVERSIGHT)
ON: Mapping[type[Event], Callable[[Recorded], Sequence[Command]]] = {
    CaseOpened: on_case_opened,
    FamilyEnrolled: on_family_enrolled,
    CaseTransferred: on_case_transferred,
    **dict.fromkeys(SHARING, on_sharing),
    FamilyExited: on_family_exited,
    FactVoided: on_fact_voided,
    CourseCompleted: on_course_completed,
    CertificateIssued: on_certificate_issued,
    CertificateRevoked: on_certificate_revoked,
    DuplicateConfirmed: on_duplicate_confirmed,
    PersonUnlinked: on_person_unlinked,
    ProcessingRestricted: on_restriction,
    RestrictionLifted: on_restriction,
}
