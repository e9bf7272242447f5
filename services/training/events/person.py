"""What training publishes about: person. Intake says which ids are one human; training only keeps it at hand."""

from typing import ClassVar

from services.kernel.event import Event
from services.kernel.people import PersonId


class DuplicateNoted(Event):
    """Training knows that two ids are one human."""

    stream: ClassVar = "known-person/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId


class DuplicateCleared(Event):
    """Training knows that they are two humans after all."""

    stream: ClassVar = "known-person/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId
