"""What training does when a neighbour's fact arrives: pure functions, one per fact."""

from collections.abc import Callable, Mapping, Sequence

from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import DuplicateConfirmed, PersonUnlinked
from services.kernel.amending import FactVoided, on_fact_voided
from services.kernel.command import Command
from services.kernel.event import Catalogue, Event, Recorded
from services.training.commands import NoteDuplicate


def on_duplicate_confirmed(fact: Recorded) -> Sequence[Command]:
    """Two ids are one human, who is enrolled in an edition once, and completes it once."""
    match fact.event:
        case DuplicateConfirmed(survivor=survivor, merged=merged):
            return (_at(fact, NoteDuplicate(person=survivor, other=merged)),)
        case _:
            return ()


def on_person_unlinked(fact: Recorded) -> Sequence[Command]:
    """They are two after all."""
    match fact.event:
        case PersonUnlinked(survivor=survivor, merged=merged):
            return (_at(fact, NoteDuplicate(person=survivor, other=merged, same=False)),)
        case _:
            return ()


def _at(fact: Recorded, ask: Command) -> Command:
    """What follows from a fact happens when the fact did; where an import states a day to come, when it was recorded."""
    return ask.model_copy(update={"occurred_at": min(fact.occurred_at, fact.recorded_at), "source": fact.source})


NEIGHBOURS: Sequence[Catalogue] = (INTAKE,)
ON: Mapping[type[Event], Callable[[Recorded], Sequence[Command]]] = {
    DuplicateConfirmed: on_duplicate_confirmed,
    PersonUnlinked: on_person_unlinked,
    FactVoided: on_fact_voided,
}
