"""What oversight does when a neighbour's fact arrives: pure functions, one per fact."""

from collections.abc import Callable, Mapping, Sequence

from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import AgencyRegistered, ProgrammeDeclared
from services.kernel.amending import FactVoided, on_fact_voided
from services.kernel.command import Command
from services.kernel.event import Catalogue, Event, Recorded
from services.oversight.commands import NoteAgency, NoteProject


def on_programme_declared(fact: Recorded) -> Sequence[Command]:
    """There is a funded project to be controlled."""
    match fact.event:
        case ProgrammeDeclared(project=project):
            return (_at(fact, NoteProject(project=project)),)
        case _:
            return ()


def on_agency_registered(fact: Recorded) -> Sequence[Command]:
    """There is an agency that may be asked to answer."""
    match fact.event:
        case AgencyRegistered(agency=agency):
            return (_at(fact, NoteAgency(agency=agency)),)
        case _:
            return ()


def _at(fact: Recorded, ask: Command) -> Command:
    """What follows from a fact happens when the fact did; where an import states a day to come, when it was recorded."""
    return ask.model_copy(update={"occurred_at": min(fact.occurred_at, fact.recorded_at), "source": fact.source})


NEIGHBOURS: Sequence[Catalogue] = (INTAKE,)
ON: Mapping[type[Event], Callable[[Recorded], Sequence[Command]]] = {
    ProgrammeDeclared: on_programme_declared,
    AgencyRegistered: on_agency_registered,
    FactVoided: on_fact_voided,
}
