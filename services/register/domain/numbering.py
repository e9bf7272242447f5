"""The numbers of a register section: 1, 2, 3 … without gap or repeat (D.Lgs. 117/2017, art. 17; Civil Code 2215-bis)."""

from dataclasses import dataclass

from services.kernel.event import Recorded
from services.register.events import NumberTaken


@dataclass(frozen=True)
class Numbering:
    """How far the numbers have come; its stream is written with each registration, so that two racing ones meet here."""

    last: int = 0

    @property
    def next(self) -> int:
        """The number of the next registration."""
        return self.last + 1


def evolve(numbering: Numbering, fact: Recorded) -> Numbering:
    """The newest number."""
    return Numbering(fact.event.number) if isinstance(fact.event, NumberTaken) else numbering
