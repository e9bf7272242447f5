"""What housing publishes about: person. Intake says which ids are one human; housing only keeps it at hand."""

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
