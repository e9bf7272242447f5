"""What training knows of a person: which other ids are the same human. Intake decides; here it is only noted."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.training.commands import NoteDuplicate
from services.training.events import DuplicateCleared, DuplicateNoted


@dataclass(frozen=True)
class Person:
    """The ids that were found to be the same human as this one; theirs may lead on to more."""

    same_as: frozenset[UUID] = frozenset()


def note_duplicate(person: Person, ask: NoteDuplicate) -> Iterator[Event | RuleBroken]:
    """On both, so that each leads to the other. Said again, nothing changes."""
    if ask.same == (ask.other in person.same_as):
        return
    for one, other in ((ask.person, ask.other), (ask.other, ask.person)):
        yield DuplicateNoted(person=one, other=other) if ask.same else DuplicateCleared(person=one, other=other)


def evolve(person: Person, fact: Recorded) -> Person:
    """Noted, cleared."""
    match fact.event:
        case DuplicateNoted(other=other):
            return Person(person.same_as | {other})
        case DuplicateCleared(other=other):
            return Person(person.same_as - {other})
        case _:
            return person
