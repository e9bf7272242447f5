"""What register publishes about: cover."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId

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


class CoverRenewed(Event):
    """The cover goes on for the same risks, for these days more; a gap before `start` stays a gap."""

    stream: ClassVar = "cover/{person}"
    about: ClassVar = ("person",)
    cover: UUID
    person: PersonId
    policy: str
    start: date
    until: date


class CoverEnded(Event):
    """The cover has ended before its time; `ended_on` is its last day."""

    stream: ClassVar = "cover/{person}"
    about: ClassVar = ("person",)
    cover: UUID
    person: PersonId
    ended_on: date
    reason: Annotated[str | None, Personal("person")] = None


class CoverLapsed(Event):
    """The last day of the cover is over, and it was not renewed."""

    stream: ClassVar = "cover/{person}"
    about: ClassVar = ("person",)
    cover: UUID
    person: PersonId
    until: date
