"""The numbers of a register section: 1, 2, 3 … without gap or repeat (D.Lgs. 117/2017, art. 17; Civil Code 2215-bis)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.kernel.event import Recorded
from services.register.events import NumberTaken


@dataclass(frozen=True)
class Numbering:
    """How far the numbers have come; its stream is written with each registration, so that two racing ones meet here."""

    last: int = 0
    taken: Mapping[int, UUID] = field(default_factory=dict)
    """By whom each number was taken; it stays theirs, whatever becomes of the entry."""

    @property
    def next(self) -> int:
        """The number of the next registration."""
        return self.last + 1


def evolve(numbering: Numbering, fact: Recorded) -> Numbering:
    """The newest number."""
    match fact.event:
        case NumberTaken(number=number, person=person):
            return Numbering(number, {**numbering.taken, number: person})
        case _:
            return numbering
