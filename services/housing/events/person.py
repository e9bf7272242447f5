"""What housing publishes about: person. Neighbours say which ids are one human, and whose data is not used; it is kept at hand."""

from typing import ClassVar

from services.kernel.event import Event
from services.kernel.people import PersonId


class DuplicateNoted(Event):
    """Housing has noted that the survivor stands for both ids."""

    stream: ClassVar = "known-person/{merged}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId


class DuplicateCleared(Event):
    """Housing has noted that the two are two humans after all."""

    stream: ClassVar = "known-person/{merged}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId


class RestrictionNoted(Event):
    """Oversight has restricted the use of what is known of the person; it is kept."""

    stream: ClassVar = "known-person/{person}"
    about: ClassVar = ("person",)
    person: PersonId


class RestrictionCleared(Event):
    """What is known of the person is used again."""

    stream: ClassVar = "known-person/{person}"
    about: ClassVar = ("person",)
    person: PersonId
