"""What oversight does when a neighbour's fact arrives: pure functions, one per fact."""

from collections.abc import Callable, Mapping, Sequence

from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import (
    AgencyRegistered,
    DuplicateConfirmed,
    MembershipTaken,
    PersonUnlinked,
    ProgrammeDeclared,
)
from services.kernel.amending import FactVoided, on_fact_voided
from services.kernel.command import Command
from services.kernel.event import COMMON, Catalogue, Event, Recorded
from services.oversight.commands import (
    ClearSameHuman,
    NoteAgency,
    NoteParticipation,
    NoteProject,
    NoteRetention,
    NoteSameHuman,
)
from services.register.events import CATALOGUE as REGISTER
from services.register.events import VolunteerApplied
from services.training.events import CATALOGUE as TRAINING
from services.training.events import LearnerEnrolled


def on_programme_declared(fact: Recorded) -> Sequence[Command]:
    """There is a funded project to be controlled, and its papers are kept for a time."""
    match fact.event:
        case ProgrammeDeclared(project=project, rules=rules):
            retention = NoteRetention(
                project=project, years=rules.retention_years, counted_from=rules.retention_from,
                years_after_recovery=rules.retention_years_recovery, years_after_case=rules.retention_years_case,
            )  # fmt: skip
            return _at(fact, NoteProject(project=project)), _at(fact, retention)
        case _:
            return ()


def on_agency_registered(fact: Recorded) -> Sequence[Command]:
    """There is an agency that may be asked to answer."""
    match fact.event:
        case AgencyRegistered(agency=agency):
            return (_at(fact, NoteAgency(agency=agency)),)
        case _:
            return ()


def on_taking_part(fact: Recorded) -> Sequence[Command]:
    """Who is counted for a project, or was trained or insured for it, is proved by papers that are kept."""
    match fact.event:
        case MembershipTaken(person=person) | LearnerEnrolled(person=person) | VolunteerApplied(person=person):
            project = getattr(fact.event, "project", None) or fact.project
            return (_at(fact, NoteParticipation(person=person, project=project)),) if project != COMMON else ()
        case _:
            return ()


def on_duplicate_confirmed(fact: Recorded) -> Sequence[Command]:
    """All ids of one human are forgotten together."""
    match fact.event:
        case DuplicateConfirmed(survivor=survivor, merged=merged):
            return (_at(fact, NoteSameHuman(survivor=survivor, merged=merged)),)
        case _:
            return ()


def on_person_unlinked(fact: Recorded) -> Sequence[Command]:
    """They are two humans after all."""
    match fact.event:
        case PersonUnlinked(survivor=survivor, merged=merged):
            return (_at(fact, ClearSameHuman(survivor=survivor, merged=merged)),)
        case _:
            return ()


def _at(fact: Recorded, ask: Command) -> Command:
    """What follows from a fact happens when the fact did; where an import states a day to come, when it was recorded."""
    return ask.model_copy(update={"occurred_at": min(fact.occurred_at, fact.recorded_at), "source": fact.source})


NEIGHBOURS: Sequence[Catalogue] = (INTAKE, REGISTER, TRAINING)
ON: Mapping[type[Event], Callable[[Recorded], Sequence[Command]]] = {
    ProgrammeDeclared: on_programme_declared,
    AgencyRegistered: on_agency_registered,
    MembershipTaken: on_taking_part,
    LearnerEnrolled: on_taking_part,
    VolunteerApplied: on_taking_part,
    DuplicateConfirmed: on_duplicate_confirmed,
    PersonUnlinked: on_person_unlinked,
    FactVoided: on_fact_voided,
}
