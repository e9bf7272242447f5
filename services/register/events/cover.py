"""What register publishes about: cover."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import PersonId

Risk = Literal["accident", "illness", "liability"]


class CoverStarted(Event):
    """The volunteer is insured against these risks, first and last day included (D.Lgs. 117/2017, art. 18)."""

    stream: ClassVar = "cover/{person}"
    about: ClassVar = ("person",)
    happened: ClassVar = "start"
    cover: UUID
    person: PersonId
    insurer: str
    policy: str
    risks: tuple[Risk, ...]
    start: date
    until: date
