"""What may be asked of register about: registration."""

from typing import Annotated

from pydantic import Field

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.register.events import EndOfRegistration, Section


class DeclareRegister(Command):
    """Say how the agency keeps its register: does D.Lgs. 117/2017 apply, which sections, which checks at every vetting."""

    law_applies: bool
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=2)]
    checks: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class RegisterVolunteer(Command):
    """Enter a vetted applicant in a section of the register; the answer's event holds the number."""

    person: PersonId
    section: Section
    start: Day


class SuspendVolunteer(Command):
    """Let a volunteer serve nobody from that day on."""

    person: PersonId
    since: Day
    reason: Note | None = None


class ResumeVolunteer(Command):
    """Let a suspended volunteer serve again from that day on."""

    person: PersonId
    start: Day


class CancelRegistration(Command):
    """End an entry on its last day; the number stays."""

    person: PersonId
    ended_on: Day
    reason: EndOfRegistration
    note: Note | None = None


class VoidRegistration(Command):
    """Mark an entry that was made in error as void (annullata); its number stays taken."""

    person: PersonId
    reason: Note
