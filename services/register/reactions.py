"""What the register does when a neighbour's fact arrives: pure functions, one per fact."""

from collections.abc import Callable, Mapping, Sequence

from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import CaseOpened, ConsentGiven, ConsentWithdrawn, FamilyEnrolled, FamilyExited
from services.kernel.command import Command
from services.kernel.event import Catalogue, Event, Recorded
from services.register.commands import EndMatchesAfterExit, NoteCourse, NoteHousehold, NoteSharing
from services.training.events import CATALOGUE as TRAINING
from services.training.events import CourseCompleted


def on_case_opened(fact: Recorded) -> Sequence[Command]:
    """The household is known from the day an agency takes it in charge."""
    return _household(fact) if isinstance(fact.event, CaseOpened) else ()


def on_family_enrolled(fact: Recorded) -> Sequence[Command]:
    """Where a programme asks for no case, the household is known from its enrolment."""
    return _household(fact) if isinstance(fact.event, FamilyEnrolled) else ()


def on_consent_given(fact: Recorded) -> Sequence[Command]:
    """The named agencies may publish needs for the household."""
    match fact.event:
        case ConsentGiven(household=household, consent=consent, recipients=recipients, expires=expires):
            return (_at(fact, NoteSharing(household=household, consent=consent, recipients=recipients, expires=expires)),)
        case _:
            return ()


def on_consent_withdrawn(fact: Recorded) -> Sequence[Command]:
    """They may no longer."""
    match fact.event:
        case ConsentWithdrawn(household=household, consent=consent, recipients=recipients):
            return (_at(fact, NoteSharing(household=household, consent=consent, recipients=recipients)),)
        case _:
            return ()


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


def _household(fact: Recorded) -> Sequence[Command]:
    match fact.event:
        case CaseOpened() | FamilyEnrolled() as event:
            ask = NoteHousehold(
                household=event.household, project=event.project, agency=event.agency, head=event.head
            )  # fmt: skip
            return (_at(fact, ask),)
        case _:
            return ()


def _at(fact: Recorded, ask: Command) -> Command:
    """What follows from a fact happens when the fact did; where an import states a day to come, when it was recorded."""
    return ask.model_copy(update={"occurred_at": min(fact.occurred_at, fact.recorded_at), "source": fact.source})


NEIGHBOURS: Sequence[Catalogue] = (INTAKE, TRAINING)
ON: Mapping[type[Event], Callable[[Recorded], Sequence[Command]]] = {
    CaseOpened: on_case_opened,
    FamilyEnrolled: on_family_enrolled,
    ConsentGiven: on_consent_given,
    ConsentWithdrawn: on_consent_withdrawn,
    FamilyExited: on_family_exited,
    CourseCompleted: on_course_completed,
}
