"""What housing knows of a person: which id stands for it. Intake decides; here it is only noted."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from services.housing.commands import NoteDuplicate
from services.housing.events import DuplicateCleared, DuplicateNoted
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


@dataclass(frozen=True)
class Person:
    """The id that stands for this one, if it is another."""

    survivor: UUID | None = None


def note_duplicate(person: Person, ask: NoteDuplicate) -> Iterator[Event | RuleBroken]:
    """Only what is new."""
    if ask.same == (person.survivor == ask.survivor):
        return
    yield (DuplicateNoted if ask.same else DuplicateCleared)(survivor=ask.survivor, merged=ask.merged)


def evolve(person: Person, fact: Recorded) -> Person:
    """Noted, cleared."""
    match fact.event:
        case DuplicateNoted(survivor=survivor):
            return Person(survivor)
        case DuplicateCleared():
            return Person()
        case _:
            return person
