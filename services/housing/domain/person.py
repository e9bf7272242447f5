"""What housing knows of a person: which id stands for it, and whether it may be used. Neighbours decide; here it is noted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from services.housing.commands import NoteDuplicate, NoteRestriction
from services.housing.events import DuplicateCleared, DuplicateNoted, RestrictionCleared, RestrictionNoted
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


@dataclass(frozen=True)
class Person:
    """The id that stands for this one, if it is another; and whether what is known of the person is kept and not used."""

    survivor: UUID | None = None
    restricted: bool = False


def note_duplicate(person: Person, ask: NoteDuplicate) -> Iterator[Event | RuleBroken]:
    """Only what is new."""
    if ask.same == (person.survivor == ask.survivor):
        return
    yield (DuplicateNoted if ask.same else DuplicateCleared)(survivor=ask.survivor, merged=ask.merged)


def note_restriction(person: Person, ask: NoteRestriction) -> Iterator[Event | RuleBroken]:
    """Only what is new."""
    if ask.restricted != person.restricted:
        yield (RestrictionNoted if ask.restricted else RestrictionCleared)(person=ask.person)


def evolve(person: Person, fact: Recorded) -> Person:
    """Noted, cleared."""
    match fact.event:
        case DuplicateNoted(survivor=survivor):
            return replace(person, survivor=survivor)
        case DuplicateCleared():
            return replace(person, survivor=None)
        case RestrictionNoted() | RestrictionCleared() as event:
            return replace(person, restricted=isinstance(event, RestrictionNoted))
        case _:
            return person
