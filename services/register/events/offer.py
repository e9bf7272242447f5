"""What register publishes about: offer."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId


class OfferMade(Event):
    """A volunteer offers something that nobody has asked for yet."""

    stream: ClassVar = "offers/{person}"
    about: ClassVar = ("person",)
    offer: UUID
    person: PersonId
    skill: str
    start: date
    until: date
    municipality: str | None = None
    what: Annotated[str | None, Personal("person")] = None
