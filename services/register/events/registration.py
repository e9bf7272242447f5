"""What register publishes about: registration."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode, Personal, PersonId

Section = Literal["regular", "occasional"]
EndOfRegistration = Literal["own-wish", "moved-away", "unfit", "inactive", "deceased", "other"]


class RegisterDeclared(Event):
    """How an agency keeps its register: whether D.Lgs. 117/2017 applies to it, which sections it has, what it checks besides."""

    stream: ClassVar = "register/{agency}"
    agency: AgencyCode
    law_applies: bool
    sections: tuple[Section, ...]
    checks: tuple[str, ...] = ()


class VolunteerRegistered(Event):
    """The volunteer is entered in a section of the agency's register, under a number that no gap precedes."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    agency: AgencyCode
    section: Section
    number: int
    start: date


class NumberTaken(Event):
    """The next number of this section of the agency's register is taken by this person."""

    stream: ClassVar = "numbering/{agency}:{section}"
    about: ClassVar = ("person",)
    agency: AgencyCode
    section: Section
    number: int
    person: PersonId


class VolunteerSuspended(Event):
    """The volunteer serves nobody from that day on, until they are resumed; the entry stands."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    since: date
    reason: Annotated[str | None, Personal("person")] = None


class VolunteerResumed(Event):
    """The volunteer serves again from that day on."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    start: date


class RegistrationEnded(Event):
    """The entry ends; `ended_on` is its last day, and its number is nobody else's."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    agency: AgencyCode
    section: Section
    number: int
    ended_on: date
    reason: EndOfRegistration
    note: Annotated[str | None, Personal("person")] = None


class RegistrationVoided(Event):
    """The entry was made in error and is void (annullata); its number stays taken and is never given again."""

    stream: ClassVar = "volunteer/{person}"
    about: ClassVar = ("person",)
    corrects_event_id: UUID
    person: PersonId
    agency: AgencyCode
    section: Section
    number: int
    reason: Annotated[str | None, Personal("person")] = None
