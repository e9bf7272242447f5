"""What housing publishes about: vacancy."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event

ClosedBecause = Literal["assigned", "out-of-service", "withdrawn"]


class VacancyOpened(Event):
    """A unit has places that may be proposed to a household from a day on."""

    stream: ClassVar = "vacancy/{unit}"
    happened: ClassVar = "opens"
    vacancy: UUID
    unit: UUID
    dwelling: UUID
    opens: date
    places: int


class VacancyClosed(Event):
    """The unit is proposed to nobody any longer."""

    stream: ClassVar = "vacancy/{unit}"
    vacancy: UUID
    unit: UUID
    because: ClosedBecause
